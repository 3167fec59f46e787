BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"

    function Start-InRunspace([string] $Script, [hashtable] $Variables) {
        # Runs a script as a user's session would, so that it can be stopped as Ctrl+C does.
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$env:GLACIERPS_MODULE'`n$Script")
        foreach ($name in $Variables.Keys) { $shell.Runspace.SessionStateProxy.SetVariable($name, $Variables[$name]) }
        [pscustomobject]@{ Shell = $shell; Run = $shell.BeginInvoke() }
    }

    function Stop-InRunspace($Running, [int] $Seconds) {
        # Stops it, and returns how long that took; fails if it hangs.
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $Running.Shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne([timespan]::FromSeconds($Seconds)) | Should -BeTrue -Because 'Ctrl+C must not hang'
        $Running.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $Running.Shell.Dispose()
        $clock.Elapsed
    }
}

Describe 'Ctrl+C' {
    It 'ends a wait for hours at once' {
        $server = Start-TestServer -Option '--job-time', 'inventory=4h'
        try {
            $connect = $server.Connect
            $null = Connect-Glacier @connect
            $null = New-GlacierVault photos
            $null = New-TestFile (Join-Path (New-TestFolder) 'a.bin') | Send-GlacierArchive photos
            $job = Start-GlacierJob photos -Inventory
            $running = Start-InRunspace '$job | Wait-GlacierJob -Connection $connection' @{ job = $job; connection = Get-GlacierConnection }
            Start-Sleep -Milliseconds 1500
            (Stop-InRunspace $running 10).TotalSeconds | Should -BeLessThan 3
            # Nothing was lost: it can be waited for again, here not to the end.
            (Get-GlacierJob photos $job.JobId).StatusCode | Should -Be 'InProgress'
        }
        finally {
            Disconnect-Glacier
            Stop-TestServer $server
        }
    }

    It 'keeps what was sent, and the same command goes on from there' {
        $path = Connect-TestGlacier
        $null = New-GlacierVault photos
        $file = New-TestFile (Join-Path (New-TestFolder) 'large.bin') 600MB
        try {
            $running = Start-InRunspace '$file | Send-GlacierArchive photos -PartSize 1MB -Connection $connection' @{ file = $file; connection = Get-GlacierConnection }
            Start-Sleep -Milliseconds 900
            (Stop-InRunspace $running 20).TotalSeconds | Should -BeLessThan 10
            $sent = $file | Send-GlacierArchive photos -PartSize 1MB -Verbose 4>&1
            "$($sent | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })" | Should -Match 'continu'
            $archive = $sent | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] }
            "$($archive.SHA256TreeHash)" | Should -Be "$((Get-GlacierTreeHash $file).Hash)"
            @(Start-GlacierJob photos -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput).Count | Should -Be 1
        }
        finally {
            Disconnect-Glacier
        }
    }
}

Describe 'Ctrl+C in the midst of a transfer over HTTP' {
    BeforeAll {
        $server = Start-TestServer
        $connect = $server.Connect
        $null = Connect-Glacier @connect
        $null = New-GlacierVault photos
        $file = New-TestFile (Join-Path (New-TestFolder) 'large.bin') 64MB
    }

    AfterAll {
        Get-GlacierTransfer | ForEach-Object { Remove-Item -LiteralPath $_.JournalPath }
        Disconnect-Glacier
        Stop-TestServer $server
    }

    It 'returns at once with the journal written, and Resume-GlacierTransfer sends the rest' {
        $running = Start-InRunspace '$file | Send-GlacierArchive photos -PartSize 1MB -MaxBytesPerSecond 8MB -Connection $connection' @{ file = $file; connection = Get-GlacierConnection }
        Start-Sleep -Seconds 3
        # Under a second on a machine at rest; tests share theirs.
        (Stop-InRunspace $running 20).TotalSeconds | Should -BeLessThan 3
        $left = Get-GlacierTransfer
        $left.InUse | Should -BeFalse
        $left.BytesDone | Should -BeGreaterThan 0
        ($left | Resume-GlacierTransfer).SHA256TreeHash | Should -Be (Get-GlacierTreeHash $file).Hash
        Get-GlacierTransfer | Should -BeNullOrEmpty
    }

    It 'keeps what a download has fetched, and Resume-GlacierTransfer fetches the rest' {
        $back = New-TestFolder
        $job = $file | Send-GlacierArchive photos | Start-GlacierJob | Wait-GlacierJob
        $running = Start-InRunspace '$job | Receive-GlacierJobOutput -Path $back -FileName large.bin -MaxBytesPerSecond 16MB -ThrottleLimit 1 -Connection $connection' @{ job = $job; back = $back; connection = Get-GlacierConnection }
        Start-Sleep -Milliseconds 3500
        (Stop-InRunspace $running 20).TotalSeconds | Should -BeLessThan 3
        Test-Path (Join-Path $back 'large.bin') | Should -BeFalse
        (Get-GlacierTransfer | Resume-GlacierTransfer).Verified | Should -BeTrue
        (Get-GlacierTreeHash (Join-Path $back 'large.bin')).Hash | Should -Be (Get-GlacierTreeHash $file).Hash
    }
}

Describe 'A reader that has enough' {
    It 'ends the pipeline in front of it, and the session goes on' {
        $null = Connect-TestGlacier
        $null = New-GlacierVault photos
        $folder = New-TestFolder
        $files = 1..50 | ForEach-Object { New-TestFile (Join-Path $folder "$_.bin") 2MB }
        foreach ($round in 1..3) {
            @($files | Send-GlacierArchive photos | Select-Object -First 2).Count | Should -Be 2
        }
        (Get-GlacierVault photos).VaultName | Should -Be 'photos'
        Disconnect-Glacier
    }
}
