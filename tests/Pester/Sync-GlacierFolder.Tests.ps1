BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'unknown' | New-GlacierVault
    $folder = New-TestFolder
    $null = New-TestFile (Join-Path $folder 'a.jpg') 100
    $null = New-TestFile (Join-Path $folder 'sub/b.jpg') 200
    $null = New-TestFile (Join-Path $folder 'c.tmp') 300

    function Get-Names { Get-GlacierArchive photos -WarningAction SilentlyContinue | ForEach-Object Name | Sort-Object }
}

AfterAll { Disconnect-Glacier }

Describe 'Sync-GlacierFolder' {
    It 'sends nothing with -WhatIf' {
        Sync-GlacierFolder photos $folder -WhatIf | Should -BeNullOrEmpty
        Get-Names | Should -BeNullOrEmpty
    }

    It 'sends what is new, and no more the next time' {
        $done = Sync-GlacierFolder photos $folder -Prefix box -Exclude *.tmp
        ($done | Sort-Object Name).Name | Should -Be 'box/a.jpg', 'box/sub/b.jpg'
        $done.Action | Sort-Object -Unique | Should -Be 'SendNew'
        Sync-GlacierFolder photos $folder -Prefix box -Exclude *.tmp -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        (Sync-GlacierFolder photos $folder -Prefix box -Include c.* -WarningAction SilentlyContinue).Name | Should -Be 'box/c.tmp'
    }

    It 'sends what is changed and removes what is gone' {
        $null = New-TestFile (Join-Path $folder 'a.jpg') 101
        Remove-Item (Join-Path $folder 'sub/b.jpg')
        $done = Sync-GlacierFolder photos $folder -Prefix box -Remove -WarningAction SilentlyContinue
        ($done | Where-Object Action -EQ 'SendChanged').Name | Should -Be 'box/a.jpg'
        ($done | Where-Object Action -EQ 'Remove').Name | Sort-Object | Should -Be 'box/a.jpg', 'box/sub/b.jpg'
        Get-Names | Should -Be 'box/a.jpg', 'box/c.tmp'
        $null = Update-GlacierCatalog photos -Force
        Get-Names | Should -Be 'box/a.jpg', 'box/c.tmp'
    }

    It 'does not send all again when nothing is known of a full vault' {
        $state = $env:XDG_STATE_HOME
        $env:XDG_STATE_HOME = New-TestFolder
        try {
            Get-ErrorName (Get-Error { Sync-GlacierFolder photos $folder }) | Should -Be 'CatalogEmpty'
        }
        finally {
            $env:XDG_STATE_HOME = $state
        }
    }

    It 'says that there is no such folder' {
        Get-ErrorName (Get-Error { Sync-GlacierFolder unknown (Join-Path $folder 'nowhere') }) | Should -Be 'FolderNotFound'
    }
}
