BeforeAll {
    . "$PSScriptRoot/common.ps1"

    function Measure-RoundTrip([long] $Size) {
        # Sends a file of that size and receives it again in a PowerShell of its own; returns that process's peak memory
        # in MB and whether the bytes are the same.
        $work = New-TestFolder
        $null = New-TestFile (Join-Path $work 'large.bin') $Size
        $script = @"
            `$ErrorActionPreference = 'Stop'
            `$ProgressPreference = 'SilentlyContinue'
            Import-Module '$env:GLACIERPS_MODULE'
            Set-Location '$work'
            `$null = Connect-Glacier -LocalPath ./vaults
            `$null = New-GlacierVault photos
            `$received = Get-Item ./large.bin | Send-GlacierArchive photos | Start-GlacierJob | Wait-GlacierJob | Receive-GlacierJobOutput -Path ./back
            [pscustomobject]@{
                Verified = `$received.Verified
                Same     = (Get-GlacierTreeHash ./large.bin).Hash -eq (Get-GlacierTreeHash ./back/large.bin).Hash
                PeakMB   = [Math]::Round([Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 / 1e6)
            } | ConvertTo-Json -Compress
"@
        $result = Invoke-Child $script | ConvertFrom-Json
        Remove-Item -LiteralPath $work -Recurse -Force
        Write-Information "$($Size / 1MB) MiB up and back: peak $($result.PeakMB) MB" -InformationAction Continue
        $result
    }
}

Describe 'Memory' {
    It 'stays under 400 MB while 256 MiB go up and come back' -Tag NotWine {
        $result = Measure-RoundTrip 256MB
        $result.Same | Should -BeTrue
        $result.Verified | Should -BeTrue
        $result.PeakMB | Should -BeLessThan 400
    }

    It 'stays under 400 MB while 2 GiB go up and come back' -Tag Soak {
        $result = Measure-RoundTrip 2GB
        $result.Same | Should -BeTrue
        $result.Verified | Should -BeTrue
        $result.PeakMB | Should -BeLessThan 400
    }
}
