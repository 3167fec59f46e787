BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'Get-GlacierConnection' {
    AfterEach { Disconnect-Glacier }

    It 'is nothing when nothing is connected' {
        Get-GlacierConnection -WarningAction Ignore | Should -BeNullOrEmpty
    }

    It 'E06_says what would be used when nothing is connected' {
        $env:AWS_REGION = 'eu-central-1'
        try {
            Get-GlacierConnection -WarningVariable said -WarningAction SilentlyContinue | Should -BeNullOrEmpty
            "$said" | Should -Match 'no connection.*Get-GlacierConnection -Default'
            $default = Get-GlacierConnection -Default
            $default.Region, "$($default.Endpoint)" | Should -Be 'eu-central-1', 'https://glacier.eu-central-1.amazonaws.com/'
            Get-GlacierConnection -WarningAction Ignore | Should -BeNullOrEmpty
        }
        finally { Remove-Item env:AWS_REGION }
        $null = New-Item -ItemType File ($blocked = Join-Path (New-TestFolder) 'file')
        try { Connect-Glacier -LocalPath $blocked -ErrorAction Stop } catch { $null = $_ }
        Get-GlacierConnection -WarningVariable said -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$said" | Should -Match 'the last Connect-Glacier failed'
    }

    It 'E06_tells the account as a number once the service has told it' {
        $path = Connect-TestGlacier
        $null = New-GlacierVault photos
        (Connect-Glacier -LocalPath (Get-GlacierConnection).LocalPath).AccountId | Should -Match '^\d{12}$'
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
