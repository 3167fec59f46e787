BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    $server = Start-TestServer -Option '--job-time', 'standard=2s,bulk=1h'
    $connect = $server.Connect
    $null = Connect-Glacier @connect
    $null = New-GlacierVault photos
    $sent = New-TestFile (Join-Path (New-TestFolder) 'a.bin') | Send-GlacierArchive photos
}

AfterAll {
    Disconnect-Glacier
    Stop-TestServer $server
}

Describe 'Wait-GlacierJob' {
    It 'waits until a job is done and emits it' {
        $job = $sent | Start-GlacierJob
        $job.Completed | Should -BeFalse
        $done = $job | Wait-GlacierJob
        $done.StatusCode | Should -Be 'Succeeded'
        $done.JobId | Should -Be $job.JobId
        $done.CompletionDate | Should -Not -BeNullOrEmpty
    }

    It 'waits for many at once' {
        $jobs = 1..10 | ForEach-Object { $sent | Start-GlacierJob }
        $clock = [Diagnostics.Stopwatch]::StartNew()
        ($jobs | Wait-GlacierJob).Count | Should -Be 10
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 15
    }

    It 'gives up after -Timeout, in seconds or as a time span, and says that the job goes on' {
        $job = $sent | Start-GlacierJob -Tier Bulk
        $problem = Get-Error { $job | Wait-GlacierJob -Timeout 1 }
        Get-ErrorName $problem | Should -Be 'Timeout'
        "$problem" | Should -Match 'run Wait-GlacierJob again'
        Get-ErrorName (Get-Error { $job | Wait-GlacierJob -Timeout 00:00:00.5 }) | Should -Be 'Timeout'
        (Get-GlacierJob photos $job.JobId).StatusCode | Should -Be 'InProgress'
    }

    It 'lets an unfinished job''s output be asked for, and gives one clear error' {
        $job = $sent | Start-GlacierJob -Tier Bulk
        $problem = Get-Error { $job | Receive-GlacierJobOutput -Path (New-TestFolder) }
        Get-ErrorName $problem | Should -Be 'JobNotReady'
        "$problem" | Should -Match 'Wait-GlacierJob'
    }

    It 'reports one unknown job and waits for the others' {
        $job = $sent | Start-GlacierJob
        $unknown = [pscustomobject]@{ VaultName = 'photos'; JobId = 'z' * 92 }
        $done = $unknown, $job | Wait-GlacierJob -ErrorVariable problems -ErrorAction SilentlyContinue
        $done.JobId | Should -Be $job.JobId
        $problems.Count | Should -Be 1
    }
}
