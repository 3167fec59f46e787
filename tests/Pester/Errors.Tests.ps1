BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $vaults = Connect-TestGlacier
    $null = New-GlacierVault photos
    $work = New-TestFolder
    $good = New-TestFile (Join-Path $work 'good.bin')
    $null = New-Item -ItemType File -Path (Join-Path $work 'empty.bin')

    function Get-ArchiveCount {
        @(Start-GlacierJob -VaultName photos -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput).Count
    }
}

AfterAll { Disconnect-Glacier }

Describe 'Bad input gets one clear, typed error and nothing half done' {
    It 'a missing file' {
        $problem = Get-Error { Send-GlacierArchive photos (Join-Path $work 'missing.bin') }
        Get-ErrorName $problem | Should -Be 'FileNotFound'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$problem" | Should -Match 'missing\.bin'
    }

    It 'a link to nothing' -Skip:$IsWindows {
        $link = New-Item -ItemType SymbolicLink -Path (Join-Path $work 'dangling') -Target (Join-Path $work 'gone')
        $problem = Get-Error { $link | Send-GlacierArchive photos }
        Get-ErrorName $problem | Should -Be 'FileNotFound'
        "$problem" | Should -Match 'is a link to'
    }

    It 'a folder where a file is meant' {
        $problem = Get-Error { Send-GlacierArchive photos $work }
        Get-ErrorName $problem | Should -Be 'PathIsFolder'
        "$problem" | Should -Match 'Recurse'
    }

    It 'an empty stream, since Glacier stores no empty archives' {
        $problem = Get-Error { Send-GlacierArchive photos -InputStream ([IO.MemoryStream]::new()) }
        Get-ErrorName $problem | Should -Be 'EmptyArchive'
        "$problem" | Should -Match 'Glacier stores no empty archives'
    }

    It 'a vault that does not exist' {
        $problem = Get-Error { Send-GlacierArchive nowhere $good.FullName }
        Get-ErrorName $problem | Should -Be 'ResourceNotFound'
        $problem.Exception.GetType().Name | Should -Be 'ResourceNotFoundException'
        $problem.Exception.Code | Should -Be 'ResourceNotFoundException'
        $problem.Exception.RequestId | Should -Not -BeNullOrEmpty
        $problem.Exception.CanRetry | Should -BeFalse
        "$problem" | Should -Match 'nowhere'
    }

    It 'an illegal vault name, before any request: <Name>' -ForEach @(
        @{ Name = 'a b' }, @{ Name = 'a/b' }, @{ Name = '..' }, @{ Name = 'x' * 256 }, @{ Name = 'größe' }, @{ Name = 'a+b' }
    ) {
        # No connection could be made to this address: a request would give another error, and later.
        $problem = Get-ErrorElsewhere { New-GlacierVault $Name -EndpointUrl http://127.0.0.1:9 -Region us-east-1 }
        Get-ErrorName $problem | Should -Be 'InvalidVaultName'
        $problem.CategoryInfo.Category | Should -Be 'InvalidArgument'
    }

    It 'a job that is not ready' {
        $slow = Connect-TestGlacier
        $null = New-GlacierVault slow
        $problem = Get-Error { Receive-GlacierJobOutput -VaultName slow -JobId ('x' * 92) -Path $work }
        Get-ErrorName $problem | Should -Be 'ResourceNotFound'
        $null = Connect-Glacier -LocalPath $vaults
    }

    It 'a description of 1,025 characters' {
        $problem = Get-Error { Send-GlacierArchive photos $good.FullName -Description ('d' * 1025) }
        Get-ErrorName $problem | Should -Be 'DescriptionTooLong'
        "$problem" | Should -Match '1,025 .* 1,024'
    }

    It 'a description with control characters' {
        $problem = Get-Error { Send-GlacierArchive photos $good.FullName -Description "one`ttwo" }
        Get-ErrorName $problem | Should -Be 'DescriptionNotAscii'
        "$problem" | Should -Match 'U\+0009 at position 4'
    }

    It 'a part size that is not a power of two' {
        $problem = Get-Error { Send-GlacierArchive photos $good.FullName -PartSize 3MB }
        Get-ErrorName $problem | Should -Be 'InvalidPartSize'
    }

    It 'no credentials' {
        $problem = Get-ErrorElsewhere {
            $env:AWS_SHARED_CREDENTIALS_FILE = Join-Path $work 'none'
            $env:AWS_CONFIG_FILE = Join-Path $work 'none'
            $env:AWS_EC2_METADATA_DISABLED = 'true'
            try { Get-GlacierVault -Region us-east-1 }
            finally { Remove-Item env:AWS_SHARED_CREDENTIALS_FILE, env:AWS_CONFIG_FILE, env:AWS_EC2_METADATA_DISABLED }
        }
        Get-ErrorName $problem | Should -Be 'NoCredentials'
        $problem.CategoryInfo.Category | Should -Be 'AuthenticationError'
    }

    It 'an unreachable endpoint' {
        $secret = ConvertTo-SecureString 'not-a-real-secret' -AsPlainText -Force
        $problem = Get-ErrorElsewhere {
            Connect-Glacier -EndpointUrl http://127.0.0.1:9 -Region us-east-1 -Credential ([pscredential]::new('AKIDEXAMPLE', $secret))
        }
        Get-ErrorName $problem | Should -Be 'EndpointUnreachable'
        $problem.CategoryInfo.Category | Should -Be 'ConnectionError'
        "$problem" | Should -Match '127\.0\.0\.1:9'
        "$($problem | Format-List * -Force | Out-String)" | Should -Not -Match 'not-a-real-secret'
    }

    It 'has stored nothing of all that' {
        # A vault has no inventory before its first archive (glacier-api.md section 6.1), so it gets one now.
        $null = Send-GlacierArchive photos $good.FullName
        Get-ArchiveCount | Should -Be 1
    }
}

Describe 'One bad file in a pipe of a hundred' {
    It 'is one error, and the other ninety-nine go up' {
        $null = New-GlacierVault hundred
        $folder = New-TestFolder
        $files = 1..100 | ForEach-Object { New-TestFile (Join-Path $folder "file$_.bin") 100 }
        Remove-Item -LiteralPath $files[49].FullName
        $sent = $files | Send-GlacierArchive hundred -ErrorVariable problems -ErrorAction SilentlyContinue
        $sent.Count | Should -Be 99
        $problems.Count | Should -Be 1
        Get-ErrorName $problems[0] | Should -Be 'FileNotFound'
        $problems[0].TargetObject | Should -Be $files[49].FullName
    }
}

Describe 'The service''s puzzling messages are shown with their meaning' {
    BeforeAll {
        . "$PSScriptRoot/server.ps1"
        $server = Start-TestServer -Option '--control', '--job-time', 'standard=4h,inventory=4h', '--inventory', '24h'
        $connect = $server.Connect
        $null = Connect-Glacier @connect
        $null = 'photos', 'other' | New-GlacierVault
        $archive = Send-GlacierArchive photos $good.FullName

        function Add-Fault([string] $Operation, [int] $Status, [string] $Code) {
            $null = Invoke-RestMethod -Uri "$($server.Url)/_control/faults" -Method Post -Body (@{ operation = $Operation; count = 1; status = $Status; code = $Code } | ConvertTo-Json)
        }
    }

    AfterAll {
        Stop-TestServer $server
    }

    It '<Says>' -ForEach @(
        @{ Says = 'Invalid vault name: arn'; Id = 'InvalidParameterValue'; Category = 'InvalidArgument'; Means = 'not in it'; Action = 'another vault'
            Code = { Remove-GlacierArchive other $archive.ArchiveId -Confirm:$false } }
        @{ Says = 'not empty'; Id = 'InvalidParameterValue'; Category = 'InvalidOperation'; Means = 'inventory about once a day'; Action = 'next inventory'
            Code = { Remove-GlacierVault photos -Confirm:$false } }
        @{ Says = 'cannot be initiated yet'; Id = 'ResourceNotFound'; Category = 'ObjectNotFound'; Means = 'about once a day'; Action = 'first inventory'
            Code = { Start-GlacierJob photos -Inventory } }
        @{ Says = 'job ID was not found'; Id = 'ResourceNotFound'; Category = 'ObjectNotFound'; Means = ''; Action = 'Start-GlacierJob'
            Code = { Get-GlacierJob photos ('x' * 92) } }
        @{ Says = 'Invalid Content-Range'; Id = 'InvalidParameterValue'; Category = 'InvalidArgument'; Means = 'multiple of the upload''s part size'; Action = '-Range'
            Code = { Start-GlacierMultipartUpload photos -PartSize 1MB | Send-GlacierMultipartPart -InputStream ([IO.MemoryStream]::new([byte[]]::new(2MB))) -Offset 0 } }
        @{ Says = 'no longer supported'; Id = 'NoLongerSupported'; Category = 'NotEnabled'; Means = '15 December 2025'; Action = '-LocalPath'
            Code = { Add-Fault DescribeVault 400 NoLongerSupportedException; Get-GlacierVault photos } }
        @{ Says = 'not enough capacity'; Id = 'InsufficientCapacity'; Category = 'LimitsExceeded'; Means = 'Only the Expedited tier'; Action = 'New-GlacierProvisionedCapacity'
            Code = { 1..9 | ForEach-Object { Add-Fault InitiateJob 503 InsufficientCapacityException }; $archive | Start-GlacierJob -Tier Expedited } }
        @{ Says = 'denied by current data retrieval policy'; Id = 'PolicyEnforced'; Category = 'QuotaExceeded'; Means = 'nothing was started or charged'; Action = 'Set-GlacierDataRetrievalPolicy'
            Code = { Add-Fault InitiateJob 400 PolicyEnforcedException; $archive | Start-GlacierJob } }
    ) {
        $problem = Get-Error $Code
        $null = Invoke-RestMethod -Uri "$($server.Url)/_control/faults" -Method Delete
        Get-ErrorName $problem | Should -Be $Id
        $problem.CategoryInfo.Category | Should -Be $Category
        # The service's own words are still there, for those who search for them.
        "$problem" | Should -Match $Says
        "$problem" | Should -Match $Means
        $problem.ErrorDetails.RecommendedAction | Should -Match $Action
        $problem.TargetObject | Should -Not -BeNullOrEmpty
        $problem.Exception.RequestId | Should -Not -BeNullOrEmpty
        $problem.Exception.Code | Should -Be "${Id}Exception"
    }

    It 'not ready is found before it is asked for' {
        $problem = Get-Error { $archive | Start-GlacierJob | Receive-GlacierJobOutput -Path $work }
        Get-ErrorName $problem | Should -Be 'JobNotReady'
        "$problem" | Should -Match 'Wait-GlacierJob'
    }
}

Describe 'The catalogue of errors' {
    It 'has each error ID once, or with different messages that it stands for' {
        $type = (Get-Command Connect-Glacier).ImplementingType.Assembly.GetType('GlacierPS.Cmdlets.Errors.ErrorCatalog')
        $field = $type.GetField('Entries', [System.Reflection.BindingFlags] 'NonPublic, Static')
        $entries = foreach ($group in $field.GetValue($null).Values) { $group }
        $entries.Count | Should -BeGreaterThan 100
        $entries | Group-Object ErrorId, Says | Where-Object Count -GT 1 | ForEach-Object Name | Should -BeNullOrEmpty
        # An entry for all messages hides those behind it.
        foreach ($group in $entries | Group-Object ErrorId | Where-Object Count -GT 1) {
            $group.Group[0..($group.Count - 2)].Says | Should -Not -Contain $null -Because $group.Name
        }
    }
}
