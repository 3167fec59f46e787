BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 1..23 | ForEach-Object { 'vault{0:00}' -f $_ } | New-GlacierVault
    $null = New-GlacierVault Photos
}

AfterAll { Disconnect-Glacier }

Describe 'Get-GlacierVault' {
    It 'lists all vaults, over as many pages as it takes' {
        $vaults = Get-GlacierVault
        $vaults.Count | Should -Be 24
        $vaults[0].VaultName | Should -Be 'Photos'
    }

    It 'takes wildcards' {
        (Get-GlacierVault vault1*).Count | Should -Be 10
        (Get-GlacierVault photo?).VaultName | Should -Be 'Photos'
    }

    It 'describes a vault by its name' {
        (Get-GlacierVault vault07).VaultName | Should -Be 'vault07'
    }

    It 'says that a vault is not there' {
        $problem = Get-Error { Get-GlacierVault vault99 }
        Get-ErrorName $problem | Should -Be 'ResourceNotFound'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Get-GlacierVault'
    }

    It 'stops listing when the reader has enough' {
        (Get-GlacierVault | Select-Object -First 1).VaultName | Should -Be 'Photos'
        (Get-GlacierVault).Count | Should -Be 24
    }

    It 'shows a table' {
        $table = Get-GlacierVault vault01 | Out-String
        $table | Should -Match 'VaultName\s+Archives\s+Size\s+Created'
        $table | Should -Match 'vault01\s+0\s+0 B'
    }

    It 'completes names' {
        $line = 'Get-GlacierVault vault0'
        $matches = (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches
        $matches.Count | Should -Be 9
        $matches[0].CompletionText | Should -Be 'vault01'
    }
}
