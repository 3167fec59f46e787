# Dot-sourced by suites that copy into a bucket: tests/GlacierPS.StrictBucket, which believes nothing.

function Start-TestBucket {
    # Starts one on a free port of the loopback address; returns what Copy-GlacierArchive needs to find it. It ends with this
    # process, whose pipe is its input.
    param([string] $Name = 'archive', [switch] $ObjectLock)
    $configuration = if ($env:GLACIERPS_CONFIGURATION) { $env:GLACIERPS_CONFIGURATION } else { 'Release' }
    $program = Join-Path $PSScriptRoot "../GlacierPS.StrictBucket/bin/$configuration/net10.0/GlacierPS.StrictBucket.dll"
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $words = @((Resolve-Path $program).Path, $Name) + @(if ($ObjectLock) { '111122223333', 'us-east-1', 'lock' })
    foreach ($word in $words) { $start.ArgumentList.Add($word) }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    # Held: what is collected closes the pipe.
    $global:GlacierPSTestBuckets = @(Get-Variable GlacierPSTestBuckets -Scope Global -ValueOnly -ErrorAction Ignore) + $process
    $line = $process.StandardOutput.ReadLineAsync()
    if (-not $line.Wait(120000)) {
        $process.Kill()
        throw 'The bucket had not said after 120 s that it is ready.'
    }
    [pscustomobject]@{
        Process = $process
        Url     = $line.Result
        Copy    = @{ Bucket = $Name; BucketEndpointUrl = $line.Result }
    }
}

function Get-BucketRequestCount($Bucket) { Invoke-RestMethod "$($Bucket.Url)_counts" }

function Stop-TestBucket($Bucket) {
    $Bucket.Process.StandardInput.Close()
    if (-not $Bucket.Process.WaitForExit(60000)) { $Bucket.Process.Kill() }
}
