BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'letters' | New-GlacierVault
    $topic = 'arn:aws:sns:us-east-1:111122223333:done'
}

AfterAll { Disconnect-Glacier }

Describe 'Set-, Get- and Remove-GlacierVaultNotification' {
    It 'says that a vault has none' {
        $problem = Get-Error { Get-GlacierVaultNotification letters }
        Get-ErrorName $problem | Should -Be 'ResourceNotFound'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Set-GlacierVaultNotification'
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
        Get-ErrorName (Get-Error { Get-GlacierVaultNotification photos }) | Should -Be 'ResourceNotFound'
    }

    It 'shows a table' {
        Get-GlacierVaultNotification letters | Out-String -Width 150 | Should -Match 'letters\s+InventoryRetrievalCompleted\s+arn:aws:sns'
    }
}
