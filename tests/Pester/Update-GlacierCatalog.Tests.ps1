BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $path = Connect-TestGlacier
    $null = New-GlacierVault photos
    $work = New-TestFolder
    $sent = 1..3 | ForEach-Object { New-TestFile (Join-Path $work "$_.bin") } | Send-GlacierArchive photos -BasePath $work
}

AfterAll { Disconnect-Glacier }

Describe 'Update-GlacierCatalog' {
    It 'does nothing with -WhatIf' {
        Update-GlacierCatalog photos -WhatIf | Should -BeNullOrEmpty
        Get-GlacierJob photos | Should -BeNullOrEmpty
    }

    It 'takes in what the vault holds' {
        $state = Update-GlacierCatalog photos
        $state.Archives | Should -Be 3
        $state.InventoryDate | Should -Not -BeNullOrEmpty
        (Get-GlacierArchive photos -WarningVariable warnings).Evidence | Sort-Object -Unique | Should -Be 'Inventory'
        $warnings | Should -BeNullOrEmpty
    }

    It 'asks for nothing when it knows the last inventory' {
        $jobs = @(Get-GlacierJob photos).Count
        $null = Update-GlacierCatalog photos
        @(Get-GlacierJob photos).Count | Should -Be $jobs
    }

    It 'learns what was done elsewhere' {
        # Another machine knows nothing of our catalogue.
        Invoke-Elsewhere {
            $null = New-TestFile (Join-Path $work 'theirs.bin') | Send-GlacierArchive photos -BasePath $work
            ($sent | Where-Object Name -EQ '1.bin') | Remove-GlacierArchive -Confirm:$false
        }
        (Get-GlacierArchive photos -WarningAction SilentlyContinue).Name | Sort-Object | Should -Be '1.bin', '2.bin', '3.bin'
        $null = Update-GlacierCatalog photos
        (Get-GlacierArchive photos).Name | Sort-Object | Should -Be '2.bin', '3.bin', 'theirs.bin'
    }

    It 'takes vaults from the pipeline' {
        $null = New-GlacierVault second
        $null = New-TestFile (Join-Path $work 'x.bin') | Send-GlacierArchive second
        @(Get-GlacierVault | Update-GlacierCatalog).Count | Should -Be 2
    }
}
