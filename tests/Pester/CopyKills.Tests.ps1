# A copy whose process is killed needs nothing but the same command.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    . "$PSScriptRoot/bucket.ps1"
    . "$PSScriptRoot/transfers.ps1"
    $kills = if ($env:GLACIERPS_COPY_KILLS) { [int] $env:GLACIERPS_COPY_KILLS } else { 12 }
    # What goes wrong between the kills, in turn: S3's seven, and Glacier's seven.
    $faults = @(
        @{ Bucket = '*'; Kind = 'Unavailable' }
        @{ Bucket = '*'; Kind = 'InternalError' }
        @{ Bucket = '*'; Kind = 'LostAnswer' }
        @{ Bucket = '*'; Kind = 'LostRequest' }
        @{ Bucket = 'CompleteMultipartUpload'; Kind = 'ErrorInside' }
        @{ Bucket = 'CompleteMultipartUpload'; Kind = 'ErrorInsideThoughDone' }
        @{ Bucket = 'UploadPart'; Kind = 'Denied' }
        @{ operation = 'InitiateJob'; status = 400; code = 'ThrottlingException' }
        @{ operation = 'InitiateJob'; loseAnswer = $true }
        @{ operation = '*'; status = 500; code = 'ServiceUnavailableException' }
        @{ operation = '*'; status = 503; code = 'ServiceUnavailableException' }
        @{ operation = '*'; drop = $true }
        @{ operation = 'GetJobOutput'; dropAfterBytes = 1000 }
        @{ operation = 'GetJobOutput'; corrupt = $true }
    )

    # Lets something go wrong twice.
    function Add-NextFault($Server, $Bucket, [int] $Number) {
        $fault = $faults[$Number % $faults.Count]
        if ($fault.ContainsKey('Bucket')) {
            $null = Invoke-RestMethod "$($Bucket.Url)_faults?operation=$($fault.Bucket)&kind=$($fault.Kind)&times=2"
        }
        else {
            Add-Fault $Server ($fault + @{ count = 2 })
        }
    }

    function Clear-AllFault($Server, $Bucket) {
        Clear-Fault $Server
        $null = Invoke-RestMethod "$($Bucket.Url)_faults/clear"
    }

    # Jobs that were started for archives, and the keys that are in the bucket.
    function Get-Paid { Get-GlacierJob photos | Where-Object Action -EQ 'ArchiveRetrieval' }
    function Get-Sent($Bucket) {
        $stored = 'PutObject', 'UploadPart', 'CompleteMultipartUpload'
        $counts = (Get-BucketRequestCount $Bucket).PSObject.Properties | Where-Object Name -In $stored
        ($counts | ForEach-Object { [int] $_.Value } | Measure-Object -Sum).Sum
    }
}

Describe 'Copy-GlacierArchive, whose process is killed' {
    It 'pays once for each archive and leaves nothing open, with and without what this machine knew' -Tag Soak {
        $random = [Random]::new(7)
        $archives = 3 * $kills
        $server = Start-TestServer -Option '--control'
        $bucket = Start-TestBucket
        $state = New-TestFolder
        try {
            $connect = $server.Connect
            $null = Connect-Glacier @connect
            $null = New-GlacierVault photos
            $in = Join-Path (New-TestFolder) 'in'
            foreach ($i in 1..$archives) {
                # 1 B to 300 MB.
                $size = if ($i -eq 10) { 300MB } elseif ($i % 60 -eq 0) { $random.Next(100MB, 200MB) } elseif ($i % 12 -eq 0) { $random.Next(9MB, 30MB) } elseif ($i -eq 1) { 1 } else { $random.Next(1, 9000) }
                $null = New-TestFile (Join-Path $in "$i.bin") $size
            }
            $null = Send-GlacierArchive photos $in -Recurse -BasePath $in
            # Its own state folder, so that it can be deleted between.
            $script = "`$env:XDG_STATE_HOME = '$state'; `$env:AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE'; `$env:AWS_SECRET_ACCESS_KEY = 'test-secret'; " +
                "Import-Module '$((Get-Module GlacierPS).Path)'; `$null = Connect-Glacier -EndpointUrl '$($connect.EndpointUrl)' -Region '$($connect.Region)'; " +
                "`$null = Update-GlacierCatalog photos; [Console]::WriteLine('begun'); " +
                "`$null = Copy-GlacierArchive photos -Bucket archive -Prefix v/ -BucketEndpointUrl '$($bucket.Url)' -PartSize 8MB -ThrottleLimit 2; 'done'"
            function Start-Copy {
                $start = [Diagnostics.ProcessStartInfo]::new(@(Get-OwnPowerShell)[0])
                foreach ($word in @(@(Get-OwnPowerShell) | Select-Object -Skip 1) + '-NoProfile', '-NonInteractive', '-Command', $script) { $start.ArgumentList.Add($word) }
                $start.RedirectStandardOutput = $true
                $child = [Diagnostics.Process]::Start($start)
                $child.StandardOutput.ReadLine() | Should -Be 'begun'
                $child
            }
            $killed, $lost, $ended, $paidBefore, $again = 0, 0, 0, @(), 0
            while ($killed -lt $kills -and $ended -lt $kills) {
                # Some are killed while they find out what is there, most when a few more requests have stored something.
                $child = Start-Copy
                Add-NextFault $server $bucket ($killed + $ended)
                $until = (Get-Sent $bucket) + $random.Next(0, 12)
                $patience = [Diagnostics.Stopwatch]::StartNew()
                while (-not $child.WaitForExit($random.Next(5, 120)) -and (Get-Sent $bucket) -lt $until) {
                    $patience.Elapsed.TotalMinutes | Should -BeLessThan 10 -Because 'a copy goes on'
                }
                if ($child.HasExited) {
                    # All was copied, or an archive met too many faults.
                    $ended++
                    continue
                }
                $child.Kill($true)
                $child.WaitForExit()
                $killed++
                if ($killed % 5 -eq 0) {
                    Remove-Item -LiteralPath $state -Recurse -Force
                    $lost++
                }
                if ($killed -eq [int] ($kills / 2)) {
                    # Outputs expire: what has a job and is not in the bucket is paid for again, and nothing else.
                    Clear-AllFault $server $bucket
                    $paidBefore = @(Get-Paid)
                    $listed = Invoke-RestMethod "$($bucket.Url)_keys" | ForEach-Object { $_ }
                    $names = @{}
                    foreach ($archive in Get-GlacierArchive photos -WarningAction SilentlyContinue) { $names[$archive.ArchiveId] = $archive.Name }
                    $again = @($paidBefore | Where-Object { "v/$($names[$_.ArchiveId])" -notin $listed }).Count
                    $null = Invoke-RestMethod -Method Post -Uri "$($server.Url)/_control/clock" -ContentType application/json -Body '{"advance":"25h"}'
                }
            }
            Clear-AllFault $server $bucket
            $child = Start-Copy
            $child.StandardOutput.ReadToEnd().Trim() | Should -Be 'done'
            $jobs = $paidBefore.Count + @(Get-Paid).Count
            $null = Update-GlacierCatalog photos
            $tests = Test-GlacierCopy photos -Bucket archive -Prefix v/ -BucketEndpointUrl $bucket.Url
            $open = (Get-GlacierCopy photos).OpenUploads
            $proven = @($tests | Where-Object Status -EQ 'Proven').Count
            Write-Host "$killed kills, $lost of them with all state deleted, $ended runs that ended; $archives archives: $jobs jobs, $again of them since outputs had expired; $proven proven, $open uploads open"
            $paidBefore.Count | Should -BeGreaterThan 0
            $jobs | Should -Be ($archives + $again)
            $proven | Should -Be $archives
            @($tests).Count | Should -Be $archives
            $open | Should -Be 0
            $killed | Should -BeGreaterOrEqual ($kills / 2)
            $back = New-TestFolder
            $null = Clear-GlacierVault photos -CopiedTo archive/v/ -Confirm:$false -WarningAction SilentlyContinue
            @(Get-GlacierArchive photos -WarningAction SilentlyContinue | Where-Object Location -Like 's3:*').Count | Should -Be $archives
            $null = Restore-GlacierArchive photos -Name * -Path $back -WarningAction SilentlyContinue
            foreach ($file in Get-ChildItem $in -File) {
                (Get-FileHash (Join-Path $back $file.Name)).Hash | Should -Be (Get-FileHash $file.FullName).Hash
            }
        }
        finally {
            Stop-TestBucket $bucket
            Stop-TestServer $server
            Disconnect-Glacier
        }
    }
}
