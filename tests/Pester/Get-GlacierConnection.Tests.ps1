BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'Get-GlacierConnection' {
    AfterEach { Disconnect-Glacier }

    It 'is nothing when nothing is connected' {
        Get-GlacierConnection | Should -BeNullOrEmpty
    }

    It 'tells where the session is connected' {
        $path = Connect-TestGlacier
        Get-GlacierConnection | Out-String -Width 200 | Should -Match ([regex]::Escape($path))
        (Get-GlacierConnection).Region | Should -Be 'us-east-1'
    }

    It 'gives a connection that other runspaces can use' {
        $null = Connect-TestGlacier
        $connection = Get-GlacierConnection
        $names = 'a', 'b', 'c' | ForEach-Object -Parallel {
            Import-Module $env:GLACIERPS_MODULE
            if (Get-GlacierConnection) { throw 'A fresh runspace must have no connection of its own.' }
            (New-GlacierVault $_ -Connection $using:connection).VaultName
        }
        ($names | Sort-Object) -join ' ' | Should -Be 'a b c'
    }
}
