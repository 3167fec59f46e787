BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
}

AfterAll { Disconnect-Glacier }

Describe 'New-GlacierVault' {
    It 'creates a vault and tells of it' {
        $vault = New-GlacierVault photos
        $vault.VaultName | Should -Be 'photos'
        $vault.VaultARN | Should -Match '^arn:aws:glacier:us-east-1:\d{12}:vaults/photos$'
        $vault.CreationDate.Kind | Should -Be 'Local'
        $vault.NumberOfArchives | Should -Be 0
    }

    It 'leaves a vault that is already there as it is' {
        $first = New-GlacierVault twice
        Start-Sleep -Milliseconds 20
        (New-GlacierVault twice).CreationDate | Should -Be $first.CreationDate
    }

    It 'takes names from the pipe' {
        ('one', 'two' | New-GlacierVault).VaultName -join ' ' | Should -Be 'one two'
        ([pscustomobject]@{ VaultName = 'three' } | New-GlacierVault).VaultName | Should -Be 'three'
    }

    It 'does nothing with -WhatIf' {
        New-GlacierVault never -WhatIf | Should -BeNullOrEmpty
        (Get-GlacierVault).VaultName | Should -Not -Contain 'never'
    }

    It 'refuses one bad name and creates the others' {
        $vaults = 'good1', 'not good', 'good2' | New-GlacierVault -ErrorVariable problems -ErrorAction SilentlyContinue
        $vaults.VaultName -join ' ' | Should -Be 'good1 good2'
        $problems.Count | Should -Be 1
        $problems[0].TargetObject | Should -Be 'not good'
    }
}
