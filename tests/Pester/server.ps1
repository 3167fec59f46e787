# Dot-sourced by suites that talk to a GlacierPS.Server over HTTP.

function Start-TestServer {
    # Starts a server on a port of the loopback address, a free one unless one is given; returns its process, address and
    # connection parameters.
    param([string[]] $Option = @(), [string] $Data = (New-StorePath), [int] $Port = 0)
    $configuration = if ($env:GLACIERPS_CONFIGURATION) { $env:GLACIERPS_CONFIGURATION } else { 'Release' }
    $program = Join-Path $PSScriptRoot "../../src/GlacierPS.Server/bin/$configuration/net10.0/GlacierPS.Server.dll"
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    foreach ($word in @((Resolve-Path $program).Path, '--data', $Data, '--port', "$Port") + $Option) {
        $start.ArgumentList.Add($word)
    }
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
    $process.BeginErrorReadLine()
    $line = $process.StandardOutput.ReadLineAsync()
    if (-not $line.Wait(120000)) {
        $process.Kill()
        throw 'The server had not said after 120 s that it is ready.'
    }
    $ready = $line.Result | ConvertFrom-Json
    [pscustomobject]@{
        Process = $process
        Url     = $ready.url
        Connect = @{
            EndpointUrl = $ready.url
            Region      = $ready.region
            Credential  = [pscredential]::new('AKIDEXAMPLE', (ConvertTo-SecureString 'test-secret' -AsPlainText -Force))
        }
    }
}

function Get-ServerRequest($Server) {
    # How often each operation was asked for, by the service's own count; the server needs -Option '--control'.
    (Invoke-WebRequest -Uri "$($Server.Url)/_control/requests").Content | ConvertFrom-Json -AsHashtable
}

function Clear-ServerRequest($Server) {
    # Starts that count anew.
    $null = Invoke-RestMethod -Uri "$($Server.Url)/_control/requests" -Method Delete
}

function Stop-TestServer($Server) {
    # By its own process and no other.
    if ($Server -and -not $Server.Process.HasExited) {
        $Server.Process.Kill()
        if (-not $Server.Process.WaitForExit(120000)) {
            throw "The server, process $($Server.Process.Id), had not ended 120 s after it was killed."
        }
    }
}
