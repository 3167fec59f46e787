BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'letters' | New-GlacierVault
    $json = '{"Version":"2012-10-17","Statement":[{"Sid":"read","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":["glacier:ListJobs","glacier:DescribeJob"],"Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/photos"}]}'
}

AfterAll { Disconnect-Glacier }

Describe 'Set-, Get- and Remove-GlacierVaultAccessPolicy' {
    It 'gives nothing for a vault that has none, which -Verbose says, and an error for a vault that is missing' {
        Get-GlacierVaultAccessPolicy letters | Should -BeNullOrEmpty
        (Get-GlacierVaultAccessPolicy letters -Verbose 4>&1) -match 'has no ' | Should -Not -BeNullOrEmpty
        Get-ErrorName (Get-Error { Get-GlacierVaultAccessPolicy no-such-vault }) | Should -Be 'ResourceNotFound'
    }

    It 'keeps JSON text as it is' {
        Set-GlacierVaultAccessPolicy photos $json
        $kept = Get-GlacierVaultAccessPolicy photos
        $kept.Policy | Should -BeExactly $json
        $kept.VaultName | Should -Be 'photos'
        $kept.ToObject().Statement[0].Sid | Should -Be 'read'
    }

    It 'takes a hashtable, with what is nested in it' {
        Set-GlacierVaultAccessPolicy photos ($json | ConvertFrom-Json -AsHashtable)
        $kept = (Get-GlacierVaultAccessPolicy photos).ToObject()
        $kept.Version | Should -Be '2012-10-17'
        $kept.Statement[0].Action -join ' ' | Should -Be 'glacier:ListJobs glacier:DescribeJob'
        $kept.Statement[0].Principal.AWS | Should -Be 'arn:aws:iam::444455556666:root'
    }

    It 'takes an object' {
        $object = $json | ConvertFrom-Json
        $object.Statement[0].Sid = 'changed'
        Set-GlacierVaultAccessPolicy photos $object
        (Get-GlacierVaultAccessPolicy photos).ToObject().Statement[0].Sid | Should -Be 'changed'
    }

    It 'takes a file' {
        $file = Join-Path (New-TestFolder) 'a [policy].json'
        Set-Content -LiteralPath $file -Value $json -NoNewline
        Set-GlacierVaultAccessPolicy photos -Path $file
        (Get-GlacierVaultAccessPolicy photos).Policy | Should -BeExactly $json
        Get-Item -LiteralPath $file | Set-GlacierVaultAccessPolicy letters
        (Get-GlacierVaultAccessPolicy letters).Policy | Should -BeExactly $json
    }

    It 'copies a policy through the pipe' {
        $own = $json -replace 'vaults/photos', 'vaults/*'
        Set-GlacierVaultAccessPolicy photos $own
        Get-GlacierVaultAccessPolicy photos | Set-GlacierVaultAccessPolicy -VaultName letters
        (Get-GlacierVaultAccessPolicy letters).Policy | Should -BeExactly $own
    }

    It 'refuses what is no policy before any request: <Name>' -ForEach @(
        @{ Name = 'not JSON'; Policy = '{"Statement":'; Id = 'InvalidPolicy'; Says = 'line 1' }
        @{ Name = 'a list'; Policy = '[1]'; Id = 'InvalidPolicy'; Says = 'array' }
        @{ Name = 'no statement'; Policy = @{ Version = '2012-10-17' }; Id = 'InvalidPolicy'; Says = 'Statement' }
        @{ Name = 'something without a form in JSON'; Policy = @{ Statement = { 1 } }; Id = 'InvalidPolicy'; Says = 'ScriptBlock' }
        @{ Name = 'too long'; Policy = @{ Statement = @('x' * 20480) }; Id = 'PolicyTooLong'; Says = '20,480' }
    ) {
        $problem = Get-ErrorElsewhere { Set-GlacierVaultAccessPolicy photos $Policy -EndpointUrl http://127.0.0.1:9 -Region us-east-1 }
        Get-ErrorName $problem | Should -Be $Id
        "$problem" | Should -Match $Says
    }

    It 'says what the service has against a policy' {
        $problem = Get-Error { Set-GlacierVaultAccessPolicy photos '{"Version":"2012-10-17","Statement":[{"Effect":"Perhaps"}]}' }
        Get-ErrorName $problem | Should -Be 'InvalidParameterValue'
    }

    It 'removes it, and is content when it is gone' {
        Remove-GlacierVaultAccessPolicy photos -Confirm:$false
        { Remove-GlacierVaultAccessPolicy photos -Confirm:$false -ErrorAction Stop } | Should -Not -Throw
        Get-GlacierVaultAccessPolicy photos | Should -BeNullOrEmpty
    }

    It 'lets nobody but those in who are named' {
        # The service that keeps the policy also enforces it.
        Set-GlacierVaultAccessPolicy letters @{
            Version = '2012-10-17'
            Statement = @(@{ Sid = 'none'; Effect = 'Deny'; Principal = '*'; Action = 'glacier:UploadArchive'; Resource = 'arn:aws:glacier:us-east-1:111122223333:vaults/letters' })
        }
        $problem = Get-Error { Send-GlacierArchive letters (New-TestFile (Join-Path (New-TestFolder) 'a.bin')) }
        Get-ErrorName $problem | Should -Be 'AccessDenied'
        $problem.CategoryInfo.Category | Should -Be 'PermissionDenied'
    }
}
