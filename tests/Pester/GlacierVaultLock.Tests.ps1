BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'letters', 'other' | New-GlacierVault

    function Get-KeepPolicy([string] $Vault) {
        # The guide's own sample: nothing younger than a year is deleted.
        @{
            Version   = '2012-10-17'
            Statement = @(@{
                    Sid = 'deny-based-on-archive-age'; Principal = '*'; Effect = 'Deny'; Action = 'glacier:DeleteArchive'
                    Resource = "arn:aws:glacier:us-east-1:111122223333:vaults/$Vault"
                    Condition = @{ NumericLessThan = @{ 'glacier:ArchiveAgeInDays' = '365' } }
                })
        }
    }
}

AfterAll { Disconnect-Glacier }

Describe 'Start-, Get-, Stop- and Complete-GlacierVaultLock' {
    It 'gives nothing for a vault that has none, which -Verbose says, and an error for a vault that is missing' {
        Get-GlacierVaultLock photos | Should -BeNullOrEmpty
        (Get-GlacierVaultLock photos -Verbose 4>&1) -match 'has no ' | Should -Not -BeNullOrEmpty
        Get-ErrorName (Get-Error { Get-GlacierVaultLock no-such-vault }) | Should -Be 'ResourceNotFound'
    }

    It 'begins a lock, which is in force at once and ends by itself a day later' {
        $begun = Start-GlacierVaultLock photos (Get-KeepPolicy photos) -Confirm:$false
        $begun.LockId | Should -Match '^[A-Za-z0-9_-]{24}$'
        $kept = Get-GlacierVaultLock photos
        $kept.State | Should -Be 'InProgress'
        $kept.ExpirationDate - $kept.CreationDate | Should -Be ([timespan]'1.00:00:00')
        $kept.ToObject().Statement[0].Sid | Should -Be 'deny-based-on-archive-age'
        $archive = Send-GlacierArchive photos (New-TestFile (Join-Path (New-TestFolder) 'a.bin'))
        Get-ErrorName (Get-Error { $archive | Remove-GlacierArchive -Confirm:$false }) | Should -Be 'AccessDenied'
    }

    It 'takes it back' {
        Stop-GlacierVaultLock photos
        Get-GlacierVaultLock photos | Should -BeNullOrEmpty
        { Stop-GlacierVaultLock photos -ErrorAction Stop } | Should -Not -Throw
    }

    It 'completes what comes down the pipe, for ever' {
        Start-GlacierVaultLock letters (Get-KeepPolicy letters) -Confirm:$false | Complete-GlacierVaultLock -Confirm:$false
        $kept = Get-GlacierVaultLock letters
        $kept.State | Should -Be 'Locked'
        $kept.ExpirationDate | Should -BeNullOrEmpty
        $problem = Get-Error { Stop-GlacierVaultLock letters }
        Get-ErrorName $problem | Should -Be 'AccessDenied'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'for ever'
    }

    It 'needs the ID that it was begun with' {
        $null = Start-GlacierVaultLock other (Get-KeepPolicy other) -Confirm:$false
        Get-ErrorName (Get-Error { Complete-GlacierVaultLock other ('x' * 24) -Confirm:$false }) | Should -Be 'InvalidParameterValue'
        (Get-GlacierVaultLock other).State | Should -Be 'InProgress'
    }

    It 'says before it locks that it is for ever' {
        Complete-GlacierVaultLock other x -WhatIf *>&1 | Out-Null
        $text = Invoke-Child "Import-Module '$env:GLACIERPS_MODULE'; Complete-GlacierVaultLock other x -WhatIf -LocalPath '$(New-TestFolder)'" | Out-String
        $text | Should -Match 'FOR EVER'
    }

    It 'shows a table' {
        Get-GlacierVaultLock other | Out-String -Width 200 | Should -Match 'other\s+InProgress\s+\d{4}-\d\d-\d\d'
    }
}
