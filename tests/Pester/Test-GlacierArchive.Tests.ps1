BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'unknown' | New-GlacierVault
    $folder = New-TestFolder
    $files = 'same', 'other', 'longer', 'missing' | ForEach-Object { New-TestFile (Join-Path $folder "x/$_") 2000 }
    $null = $files | Send-GlacierArchive photos -BasePath $folder
    $null = New-TestFile (Join-Path $folder 'x/other') 2000
    $null = New-TestFile (Join-Path $folder 'x/longer') 2001
    Remove-Item (Join-Path $folder 'x/missing')
}

AfterAll { Disconnect-Glacier }

Describe 'Test-GlacierArchive' {
    It 'tells files apart' {
        $found = Test-GlacierArchive photos $folder | Group-Object { ($_.Name -split '/')[1] } -AsHashTable
        "$($found.same.Status) $($found.other.Status) $($found.longer.Status) $($found.missing.Status)" | Should -Be 'Same Different Different Missing'
        $found.same.FileTreeHash | Should -Be $found.same.SHA256TreeHash
    }

    It 'takes names, and archives from the pipeline' {
        (Test-GlacierArchive photos $folder x/s*).Status | Should -Be 'Same'
        @(Get-GlacierArchive photos -WarningAction SilentlyContinue | Test-GlacierArchive -Path $folder).Count | Should -Be 4
    }

    It 'says that nothing is known' {
        Get-ErrorName (Get-Error { Test-GlacierArchive unknown $folder }) | Should -Be 'CatalogEmpty'
    }
}
