BeforeAll {
    . "$PSScriptRoot/common.ps1"
}

Describe 'Progress' {
    It 'E09_tells the file, bytes, rate and time left, about five times a second and never once a part' {
        $null = Connect-TestGlacier
        $null = New-GlacierVault photos
        $file = New-TestFile (Join-Path (New-TestFolder) 'large.bin') 24MB
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("`$ProgressPreference = 'Continue'; Import-Module '$env:GLACIERPS_MODULE'").AddStatement().AddScript('$file | Send-GlacierArchive photos -PartSize 1MB -MaxBytesPerSecond 8MB -Connection $connection')
            $shell.Runspace.SessionStateProxy.SetVariable('file', $file)
            $shell.Runspace.SessionStateProxy.SetVariable('connection', (Get-GlacierConnection))
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $null = $shell.Invoke()
            $records = @($shell.Streams.Progress | Where-Object Activity -EQ 'Sending to Glacier')
            $records.Count | Should -BeGreaterThan 4
            $records.Count | Should -BeLessThan (5 * $clock.Elapsed.TotalSeconds + 5)
            @($records | Where-Object StatusDescription -Match '^0 of 1 files, [\d.]+ (B|KiB|MiB) of 24\.0 MiB, [\d.]+ (B|KiB|MiB)/s$').Count | Should -BeGreaterThan 2
            # E09_: it names the file that is on its way; before its first part and behind its last one there is none.
            @($records | Where-Object { $_.CurrentOperation -and $_.CurrentOperation -notmatch 'large\.bin' }).Count | Should -Be 0
            @($records | Where-Object CurrentOperation).Count | Should -BeGreaterOrEqual ($records.Count - 2)
            @($records | Where-Object { $_.SecondsRemaining -ge 0 -and $_.SecondsRemaining -lt 60 }).Count | Should -BeGreaterThan 1
        }
        finally {
            $shell.Dispose()
            Disconnect-Glacier
        }
    }
}
