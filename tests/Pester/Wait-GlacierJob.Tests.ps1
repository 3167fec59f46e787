BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    $server = Start-TestServer -Option '--control', '--job-time', 'standard=2s,bulk=1h'
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
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 60
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

    It 'C01: goes on through <_> faulty answers, with one warning' -ForEach 8, 20 {
        $jobs = 1..2 | ForEach-Object { $sent | Start-GlacierJob }
        $null = Invoke-RestMethod -Uri "$($server.Url)/_control/faults" -Method Post -Body (@{ operation = 'DescribeJob'; count = $_; status = 503; code = 'ServiceUnavailableException' } | ConvertTo-Json)
        $done = $jobs | Wait-GlacierJob -PollInterval 1 -Timeout 120 -WarningVariable warnings -WarningAction SilentlyContinue
        @($done).Count | Should -Be 2
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -Match 'tried again'
    }

    It 'C01: goes on through a service that is gone for a while, with one warning' {
        $other = Start-TestServer -Option '--job-time', 'standard=2s' -Data ($data = New-StorePath)
        $port = ([uri]$other.Url).Port
        $elsewhere = $other.Connect
        $connection = Connect-Glacier @elsewhere
        $null = New-GlacierVault photos
        $job = New-TestFile (Join-Path (New-TestFolder) 'b.bin') | Send-GlacierArchive photos | Start-GlacierJob
        Stop-TestServer $other
        $again = $null
        try {
            $waiting = Start-ThreadJob { param($module, $job, $connection) Import-Module $module; $job | Wait-GlacierJob -Connection $connection -PollInterval 1 -Timeout 120 -Verbose } -ArgumentList $env:GLACIERPS_MODULE, $job, $connection
            Wait-Until { $waiting.Warning.Count } 'the warning that the service cannot be reached'
            $again = Start-TestServer -Option '--job-time', 'standard=2s' -Data $data -Port $port
            $done = $waiting | Wait-Job -Timeout 120 | Receive-Job -WarningVariable warnings -WarningAction SilentlyContinue -Verbose:$false
            $done.StatusCode | Should -Be 'Succeeded'
            @($warnings).Count | Should -Be 1
        }
        finally {
            Stop-TestServer $again
            $null = Connect-Glacier @connect
        }
    }

    It 'C01: ends at once with an error that cannot pass' {
        $job = $sent | Start-GlacierJob
        $null = Invoke-RestMethod -Uri "$($server.Url)/_control/faults" -Method Post -Body '{"operation":"DescribeJob","count":1,"status":403,"code":"AccessDeniedException"}'
        $clock = [Diagnostics.Stopwatch]::StartNew()
        Get-ErrorName (Get-Error { $job | Wait-GlacierJob -Timeout 60 }) | Should -Be 'AccessDenied'
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 30
    }

    It 'C02: says with -Verbose and in its progress which archive it waits for, since when, and that Ctrl+C is safe' {
        $job = $sent | Start-GlacierJob -Tier Bulk
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("`$ProgressPreference = 'Continue'; Import-Module '$env:GLACIERPS_MODULE'").AddStatement().AddScript('$job | Wait-GlacierJob -Connection $connection -Timeout 4 -Verbose')
            $shell.Runspace.SessionStateProxy.SetVariable('job', $job)
            $shell.Runspace.SessionStateProxy.SetVariable('connection', (Get-GlacierConnection))
            $null = $shell.Invoke()
            $said = "'$($sent.Name)' in vault 'photos', started \d{4}-\d\d-\d\d \d\d:\d\d [+-]\d\d:\d\d, .* ago \(Bulk usually takes 5 to 12 hours\); asked .* ago, again in .*\. Ctrl\+C is safe: the same command goes on"
            @($shell.Streams.Verbose | Where-Object Message -Match $said).Count | Should -BeGreaterThan 1
            @($shell.Streams.Progress | Where-Object CurrentOperation -Match $said).Count | Should -BeGreaterThan 1
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'C02: asks about many jobs by their list' {
        $jobs = 1..40 | ForEach-Object { $sent | Start-GlacierJob }
        Clear-ServerRequest $server
        ($jobs | Wait-GlacierJob -PollInterval 1).Count | Should -Be 40
        $asked = Get-ServerRequest $server
        $asked['DescribeJob'] | Should -BeNullOrEmpty
        $asked['ListJobs'] | Should -BeLessThan 60
    }

    It 'C02: takes no -PollInterval below a second, and no time that is none: <_>' -ForEach 0.5, '00:00:00.5', -1 {
        { Wait-GlacierJob photos ('j' * 92) -PollInterval $_ } | Should -Throw '*at least 1 s*'
    }

    It 'C02: tells until when the output of a job can be received' {
        $done = $sent | Start-GlacierJob | Wait-GlacierJob
        $done.AvailableUntil | Should -Be $done.CompletionDate.AddHours(24)
        $done | Format-List | Out-String | Should -Match 'AvailableUntil *: \d{4}-'
        ($sent | Start-GlacierJob).AvailableUntil | Should -BeNullOrEmpty
    }
}
