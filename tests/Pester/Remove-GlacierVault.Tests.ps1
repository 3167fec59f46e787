BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    $null = Connect-TestGlacier
}

AfterAll { Disconnect-Glacier }

Describe 'Remove-GlacierVault' {
    It 'removes an empty vault' {
        $null = New-GlacierVault empty
        Remove-GlacierVault empty -Confirm:$false
        Get-GlacierVault empt* | Should -BeNullOrEmpty
    }

    It 'does nothing with -WhatIf' {
        $null = New-GlacierVault kept
        Remove-GlacierVault kept -WhatIf
        (Get-GlacierVault kept).VaultName | Should -Be 'kept'
    }

    It 'is content when the vault is already gone' {
        { Remove-GlacierVault never-there -Confirm:$false -ErrorAction Stop } | Should -Not -Throw
    }

    It 'warns of the last vault, and of no other' {
        $path = New-TestFolder
        $null = 'one', 'two' | New-GlacierVault -LocalPath $path
        Remove-GlacierVault one -LocalPath $path -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
        Remove-GlacierVault two -LocalPath $path -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match "'two' is the account's last vault"
    }

    It 'takes vaults from the pipe' {
        $null = 'p1', 'p2' | New-GlacierVault
        Get-GlacierVault p? | Remove-GlacierVault -Confirm:$false
        Get-GlacierVault p? | Should -BeNullOrEmpty
    }

    It 'forgets what was known of the vault, so that another of its name begins unknown' {
        $null = New-GlacierVault again
        $sent = Send-GlacierArchive again (New-TestFile (Join-Path (New-TestFolder) 'a.bin'))
        (Get-GlacierArchive again -WarningAction SilentlyContinue).ArchiveId | Should -Be $sent.ArchiveId

        # Deleted elsewhere: the catalogue is not told.
        Invoke-Elsewhere { Remove-GlacierArchive again $sent.ArchiveId -Confirm:$false }
        Remove-GlacierVault again -Confirm:$false
        $null = New-GlacierVault again
        Get-GlacierArchive again -WarningAction SilentlyContinue -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'explains why a vault with archives stays, and what to do' {
        $null = New-GlacierVault full
        $null = Send-GlacierArchive full (New-TestFile (Join-Path (New-TestFolder) 'a.bin'))
        $problem = Get-Error { Remove-GlacierVault full -Confirm:$false }
        Get-ErrorName $problem | Should -Be 'InvalidParameterValue'
        "$problem" | Should -Match 'inventory about once a day'
        (Get-GlacierVault full).VaultName | Should -Be 'full'
    }

    It 'says when the next inventory is due, where inventories are taken daily' {
        $server = Start-TestServer -Option '--inventory', '24h'
        try {
            $connect = $server.Connect
            $null = Connect-Glacier @connect
            $null = New-GlacierVault daily
            $null = Send-GlacierArchive daily (New-TestFile (Join-Path (New-TestFolder) 'a.bin'))
            "$(Get-Error { Remove-GlacierVault daily -Confirm:$false })" | Should -Match 'has none yet'
        }
        finally {
            Stop-TestServer $server
        }
    }
}
