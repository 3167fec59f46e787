BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    . "$PSScriptRoot/host.ps1"

    function Start-InRunspace([string] $Script, [hashtable] $Variables) {
        # Runs a script as a user's session would, so that it can be stopped as Ctrl+C does; its host keeps what it says.
        $script:screen = [GlacierPSTests.AnsweringHost]::new(0)
        $runspace = [runspacefactory]::CreateRunspace($script:screen)
        $runspace.Open()
        $shell = [powershell]::Create()
        $shell.Runspace = $runspace
        $null = $shell.AddScript("Import-Module '$env:GLACIERPS_MODULE'`n$Script")
        foreach ($name in $Variables.Keys) { $shell.Runspace.SessionStateProxy.SetVariable($name, $Variables[$name]) }
        [pscustomobject]@{ Shell = $shell; Run = $shell.BeginInvoke(); Screen = $script:screen }
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

Describe 'E09_ Ctrl+C' {
    It 'ends a wait for hours at once' {
        $server = Start-TestServer -Option '--job-time', 'inventory=4h'
        try {
            $connect = $server.Connect
            $null = Connect-Glacier @connect
            $null = New-GlacierVault photos
            $null = New-TestFile (Join-Path (New-TestFolder) 'a.bin') | Send-GlacierArchive photos
            $job = Start-GlacierJob photos -Inventory
            $running = Start-InRunspace '$job | Wait-GlacierJob -Connection $connection' @{ job = $job; connection = Get-GlacierConnection; ProgressPreference = 'Continue' }
            Wait-Until { $running.Shell.Streams.Progress.Count } 'the first look at the job'
            (Stop-InRunspace $running 20).TotalSeconds | Should -BeLessThan 15
            "$($screen.Warnings)" | Should -Match 'Stopped waiting for 1 job: the work goes on at the service'
            # Nothing was lost: it can be waited for again, here not to the end.
            (Get-GlacierJob photos $job.JobId).StatusCode | Should -Be 'InProgress'
        }
        finally {
            Disconnect-Glacier
            Stop-TestServer $server
        }
    }

    It 'says what was kept where an inventory or a retrieval is waited for' {
        $server = Start-TestServer -Option '--job-time', 'inventory=4h,standard=4h'
        try {
            $connect = $server.Connect
            $null = Connect-Glacier @connect
            $null = New-GlacierVault photos
            $null = New-TestFile (Join-Path (New-TestFolder) 'a.bin') | Send-GlacierArchive photos
            $variables = @{ c = Get-GlacierConnection; back = New-TestFolder; ProgressPreference = 'Continue' }
            foreach ($case in @(
                    @{ Script = 'Update-GlacierCatalog photos -Connection $c'; Line = "^Stopped\. The catalogue of vault 'photos' is as it was, .* run the same command again" }
                    @{ Script = 'Clear-GlacierVault photos -UpdateCatalog -Confirm:$false -Connection $c'; Line = '^Stopped\. Nothing was deleted\. An inventory job .* run the same command again' }
                    @{ Script = 'Restore-GlacierArchive photos * $back -Connection $c'; Line = '^Stopped after 0 of 1 archive\. Jobs that were started go on at the service, .* nothing is paid twice' }
                )) {
                $running = Start-InRunspace $case.Script $variables
                Wait-Until { $running.Shell.Streams.Progress.Count } 'the first progress record'
                $null = Stop-InRunspace $running 20
                "$($running.Screen.Warnings -like 'Stopped*')" | Should -Match $case.Line
            }
            # The inventory is asked for once, and so is the archive.
            @(Get-GlacierJob photos).Count | Should -Be 2
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
            Wait-Until { @(Get-GlacierTransfer | Where-Object BytesDone -GT 0) } 'the first part'
            (Stop-InRunspace $running 20).TotalSeconds | Should -BeLessThan 10
            "$($screen.Warnings)" | Should -Match '^Stopped after 0 files\. What was sent of the others is kept'
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

Describe 'E09_ Ctrl+C in the midst of a transfer over HTTP' {
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
        Wait-Until { @(Get-GlacierTransfer | Where-Object BytesDone -GT 0) } 'the first part'
        # Under a second on a machine at rest; tests share theirs, and the whole file takes eight seconds.
        (Stop-InRunspace $running 20).TotalSeconds | Should -BeLessThan 6
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
        Wait-Until { @(Get-GlacierTransfer | Where-Object BytesDone -GT 0) } 'the first range'
        (Stop-InRunspace $running 20).TotalSeconds | Should -BeLessThan 10
        "$($screen.Warnings)" | Should -Match '^Stopped after 0 outputs\. What was fetched'
        Test-Path (Join-Path $back 'large.bin') | Should -BeFalse
        (Get-GlacierTransfer | Resume-GlacierTransfer).Verified | Should -BeTrue
        (Get-GlacierTreeHash (Join-Path $back 'large.bin')).Hash | Should -Be (Get-GlacierTreeHash $file).Hash
    }
}

Describe 'E09_ Ctrl+C while a request is on its way' {
    BeforeAll {
        . "$PSScriptRoot/transfers.ps1"
        $server = Start-TestServer -Option '--control'
        $connect = $server.Connect
        $null = Connect-Glacier @connect

        function New-VaultOf([string] $Name, [int] $Count) {
            # A vault of so many archives, in one of the catalogue's.
            $null = New-GlacierVault $Name
            $folder = New-TestFolder
            $files = 1..$Count | ForEach-Object { New-TestFile (Join-Path $folder "$_.bin") }
            $files | Send-GlacierArchive $Name -BasePath $folder
        }

        function Stop-AtRequest([string] $Script, [hashtable] $Variables, [string] $Operation, [int] $After = 0) {
            # Stops a script when its next request behind so many of an operation is at the service, which does not
            # answer it, and returns what the screen says then.
            Clear-ServerRequest $server
            if ($After) { Add-Fault $server @{ operation = $Operation; count = $After; dropAfterBytes = 1TB } }
            Add-Fault $server @{ operation = $Operation; delay = '1h' }
            try {
                $running = Start-InRunspace $Script ($Variables + @{ c = Get-GlacierConnection; connect = $connect })
                Wait-Until { (Get-ServerRequest $server)[$Operation] -gt $After } "request $($After + 1) for $Operation"
                $null = Stop-InRunspace $running 60
            }
            finally {
                Clear-Fault $server
            }
            "$($running.Screen.Warnings -like 'Stopped*')"
        }
    }

    AfterAll {
        Clear-Transfer
        Disconnect-Glacier
        Stop-TestServer $server
    }

    It 'counts the jobs that Start-GlacierJob has started' {
        $archives = New-VaultOf jobs 4
        $said = Stop-AtRequest '$archives | Start-GlacierJob -ThrottleLimit 1 -Connection $c' @{ archives = $archives } InitiateJob 2
        $said | Should -Match '^Stopped after 2 jobs\. Those that were started go on at the service, and are paid for: Get-GlacierJob lists them'
        @(Get-GlacierJob jobs).Count | Should -Be 2
    }

    It 'counts what Remove-GlacierArchive has deleted, and the catalogue knows it' {
        $archives = New-VaultOf removed 4
        $said = Stop-AtRequest '$archives | Remove-GlacierArchive -Force -ThrottleLimit 1 -Connection $c' @{ archives = $archives } DeleteArchive 2
        $said | Should -Be 'Stopped after 2 archives. What was deleted is noted in the catalogue; what was not is still in the vault.'
        $left = @(Get-GlacierArchive removed -WarningAction Ignore)
        $left.Count | Should -Be 2
        @(Start-GlacierJob removed -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput).ArchiveId | Sort-Object | Should -Be ($left.ArchiveId | Sort-Object)
    }

    It 'counts what Clear-GlacierVault has deleted, and the same command deletes the rest' {
        $null = New-VaultOf cleared 4
        $null = Update-GlacierCatalog cleared
        $said = Stop-AtRequest 'Clear-GlacierVault cleared -Confirm:$false -ThrottleLimit 1 -Connection $c' @{} DeleteArchive 2
        $said | Should -Match '^Stopped after 2 archives\. What was deleted is noted: run the same command again'
        @(Get-GlacierArchive cleared -WarningAction Ignore).Count | Should -Be 2
        Clear-ServerRequest $server
        $null = Clear-GlacierVault cleared -Confirm:$false
        (Get-ServerRequest $server)['DeleteArchive'] | Should -Be 2
    }

    It 'counts what Copy-GlacierArchive has copied, and the same command goes on from there' {
        $null = New-VaultOf copied 3
        $null = Update-GlacierCatalog copied
        $target = New-TestFolder
        $said = Stop-AtRequest 'Copy-GlacierArchive copied -Path $target -ThrottleLimit 1 -Connection $c' @{ target = $target } GetJobOutput 1
        $said | Should -Match '^Stopped after 1 archive\. What is copied stays proven, .* run the same command again, and it goes on from there\. Get-GlacierCopy tells how far it is\.'
        Copy-GlacierArchive copied -Path $target | Out-Null
        @(Get-ChildItem $target -Filter *.bin).Count | Should -Be 3
        @(Get-GlacierJob copied | Where-Object Action -EQ ArchiveRetrieval).Count | Should -Be 3
    }

    It 'counts what <Name> has stored, and the others are sent by <Again>' -ForEach @(
        @{ Name = 'Sync-GlacierFolder'; Again = 'Sync-GlacierFolder stored1 $folder'; Says = '^Stopped after 2 of 4 steps\. What was sent of the others is kept: run the same command again' }
        @{ Name = 'Send-GlacierArchive'; Again = 'Send-GlacierArchive stored2 $folder -Recurse -SkipKnown'; Says = '^Stopped after 2 files\. .* run the same command again, with -SkipKnown if it sends several files' }
    ) {
        $vault = ($Again -split ' ')[1]
        $null = New-GlacierVault $vault
        $folder = New-TestFolder
        $null = 1..4 | ForEach-Object { New-TestFile (Join-Path $folder "$_.bin") }
        Stop-AtRequest "$Again -ThrottleLimit 1 -Connection `$c" @{ folder = $folder } UploadArchive 2 | Should -Match $Says
        @(& ([scriptblock]::Create($Again))).Count | Should -Be 2
        @(Start-GlacierJob $vault -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput).Count | Should -Be 4
    }

    It 'says of a stream that it cannot be continued' {
        $null = New-GlacierVault streamed
        $bytes = [byte[]]::new(3MB)
        $said = Stop-AtRequest 'Send-GlacierArchive streamed -InputStream ([IO.MemoryStream]::new($bytes)) -PartSize 1MB -Name s -Connection $c' @{ bytes = $bytes } UploadMultipartPart
        $said | Should -Match '^Stopped\. What was sent of the stream cannot be continued'
        Get-GlacierTransfer | Where-Object VaultName -EQ streamed | Remove-GlacierTransfer -Confirm:$false
        Get-GlacierMultipartUpload streamed | Should -BeNullOrEmpty
    }

    It 'says of a part of an upload that it must be sent again' {
        $null = New-GlacierVault parts
        $upload = Start-GlacierMultipartUpload parts -PartSize 1MB
        $file = New-TestFile (Join-Path (New-TestFolder) 'part.bin') 1MB
        $said = Stop-AtRequest '$upload | Send-GlacierMultipartPart -Path $file -Range 0-1048575 -Connection $c' @{ upload = $upload; file = $file.FullName } UploadMultipartPart
        $said | Should -Be 'Stopped. The part of bytes 0-1048575 was not sent to its end: send it again. The other parts of the upload are kept.'
        Get-GlacierMultipartPart parts $upload.UploadId | Should -BeNullOrEmpty
    }

    It 'counts the outputs that Receive-GlacierJobOutput has fetched' {
        $jobs = @(New-VaultOf fetched 3 | Start-GlacierJob | Wait-GlacierJob)
        $back = New-TestFolder
        $said = Stop-AtRequest '$jobs | Receive-GlacierJobOutput -Path $back -ThrottleLimit 1 -Connection $c' @{ jobs = $jobs; back = $back } GetJobOutput 2
        $said | Should -Match '^Stopped after 1 output\. What was fetched of the others lies beside their'
        @($jobs | Receive-GlacierJobOutput -Path $back | Where-Object WasThere).Count | Should -Be 1
        @(Get-ChildItem $back -File).Count | Should -Be 3
    }

    It 'says that Resume-GlacierTransfer may be run again' {
        $null = New-GlacierVault photos
        $file = New-UnfinishedUpload $server
        $said = Stop-AtRequest 'Get-GlacierTransfer | Resume-GlacierTransfer -Connection $c' @{} UploadMultipartPart
        $said | Should -Be 'Stopped. What was sent and fetched is kept: run the same command again.'
        (Get-GlacierTransfer | Resume-GlacierTransfer).SHA256TreeHash | Should -Be (Get-GlacierTreeHash $file).Hash
    }

    It 'says of Copy-GlacierItem what Send- and Restore-GlacierArchive say, once' {
        $null = New-GlacierVault items
        $folder = New-TestFolder
        $null = 1..3 | ForEach-Object { New-TestFile (Join-Path $folder "$_.bin") }
        $said = Stop-AtRequest '$null = Connect-Glacier @connect; Copy-GlacierItem $folder/* Glacier:/items -ThrottleLimit 1' @{ folder = $folder } UploadArchive 1
        $said | Should -Match '^Stopped after 1 file\. .* Resume-GlacierTransfer\.$'
        @(Copy-GlacierItem "$folder/*" Glacier:/items -SkipKnown).Count | Should -Be 2
        $back = New-TestFolder
        $said = Stop-AtRequest '$null = Connect-Glacier @connect; Copy-GlacierItem Glacier:/items/1.bin $back' @{ back = $back } GetJobOutput
        $said | Should -Match '^Stopped after 0 of 1 archive\. Jobs that were started go on .* nothing is paid twice\.$'
        Copy-GlacierItem Glacier:/items/1.bin $back | Out-Null
        Get-ChildItem $back | Should -HaveCount 1
    }

    It 'says that Import-GlacierCatalog has changed nothing' {
        $null = New-VaultOf taken 1
        $list = Join-Path (New-TestFolder) 'own.csv'
        "ArchiveId,Name`n$('L' * 138),a" | Set-Content $list
        # A call's own connection does not know its account yet, and asks.
        $said = Stop-AtRequest 'Disconnect-Glacier; Import-GlacierCatalog taken $list @connect' @{ list = $list } DescribeVault
        $said | Should -Be "Stopped. The catalogue of vault 'taken' is as it was: run the same command again."
    }

    It 'says that Export-GlacierCatalog has left its file as it was' {
        # Enough that the file under way can be seen; where it was written before the stop came, another one is.
        $null = New-GlacierVault many
        $list = Join-Path (New-TestFolder) 'many.csv'
        @('ArchiveId,Name') + @(1..20000 | ForEach-Object { "$('M' * 130)$($_.ToString('d8')),2016/$_.jpg" }) | Set-Content $list
        $null = Import-GlacierCatalog many $list
        $folder = New-TestFolder
        $file = Join-Path $folder 'many.csv'
        foreach ($attempt in 1..20) {
            Set-Content $file 'as it was'
            $running = Start-InRunspace 'Export-GlacierCatalog many $file -Force -Connection $c' @{ file = $file; c = Get-GlacierConnection }
            Wait-Until { $running.Run.IsCompleted -or (Get-ChildItem $folder -Filter *.new | Where-Object Length) } 'the file under way'
            $running.Shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne([timespan]::FromSeconds(60)) | Should -BeTrue -Because 'Ctrl+C must not hang'
            $said = "$($running.Screen.Warnings)"
            $running.Shell.Dispose()
            if ($said) { break }
        }
        $said | Should -Be "Stopped. '$file' is as it was: run the same command again."
        Get-Content $file | Should -Be 'as it was'
        Get-ChildItem $folder | Should -HaveCount 1
        (Export-GlacierCatalog many $file -Force | Get-Content).Count | Should -Be 20001
    }

    It 'says what New-GlacierShareTable may have made' {
        # A service that takes a connection and says nothing.
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try {
            $running = Start-InRunspace 'New-GlacierShareTable work -ShareEndpointUrl $url -ShareRegion us-east-1 -Connection $c' @{
                c = Get-GlacierConnection; url = "http://127.0.0.1:$($listener.LocalEndpoint.Port)"
            }
            Wait-Until { $listener.Pending() } 'the request'
            $null = Stop-InRunspace $running 60
            "$($running.Screen.Warnings -like 'Stopped*')" |
                Should -Be "Stopped. The table 'work' may be there already, and be empty: run the same command again, which leaves one that is there as it is."
        }
        finally {
            $listener.Stop()
        }
    }

    It 'says that Export-GlacierReport has written nothing' {
        $file = Join-Path (New-TestFolder) 'report.html'
        $said = Stop-AtRequest 'Export-GlacierReport -Path $file -Connection $c' @{ file = $file } ListVaults
        $said | Should -Be "Stopped. '$file' is as it was: run the same command again."
        $file | Should -Not -Exist
    }
}

Describe 'E09_ Ctrl+C while another program decrypts' {
    It 'counts what Expand-GlacierArchive has made, leaves nothing of the rest, and ends the program' -Skip:$IsWindows {
        $folder = New-TestFolder
        $packed = Join-Path $folder 'a.txt.gz'
        $stream = [IO.Compression.GZipStream]::new([IO.File]::Create($packed), [IO.Compression.CompressionMode]::Compress)
        $stream.Write([byte[]]::new(1000))
        $stream.Dispose()
        $secret = Join-Path $folder 'b.txt.gpg'
        Set-Content $secret '-----BEGIN PGP MESSAGE-----'
        # A gpg that waits, as for an answer that nobody gives.
        $gpg = Join-Path (New-TestFolder) 'gpg'
        Set-Content $gpg "#!/bin/sh`necho `$`$ > '$gpg.id'`nexec sleep 600"
        chmod +x $gpg
        $running = Start-InRunspace 'Expand-GlacierArchive $packed, $secret -GpgPath $gpg' @{ packed = $packed; secret = $secret; gpg = $gpg }
        Wait-Until { (Test-Path "$gpg.id") -and (Get-Content "$gpg.id") } 'the program'
        $id = [int](Get-Content "$gpg.id")
        $null = Stop-InRunspace $running 60
        "$($running.Screen.Warnings -like 'Stopped*')" | Should -Be 'Stopped after 1 file. What came out of those is there, and nothing of the one under way: run the same command again.'
        (Get-ChildItem $folder).Name | Should -Be 'a.txt', 'a.txt.gz', 'b.txt.gpg'
        Wait-Until { -not (Get-Process -Id $id -ErrorAction Ignore) } 'the end of the program'
    }
}

Describe 'A reader that has enough' {
    It 'ends the pipeline in front of it, and the session goes on' {
        $null = Connect-TestGlacier
        $null = New-GlacierVault photos
        $folder = New-TestFolder
        $files = 1..50 | ForEach-Object { New-TestFile (Join-Path $folder "$_.bin") 2MB }
        foreach ($round in 1..3) {
            # It is no stop, and nothing is said of one.
            @($files | Send-GlacierArchive photos | Select-Object -First 2).Count | Should -Be 2
        }
        (Get-GlacierVault photos).VaultName | Should -Be 'photos'
        Disconnect-Glacier
    }
}
