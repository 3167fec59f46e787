BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    $null = Connect-TestGlacier
    $store = (Get-GlacierConnection).LocalPath
    $null = 'photos', 'letters' | New-GlacierVault
    $file = New-TestFile (Join-Path (New-TestFolder) 'a.bin') 2000
    $archive = Send-GlacierArchive photos $file
    $job = $archive | Start-GlacierJob -Description 'for the album'
    $upload = Start-GlacierMultipartUpload photos -PartSize 1MB -Description 'a film'
    Add-GlacierVaultTag photos @{ 'cost centre' = '7'; owner = 'anna' }

    function Complete-Line([string] $Line, [switch] $Once) {
        # What Tab offers at the end of a line. On a busy machine it may take a second Tab, which is what Tab is like.
        foreach ($try in 1..($Once ? 1 : 20)) {
            $found = @((TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches | Where-Object ListItemText -NotLike '… still looking*')
            if ($found) { break }
        }
        $found
    }
}

AfterAll { Disconnect-Glacier }

Describe 'Tab' {
    It 'completes vaults, of every cmdlet that names one: <_>' -ForEach @(
        'Get-GlacierVault', 'Remove-GlacierVault', 'Get-GlacierJob', 'Get-GlacierVaultTag', 'Send-GlacierArchive', 'Start-GlacierVaultLock'
    ) {
        (Complete-Line "$_ -VaultName ph").CompletionText | Should -Be 'photos'
        (Complete-Line "$_ let").CompletionText | Should -Be 'letters'
    }

    It 'completes every parameter that names something which is there' {
        foreach ($command in $module.ExportedCmdlets.Values | Where-Object Name -NE 'New-GlacierVault') {
            foreach ($name in 'VaultName', 'ArchiveId', 'JobId', 'UploadId', 'Region', 'ProfileName' | Where-Object { $command.Parameters.ContainsKey($_) }) {
                @($command.Parameters[$name].Attributes | Where-Object { $_ -is [ArgumentCompleter] }).Count | Should -Be 1 -Because "$($command.Name) -$name"
            }
        }
    }

    It 'completes job IDs, and tells what they are' {
        $found = @(Complete-Line "Get-GlacierJob photos -JobId ")
        $found.Count | Should -Be 1
        $found.CompletionText.Trim("'") | Should -Be $job.JobId
        $found.ToolTip | Should -Match 'ArchiveRetrieval, Succeeded, 1\.95 KiB, \d{4}-\d\d-\d\d \d\d:\d\d [+-]\d\d:\d\d, for the album'
    }

    It 'completes archive IDs, by what the catalogue knows their names to be' {
        $other = Send-GlacierArchive photos (New-TestFile (Join-Path (New-TestFolder) 'harbour.jpg') 100)
        $found = Complete-Line "Start-GlacierJob photos -ArchiveId "
        $found.CompletionText.Trim("'") | Sort-Object | Should -Be ($archive.ArchiveId, $other.ArchiveId | Sort-Object)
        $found = Complete-Line "Remove-GlacierArchive photos harb"
        $found.CompletionText.Trim("'") | Should -Be $other.ArchiveId
        $found.ListItemText | Should -Match 'harbour\.jpg$'
        $found.ToolTip | Should -Match 'harbour\.jpg, 100 B, \d{4}-'
    }

    It 'finds an archive among many, by any part of its name, by wildcards, and by the beginning of its ID' {
        $null = New-GlacierVault many
        $list = foreach ($i in 1..3000) { '{{"ArchiveId":"{0}","ArchiveDescription":"roll {1}/picture-{1:d4}.jpg","CreationDate":"2020-01-01T00:00:00Z","Size":5,"SHA256TreeHash":"{2}"}}' -f ('Q{0:d4}' -f $i).PadRight(138, 'x'), $i, ('0' * 64) }
        $inventory = Join-Path (New-TestFolder) 'many.json'
        Set-Content $inventory ('{"VaultARN":"arn:aws:glacier:us-east-1:111122223333:vaults/many","InventoryDate":"2026-01-01T00:00:00Z","ArchiveList":[' + ($list -join ',') + ']}')
        $null = Import-GlacierCatalog many $inventory
        foreach ($word in 'PICTURE-2999', "'roll 2999'", 'roll*-2999.j', 'q2999') {
            $found = Complete-Line "Remove-GlacierArchive many $word"
            $found.CompletionText | Should -BeLike 'Q2999x*' -Because $word
        }
        # No more are offered than one can look at.
        (Complete-Line 'Remove-GlacierArchive many picture').Count | Should -Be 501 -Because 'one of them says that there are more'
    }

    It 'E03_completes the names of archives for <_>, a folder at a time and with quotes' -ForEach 'Get-GlacierArchive photos', 'Restore-GlacierArchive photos', 'Test-GlacierArchive photos -Name' {
        $folder = New-TestFolder
        $null = New-Item -ItemType Directory (Join-Path $folder 'scans 2014/sub')
        $null = New-TestFile (Join-Path $folder "scans 2014/it's.txt") 10
        $null = New-TestFile (Join-Path $folder 'scans 2014/sub/b.txt') 10
        Sync-GlacierFolder photos $folder -WarningAction Ignore | Out-Null
        (Complete-Line "$_ scans").CompletionText | Should -Be "'scans 2014/'"
        (Complete-Line "$_ 'scans 2014/").CompletionText | Should -Be "'scans 2014/it''s.txt'", "'scans 2014/sub/'"
    }

    It 'E03_completes job IDs by the name of their archive' {
        $null = New-GlacierVault coast
        $named = Send-GlacierArchive coast (New-TestFile (Join-Path (New-TestFolder) 'lighthouse.jpg') 100) | Start-GlacierJob
        $found = Complete-Line 'Receive-GlacierJobOutput coast -JobId lightho'
        $found.CompletionText.Trim("'") | Should -Be $named.JobId
        $found.ListItemText | Should -Match 'lighthouse\.jpg$'
    }

    It 'E03_says that it shows a part only' {
        $found = Complete-Line 'Remove-GlacierArchive many picture'
        $found[-1].ListItemText | Should -Be '… the first 500: type more'
        $found[-1].CompletionText | Should -Be 'picture'
    }

    It 'E03_knows the vaults of the catalogue without the service' {
        $server = Start-TestServer
        $connect = $server.Connect
        $null = Connect-Glacier @connect
        $null = New-GlacierVault remembered
        $null = Send-GlacierArchive remembered $file
        Stop-TestServer $server
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $found = Complete-Line 'Get-GlacierArchive rem'
        $found[0].CompletionText | Should -Be 'remembered'
        $found[0].ToolTip | Should -Match 'as the catalogue knows it'
        $null = Connect-Glacier -LocalPath $store
    }

    It 'completes vaults by wildcards' {
        (Complete-Line 'Get-GlacierVault *tters').CompletionText | Should -Be 'letters'
    }

    It 'completes archive IDs by the jobs where there is no catalogue' {
        $null = Connect-Glacier -LocalPath (Get-GlacierConnection).LocalPath
        Get-ChildItem (Join-Path $env:XDG_STATE_HOME 'GlacierPS/catalog') -Directory | Remove-Item -Recurse
        $found = Complete-Line "Start-GlacierJob photos -ArchiveId "
        $found.CompletionText.Trim("'") | Should -Be $archive.ArchiveId
        $found.ToolTip | Should -Match '1\.95 KiB'
    }

    It 'completes upload IDs' {
        $found = Complete-Line "Get-GlacierMultipartPart -VaultName photos -UploadId "
        $found.CompletionText.Trim("'") | Should -Be $upload.UploadId
        $found.ToolTip | Should -Match 'a film, parts of 1\.00 MiB'
    }

    It 'quotes what would not stand by itself' {
        (Complete-Line 'Remove-GlacierVaultTag photos co').CompletionText | Should -Be "'cost centre'"
        # IDs that begin with a hyphen would be the names of parameters.
        foreach ($try in 1..400) {
            $one = Start-GlacierMultipartUpload letters -PartSize 1MB
            if ($one.UploadId[0] -eq '-') { break }
        }
        if ($one.UploadId[0] -eq '-') {
            (Complete-Line "Get-GlacierMultipartUpload letters '-").CompletionText | Should -Contain "'$($one.UploadId)'"
        }
    }

    It 'completes regions, profiles, tiers, events and strategies' {
        (Complete-Line 'Get-GlacierVault -Region eu-c').CompletionText | Should -Be 'eu-central-1'
        (Complete-Line 'Start-GlacierJob photos x -Tier B').CompletionText | Should -Be 'Bulk'
        (Complete-Line 'Set-GlacierVaultNotification photos t -Event I').CompletionText | Should -Be 'InventoryRetrievalCompleted'
        (Complete-Line 'Set-GlacierDataRetrievalPolicy F').CompletionText | Should -Be 'FreeTier'
        $env:AWS_CONFIG_FILE = Join-Path (New-TestFolder) 'config'
        $env:AWS_SHARED_CREDENTIALS_FILE = Join-Path (New-TestFolder) 'none'
        try {
            Set-Content $env:AWS_CONFIG_FILE "[profile backup]`nrole_arn = arn:aws:iam::111122223333:role/r`nsource_profile = other`n[profile other]`naws_access_key_id = AKIDEXAMPLE`naws_secret_access_key = test-secret"
            # The SDK reads where its files are once in a process.
            $found = Invoke-Child "Import-Module '$env:GLACIERPS_MODULE'; `$l = 'Connect-Glacier -ProfileName b'; (TabExpansion2 `$l `$l.Length).CompletionMatches.CompletionText"
            $found | Should -Be 'backup'
        }
        finally {
            Remove-Item env:AWS_CONFIG_FILE, env:AWS_SHARED_CREDENTIALS_FILE
        }
    }

    It 'does not offer the session''s vaults to a call that goes elsewhere' {
        Complete-Line 'Get-GlacierVault -Region eu-central-1 -VaultName ph' -Once | Should -BeNullOrEmpty
    }

    It 'asks once in a few seconds, not at every Tab' {
        $server = Start-TestServer -Option '--control'
        try {
            $connect = $server.Connect
            $null = Connect-Glacier @connect
            $null = New-GlacierVault served
            Clear-ServerRequest $server
            1..5 | ForEach-Object { (Complete-Line 'Get-GlacierVault ser').CompletionText | Should -Be 'served' }
            (Get-ServerRequest $server).ListVaults | Should -BeLessOrEqual 2 -Because 'a slow machine may be at it for more than the seconds that it is kept'

            # A slow service holds the prompt for less than a second; what it says is there at a later Tab.
            Start-Sleep -Seconds 6
            $null = Invoke-RestMethod -Uri "$($server.Url)/_control/faults" -Method Post -Body '{"operation":"ListVaults","count":1,"delay":"12s"}'
            $clock = [Diagnostics.Stopwatch]::StartNew()
            Complete-Line 'Get-GlacierVault ser' -Once | Should -BeNullOrEmpty
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 8
            Wait-Until { Complete-Line 'Get-GlacierVault ser' -Once } 'the answer that came too late'
            (Complete-Line 'Get-GlacierVault ser').CompletionText | Should -Be 'served'
        }
        finally {
            Stop-TestServer $server
        }

        # The server is gone: nothing is offered, and nothing is said.
        Start-Sleep -Seconds 6
        $before = $Error.Count
        Complete-Line 'Get-GlacierVault ser' -Once | Should -BeNullOrEmpty
        $Error.Count | Should -Be $before
    }
}
