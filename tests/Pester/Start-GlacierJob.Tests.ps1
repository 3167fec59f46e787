BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = New-GlacierVault photos
    $sent = New-TestFile (Join-Path (New-TestFolder) 'a.bin') (3MB + 1) | Send-GlacierArchive photos
}

AfterAll { Disconnect-Glacier }

Describe 'Start-GlacierJob' {
    It 'starts a retrieval and tells of it' {
        $job = Start-GlacierJob photos $sent.ArchiveId
        $job.Action | Should -Be 'ArchiveRetrieval'
        $job.VaultName | Should -Be 'photos'
        $job.ArchiveId | Should -Be $sent.ArchiveId
        $job.Tier | Should -Be 'Standard'
        "$($job.RetrievalByteRange)" | Should -Be '0-3145728'
        $job.JobId | Should -Match '^[A-Za-z0-9_-]{92}$'
    }

    It 'takes archives from the pipe' {
        ($sent, $sent | Start-GlacierJob).Count | Should -Be 2
    }

    It 'takes a tier, a range, a description and a topic' {
        $job = $sent | Start-GlacierJob -Tier Bulk -RetrievalByteRange 1048576-2097151 -Description 'the middle' -SnsTopic arn:aws:sns:us-east-1:111122223333:done
        $job.Tier | Should -Be 'Bulk'
        "$($job.RetrievalByteRange)" | Should -Be '1048576-2097151'
        $job.Description | Should -Be 'the middle'
        $job.SNSTopic | Should -Be 'arn:aws:sns:us-east-1:111122223333:done'
    }

    It 'starts an inventory with its filters' {
        $job = Start-GlacierJob photos -Inventory -Format Csv -Limit 10 -StartDate 2020-01-01T00:00:00Z
        $job.Action | Should -Be 'InventoryRetrieval'
        $job.InventoryRetrievalParameters.Format | Should -Be 'Csv'
        $job.InventoryRetrievalParameters.Limit | Should -Be 10
        $job.InventoryRetrievalParameters.StartDate | Should -Be ([datetime]'2020-01-01T00:00:00Z').ToUniversalTime()
    }

    It 'refuses a range that does not begin on a whole MiB, before any request: <Range>' -ForEach @(
        @{ Range = '1-1048575' }, @{ Range = '5' }, @{ Range = '10-5' }, @{ Range = 'all' }
    ) {
        Get-ErrorName (Get-Error { $sent | Start-GlacierJob -RetrievalByteRange $Range }) | Should -Be 'InvalidByteRange'
    }

    It 'passes on what the service says of an unknown archive' {
        $problem = Get-Error { Start-GlacierJob photos ('x' * 138) }
        Get-ErrorName $problem | Should -Be 'ResourceNotFound'
        $problem.TargetObject | Should -Be ('x' * 138)
    }

    It 'does nothing with -WhatIf' {
        $before = @(Get-GlacierJob photos).Count
        $sent | Start-GlacierJob -WhatIf | Should -BeNullOrEmpty
        @(Get-GlacierJob photos).Count | Should -Be $before
    }
}

Describe 'Start-GlacierJob, where the answer to the next request is lost' {
    It 'does not lose the ID of what was started' {
        . "$PSScriptRoot/server.ps1"
        $server = Start-TestServer -Option '--control'
        try {
            $connect = $server.Connect
            $null = Connect-Glacier @connect
            $null = New-GlacierVault photos
            $archive = Send-GlacierArchive photos (New-TestFile (Join-Path (New-TestFolder) 'a.bin') 100)
            $null = Invoke-RestMethod -Uri "$($server.Url)/_control/faults" -Method Post -Body '{"operation":"DescribeJob","count":1,"status":403,"code":"AccessDeniedException"}'
            $job = $archive | Start-GlacierJob -Tier Bulk -WarningVariable said -WarningAction SilentlyContinue
            "$said" | Should -Match 'The job is started'
            $job.VaultName | Should -Be 'photos'
            (Get-GlacierJob photos).JobId | Should -Be $job.JobId
            ($job | Wait-GlacierJob).ArchiveId | Should -Be $archive.ArchiveId
        }
        finally {
            Disconnect-Glacier
            Stop-TestServer $server
        }
    }
}
