# Waits of hours in the small: through faults of all kinds, and a service that is gone for a while.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"

    function Add-Faults([string] $Url, [int] $Round) {
        # Some faults of every kind that passes, another mixture each time. Those of the round before may still be there.
        $random = [Random]::new($Round)
        $kinds = @(
            @{ status = 500; code = 'InternalServerError' }
            @{ status = 503; code = 'ServiceUnavailableException' }
            @{ status = 400; code = 'ThrottlingException' }
            @{ status = 408; code = 'RequestTimeoutException' }
            @{ drop = $true }
            @{ loseAnswer = $true }
            @{ dropAfterBytes = 20 }
        )
        foreach ($i in 1..3) {
            $fault = $kinds[$random.Next($kinds.Count)] + @{ operation = '*'; count = $random.Next(2, 8) }
            $null = Invoke-RestMethod -Uri "$Url/_control/faults" -Method Post -Body ($fault | ConvertTo-Json)
        }
    }
}

Describe 'A wait' {
    It 'C01: of Wait-, Update- and Restore-GlacierArchive ends well, with one warning each, through 10 minutes of faults and a service that is gone for a minute' -Tag Soak {
        $data = New-StorePath
        $option = '--control', '--job-time', 'standard=8m,inventory=8m'
        $server = Start-TestServer -Option $option -Data $data
        $url = $server.Url
        $connect = $server.Connect
        try {
            $connection = Connect-Glacier @connect
            $null = New-GlacierVault photos
            $sent = 1..6 | ForEach-Object { New-TestFile (Join-Path (New-TestFolder) "$_.bin") 3MB } | Send-GlacierArchive photos
            $waitedFor = $sent[0] | Start-GlacierJob
            Add-Faults $url 0
            $out = New-TestFolder
            $start = {
                param($module, $connection, $state, $script, $first, $folder)
                $env:XDG_STATE_HOME = $state
                Import-Module $module
                & ([scriptblock]::Create($script)) $connection $first $folder
            }
            $running = [ordered]@{}
            foreach ($what in @(
                    @{ Name = 'Wait'; Script = 'param($c, $job) $job | Wait-GlacierJob -Connection $c -Timeout 1:00 -PollInterval 5'; First = $waitedFor }
                    @{ Name = 'Update'; Script = 'param($c, $vault) Update-GlacierCatalog $vault -Connection $c -Force -Timeout 1:00 -PollInterval 5'; First = 'photos' }
                    @{ Name = 'Restore'; Script = 'param($c, $ids, $folder) $ids | Restore-GlacierArchive photos -Connection $c -Path $folder -Timeout 1:00 -PollInterval 5'; First = $sent.ArchiveId }
                )) {
                $running[$what.Name] = Start-ThreadJob $start -ArgumentList $env:GLACIERPS_MODULE, $connection, $env:XDG_STATE_HOME, $what.Script, $what.First, $out
            }
            $clock = [Diagnostics.Stopwatch]::StartNew()
            foreach ($round in 1..60) {
                Start-Sleep -Seconds 10
                if ($round -eq 20) {
                    Stop-TestServer $server
                    $server = $null
                }
                elseif ($round -eq 26) {
                    $server = Start-TestServer -Option $option -Data $data -Port ([uri]$url).Port
                }
                if ($server) {
                    Add-Faults $url $round
                }
            }
            $null = Invoke-RestMethod -Uri "$url/_control/faults" -Method Delete
            foreach ($name in $running.Keys) {
                $job = $running[$name] | Wait-Job -Timeout 600
                Write-Host ("{0}: {1} after {2:0} s, warnings: {3}" -f $name, $job.State, ($job.PSEndTime - $job.PSBeginTime).TotalSeconds, ($job.Warning -join ' | '))
                $job.State | Should -Be 'Completed' -Because "$name ends: $($job.Error)"
                $job.Error | Should -BeNullOrEmpty -Because $name
                @($job.Warning).Count | Should -Be 1 -Because "$name warns once: $($job.Warning -join ' / ')"
            }
            $clock.Elapsed.TotalMinutes | Should -BeGreaterThan 9.9
            ($running['Wait'] | Receive-Job -WarningAction SilentlyContinue).StatusCode | Should -Be 'Succeeded'
            ($running['Update'] | Receive-Job -WarningAction SilentlyContinue).KnownArchives | Should -Be 6
            $restored = $running['Restore'] | Receive-Job -WarningAction SilentlyContinue
            $restored.Count | Should -Be 6
            $restored.Verified | Should -Not -Contain $false
            foreach ($archive in $restored) {
                (Get-GlacierTreeHash -LiteralPath $archive.FullName).Hash | Should -Be ($sent | Where-Object ArchiveId -EQ $archive.ArchiveId).SHA256TreeHash
            }
            # Nothing was paid for twice.
            @(Get-GlacierJob photos | Where-Object Action -EQ 'InventoryRetrieval').Count | Should -Be 1
            @(Get-GlacierJob photos | Where-Object Action -EQ 'ArchiveRetrieval').Count | Should -Be 6
        }
        finally {
            Stop-TestServer $server
            Disconnect-Glacier
        }
    }
}
