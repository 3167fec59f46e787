BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'letters' | New-GlacierVault
    $topic = 'arn:aws:sns:us-east-1:111122223333:done'
}

AfterAll { Disconnect-Glacier }

Describe 'Set-, Get- and Remove-GlacierVaultNotification' {
    It 'gives nothing for a vault that has none, which -Verbose says, and an error for a vault that is missing' {
        Get-GlacierVaultNotification letters | Should -BeNullOrEmpty
        (Get-GlacierVaultNotification letters -Verbose 4>&1) -match 'has no ' | Should -Not -BeNullOrEmpty
        Get-ErrorName (Get-Error { Get-GlacierVaultNotification no-such-vault }) | Should -Be 'ResourceNotFound'
    }

    It 'tells of all jobs unless something else is said' {
        Set-GlacierVaultNotification photos $topic
        $kept = Get-GlacierVaultNotification photos
        $kept.SNSTopic | Should -Be $topic
        $kept.Events -join ' ' | Should -Be 'ArchiveRetrievalCompleted InventoryRetrievalCompleted'
    }

    It 'replaces what was set' {
        Set-GlacierVaultNotification photos $topic -Event InventoryRetrievalCompleted
        (Get-GlacierVaultNotification photos).Events | Should -Be 'InventoryRetrievalCompleted'
    }

    It 'goes from vault to vault through the pipe' {
        Get-GlacierVaultNotification photos | Set-GlacierVaultNotification -VaultName letters
        (Get-GlacierVaultNotification letters).Events | Should -Be 'InventoryRetrievalCompleted'
    }

    It 'refuses what is no topic, and events that there are not' {
        Get-ErrorName (Get-Error { Set-GlacierVaultNotification photos done }) | Should -Be 'InvalidTopic'
        Get-ErrorName (Get-Error { Set-GlacierVaultNotification photos $topic -Event Sometimes }) | Should -Be 'CannotConvertArgumentNoMessage'
    }

    It 'removes it, and is content when it is gone' {
        Remove-GlacierVaultNotification photos -Confirm:$false
        { Remove-GlacierVaultNotification photos -Confirm:$false -ErrorAction Stop } | Should -Not -Throw
        Get-GlacierVaultNotification photos | Should -BeNullOrEmpty
    }

    It 'shows a table' {
        Get-GlacierVaultNotification letters | Out-String -Width 150 | Should -Match 'letters\s+InventoryRetrievalCompleted\s+arn:aws:sns'
    }
}
