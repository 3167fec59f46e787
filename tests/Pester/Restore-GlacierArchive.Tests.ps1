BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    $null = Connect-TestGlacier
    $null = New-GlacierVault photos
    $work = New-TestFolder
    $in = Join-Path $work 'in'
    $null = New-TestFile (Join-Path $in 'a/one.jpg') 3000
    $null = New-TestFile (Join-Path $in 'a/two.jpg') 1
    $null = New-TestFile (Join-Path $in 'b/film.mkv') (3MB + 5)
    $sent = Send-GlacierArchive photos $in -Recurse -BasePath $in

    function Get-Jobs { @(Get-GlacierJob photos | Where-Object Action -EQ 'ArchiveRetrieval').Count }
    function Test-Same([string] $Folder, [string[]] $Names) {
        foreach ($name in $Names) {
            (Get-FileHash (Join-Path $Folder $name)).Hash | Should -Be (Get-FileHash (Join-Path $in $name)).Hash
            [Math]::Abs(((Get-Item (Join-Path $Folder $name)).LastWriteTimeUtc - (Get-Item (Join-Path $in $name)).LastWriteTimeUtc).TotalSeconds) | Should -BeLessThan 1.01
        }
    }
}

AfterAll { Disconnect-Glacier }

Describe 'Restore-GlacierArchive' {
    It 'says with -WhatIf what it would do and cost, and starts nothing' {
        $plan = Restore-GlacierArchive photos * (Join-Path $work 'whatif') -WhatIf -WarningAction SilentlyContinue
        $plan.Archives | Should -Be 3
        $plan.JobsToStart | Should -Be 3
        $plan.BytesToRetrieve | Should -Be (3000 + 1 + 3MB + 5)
        $plan.RetrievalCost | Should -BeGreaterThan 0
        Get-Jobs | Should -Be 0
        Join-Path $work 'whatif' | Should -Not -Exist
    }

    It 'takes a table of prices' {
        $prices = Join-Path $work 'prices.json'
        '{ "*": { "Bulk": { "PerGB": 0, "PerThousandJobs": 1000 } } }' | Set-Content $prices
        (Restore-GlacierArchive photos * $work -Tier Bulk -PricePath $prices -WhatIf -WarningAction SilentlyContinue).RetrievalCost | Should -Be 3
    }

    It 'takes the table of prices that the user edited, and says whose prices an estimate is by' {
        $config = $env:XDG_CONFIG_HOME
        $env:XDG_CONFIG_HOME = New-TestFolder
        try {
            (Restore-GlacierArchive photos * $work -WhatIf -WarningAction SilentlyContinue).PricesFrom | Should -Match 'built-in prices, which are an assumption'
            $own = Join-Path $env:XDG_CONFIG_HOME 'GlacierPS/prices.json'
            $null = New-Item -ItemType Directory -Path (Split-Path $own)
            (Get-Content (Join-Path (Get-Module GlacierPS).ModuleBase 'prices.json') -Raw) -replace '"StandardJobs": 0.05', '"StandardJobs": 2000' | Set-Content $own
            $plan = Restore-GlacierArchive photos * $work -WhatIf -WarningAction SilentlyContinue
            [Math]::Round($plan.RetrievalCost, 2) | Should -Be 6
            $plan.PricesFrom | Should -BeLike '*prices.json*'
        }
        finally {
            $env:XDG_CONFIG_HOME = $config
        }
    }

    It 'restores by name, to paths and times' {
        $out = Join-Path $work 'name'
        $restored = Restore-GlacierArchive photos a/*.jpg $out -WarningAction SilentlyContinue
        $restored.Count | Should -Be 2
        $restored.Verified | Should -Not -Contain $false
        Test-Same $out 'a/one.jpg', 'a/two.jpg'
        Get-Jobs | Should -Be 2
    }

    It 'uses jobs and files that are there, and pays for nothing twice' {
        $out = Join-Path $work 'name'
        $again = Restore-GlacierArchive photos * $out -WarningAction SilentlyContinue
        ($again | Where-Object WasThere).Count | Should -Be 2
        Get-Jobs | Should -Be 3
        $null = Restore-GlacierArchive photos * (Join-Path $work 'other') -WarningAction SilentlyContinue
        Test-Same (Join-Path $work 'other') 'a/one.jpg', 'a/two.jpg', 'b/film.mkv'
        Get-Jobs | Should -Be 3
    }

    It 'takes archives, sent ones and IDs from the pipeline, and a file of IDs' {
        (Get-GlacierArchive photos *.mkv -WarningAction SilentlyContinue | Restore-GlacierArchive -Path (Join-Path $work 'p1')).Name | Should -Be 'b/film.mkv'
        @($sent | Restore-GlacierArchive -Path (Join-Path $work 'p2')).Count | Should -Be 3
        @($sent.ArchiveId | Restore-GlacierArchive photos -Path (Join-Path $work 'p3')).Count | Should -Be 3
        @(Restore-GlacierArchive photos -ArchiveId $sent[0].ArchiveId -Path (Join-Path $work 'p4')).Count | Should -Be 1
        $ids = Join-Path $work 'ids.txt'
        $sent.ArchiveId | Set-Content $ids
        @(Restore-GlacierArchive photos -ArchiveIdPath $ids -Path (Join-Path $work 'p5')).Count | Should -Be 3
        foreach ($folder in 'p2', 'p3', 'p5') {
            Test-Same (Join-Path $work $folder) 'a/one.jpg', 'a/two.jpg', 'b/film.mkv'
        }
        Get-Jobs | Should -Be 3
    }

    It 'takes archives of an inventory, without a catalogue' {
        $inventory = Start-GlacierJob photos -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput
        @($inventory | Restore-GlacierArchive -Path (Join-Path $work 'p6')).Count | Should -Be 3
    }

    It 'leaves files of the user alone unless told otherwise' {
        $out = Join-Path $work 'mine'
        $mine = New-TestFile (Join-Path $out 'a/two.jpg') 50
        $hash = (Get-FileHash $mine).Hash
        Get-ErrorName (Get-Error { Restore-GlacierArchive photos a/two.jpg $out -WarningAction SilentlyContinue }) | Should -Be 'TargetExists'
        (Get-FileHash $mine).Hash | Should -Be $hash
        $null = Restore-GlacierArchive photos a/two.jpg $out -Force -WarningAction SilentlyContinue
        Test-Same $out 'a/two.jpg'
    }

    It 'keeps a name inside the folder and says so: <_>' -ForEach '../evil.bin', 'a/../../evil.bin' {
        $description = ConvertTo-GlacierArchiveDescription $_
        $hostile = Send-GlacierArchive photos (New-TestFile (Join-Path $work 'hostile')) -Description $description
        $out = Join-Path $work 'deep/out'
        $restored = $hostile | Restore-GlacierArchive -Path $out -WarningVariable warnings -WarningAction SilentlyContinue
        $restored.FullName | Should -BeLike "$out*"
        $restored.RenamedBecause | Should -Not -BeNullOrEmpty
        $warnings.Count | Should -Be 1
        Join-Path $work 'deep/evil.bin' | Should -Not -Exist
        $hostile | Remove-GlacierArchive -Confirm:$false
    }

    It 'says that the catalogue knows no such name' {
        Get-ErrorName (Get-Error { Restore-GlacierArchive photos nothing* $work -WarningAction SilentlyContinue }) | Should -Be 'ArchiveNotFound'
    }

    It 'gives one error for an archive that is gone, and the others' {
        $gone = Send-GlacierArchive photos (New-TestFile (Join-Path $work 'gone.bin'))
        $gone | Remove-GlacierArchive -Confirm:$false
        $restored = @($gone; $sent[0]) | Restore-GlacierArchive -Path (Join-Path $work 'p7') -ErrorAction SilentlyContinue -ErrorVariable problems
        @($restored).Count | Should -Be 1
        $problems.Count | Should -Be 1
    }

    It 'C03: takes the newest of a name with -Newest, and retrieves no other' {
        $null = New-GlacierVault versions
        $null = Send-GlacierArchive versions (New-TestFile (Join-Path $in 'v.txt') 10) -BasePath $in
        Start-Sleep -Milliseconds 1100
        $last = Send-GlacierArchive versions (New-TestFile (Join-Path $in 'v.txt') 20) -BasePath $in
        $restored = @(Restore-GlacierArchive versions v.txt (Join-Path $work 'newest') -Newest -WarningAction SilentlyContinue)
        $restored.ArchiveId | Should -Be $last.ArchiveId
        @(Get-ChildItem (Join-Path $work 'newest')).Count | Should -Be 1
        @(Get-GlacierJob versions | Where-Object Action -EQ 'ArchiveRetrieval').Count | Should -Be 1
    }

    Context 'C03: with jobs that take hours' {
        BeforeAll {
            $slow = Start-TestServer -Option '--control', '--realistic'
            $local = (Get-GlacierConnection).LocalPath
            $elsewhere = $slow.Connect
            $null = Connect-Glacier @elsewhere
            $null = New-GlacierVault photos
            $stored = Send-GlacierArchive photos $in -Recurse -BasePath $in
        }

        AfterAll {
            $null = Connect-Glacier -LocalPath $local
            Stop-TestServer $slow
        }

        It 'starts jobs with -NoWait and says of each archive how far it is' {
            $states = Restore-GlacierArchive photos a/* (Join-Path $work 'nowait') -NoWait -WarningAction SilentlyContinue
            $states.Count | Should -Be 2
            $states.State | Should -Be 'InProgress', 'InProgress'
            $states | ForEach-Object { $_.JobId.Length | Should -Be 92 }
            "$($states[0])" | Should -Be $states[0].ArchiveId
            @($states | Where-Object Status -EQ 'InProgress').Count | Should -Be 2
            $states | Out-String | Should -Match 'InProgress .* a/one.jpg'
        }

        It 'gives with -NoWait an error and a state for an archive that cannot be restored' {
            $gone = Send-GlacierArchive photos (New-TestFile (Join-Path $work 'gone2.bin'))
            $gone | Remove-GlacierArchive -Confirm:$false
            $state = $gone | Restore-GlacierArchive -Path (Join-Path $work 'nowait') -NoWait -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems.Count | Should -Be 1
            $state.State | Should -Be 'Failed'
            $state.Reason | Should -Not -BeNullOrEmpty
        }

        It 'gives up after -Timeout and says that the jobs go on' {
            $problem = Get-Error { Restore-GlacierArchive photos a/* (Join-Path $work 'nowait') -Timeout 2 -WarningAction SilentlyContinue }
            Get-ErrorName $problem | Should -Be 'Timeout'
            "$problem" | Should -Match '2 of 2 archives\. .* same command'
        }

        It 'receives with -NoWait what is ready, and has started each job once' {
            $null = Invoke-RestMethod -Uri "$($slow.Url)/_control/clock" -Method Post -Body '{"advance":"5h"}'
            $states = Restore-GlacierArchive photos a/* (Join-Path $work 'nowait') -NoWait -WarningAction SilentlyContinue
            $states.State | Should -Be 'Restored', 'Restored'
            $states.Verified | Should -Be $true, $true
            Test-Same (Join-Path $work 'nowait') 'a/one.jpg', 'a/two.jpg'
            @(Get-GlacierJob photos | Where-Object Action -EQ 'ArchiveRetrieval').Count | Should -Be 2
        }
    }

    It 'B06 restores the rows of a list under their names' {
        $csv = Join-Path (New-TestFolder) 'own.csv'
        $one = $sent | Select-Object -First 1
        [pscustomobject]@{ GlacierArchiveID = $one.ArchiveId; FileName = 'mine/renamed.bin' } | Export-Csv $csv
        $target = New-TestFolder
        $restored = Import-Csv $csv | Restore-GlacierArchive photos -Path $target
        $restored.Name | Should -Be 'mine/renamed.bin'
        $restored.Verified | Should -BeTrue
        (Get-Item (Join-Path $target 'mine/renamed.bin')).Length | Should -Be $one.SizeInBytes
    }

    It 'B04 says what is compressed or encrypted, once and with counts' {
        $null = New-GlacierVault packed
        $files = 1..3 | ForEach-Object { New-TestFile (Join-Path (New-TestFolder) "f$_") (100 * $_) }
        $path = { [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($args[0])) }
        $packed = @(
            Send-GlacierArchive packed $files[0] -Description "<m><v>4</v><p>$(& $path 'one')</p><lm>20260102T030405Z</lm><ce>1:0:4340ebcf79712dc5e3ef7d50bab98ba5:60000</ce></m>"
            Send-GlacierArchive packed $files[1] -Description '{"Path":"two","UTCDateModified":"20260102T030405Z","Flags":3}'
            Send-GlacierArchive packed $files[2] -Description 'three'
        )
        $target = New-TestFolder
        $restored = Get-GlacierArchive packed -WarningAction SilentlyContinue | Restore-GlacierArchive -Path $target -WarningVariable said -WarningAction SilentlyContinue
        @($said).Count | Should -Be 1
        "$said" | Should -Match 'Not the files themselves: 2 of 3 archives\. FastGlacier and CloudBerry compressed 2 and encrypted 1 of them'
        "$said" | Should -Match 'What was restored are their stored bytes'
        $one = $restored | Where-Object Name -EQ one
        $one.Compressed, $one.Encrypted, $one.OriginalSize, $one.OriginalMD5 | Should -Be $true, $false, 60000, '4340ebcf79712dc5e3ef7d50bab98ba5'
        $two = $restored | Where-Object Name -EQ two
        $two.Compressed, $two.Encrypted | Should -Be $true, $true
        ($two | Format-Table | Out-String) | Should -Match 'encrypted'

        $received = $packed | Start-GlacierJob | Wait-GlacierJob | Receive-GlacierJobOutput -Path (New-TestFolder) -WarningVariable said -WarningAction SilentlyContinue
        @($said).Count | Should -Be 1
        "$said" | Should -Match 'Not the files themselves: 2 of 3 archives.*What was received'
        ($received | Where-Object Compressed).Count | Should -Be 2

        $null = Test-GlacierArchive packed $target -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -Match 'Not the files themselves: 2 of 3 archives'

        # The files as they were before are what the vault has: nothing is sent.
        $folder = New-TestFolder
        [IO.File]::WriteAllBytes((Join-Path $folder 'one'), [byte[]]::new(60000))
        [IO.File]::WriteAllBytes((Join-Path $folder 'two'), [byte[]]::new(7))
        foreach ($name in 'one', 'two') { [IO.File]::SetLastWriteTimeUtc((Join-Path $folder $name), [datetime]'2026-01-02T03:04:05Z') }
        Sync-GlacierFolder packed $folder -WarningVariable said -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$said" | Should -Match 'Not the files themselves: 2 of 2 archives'
    }

    It 'B04 takes the file that was packed for what it is: nothing is missing, and nothing retrieved' {
        $null = New-GlacierVault unpacked
        $original = New-TestFile (Join-Path (New-TestFolder) 'one') 60000
        $md5 = (Get-FileHash -Algorithm MD5 $original).Hash.ToLower()
        $stored = "$original.gz"
        $out = [IO.Compression.GZipStream]::new([IO.File]::Create($stored), [IO.Compression.CompressionMode]::Compress)
        $out.Write([IO.File]::ReadAllBytes($original)); $out.Dispose()
        $path = { [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($args[0])) }
        $sent = @(
            Send-GlacierArchive unpacked $stored -Description "<m><v>4</v><p>$(& $path 'one')</p><lm>20260102T030405Z</lm><ce>1:0:${md5}:60000</ce></m>"
            Send-GlacierArchive unpacked $stored -Description '{"Path":"two","UTCDateModified":"20260102T030405Z","Flags":3}'
        )
        $target = New-TestFolder
        Copy-Item $original (Join-Path $target 'one')
        foreach ($expand in $false, $true) {
            $there = Restore-GlacierArchive unpacked one $target -Expand:$expand -WarningVariable said -WarningAction SilentlyContinue
            $there.WasThere, $there.IsOriginal, $there.Verified, $there.SizeInBytes | Should -Be $true, $true, $true, 60000
            "$said" | Should -Not -Match 'not the files themselves'
        }
        Get-ChildItem $target -Name | Should -Be 'one'
        @(Get-GlacierJob unpacked | Where-Object Action -EQ ArchiveRetrieval).Count | Should -Be 0
        (Test-GlacierArchive unpacked $target -LiteralName one -WarningAction SilentlyContinue).Status | Should -Be 'Same'
        $received = $sent[0] | Start-GlacierJob | Wait-GlacierJob | Receive-GlacierJobOutput -Path $target -WarningAction SilentlyContinue
        $received.WasThere, $received.IsOriginal, $received.SizeInBytes | Should -Be $true, $true, 60000

        # Another file is in the way, and what cannot be told is said.
        [IO.File]::WriteAllBytes((Join-Path $target 'one'), [byte[]]::new(60000))
        $problem = Get-Error { Restore-GlacierArchive unpacked one $target -WarningAction SilentlyContinue }
        Get-ErrorName $problem | Should -Be 'TargetExists'
        "$problem" | Should -Match 'nor the file that FastGlacier packed for it, whose MD5 is another'
        Copy-Item $original (Join-Path $target 'two')
        "$(Get-Error { Restore-GlacierArchive unpacked two $target -WarningAction SilentlyContinue })" | Should -Match 'CloudBerry packed the file and kept no checksum of it'
        (Restore-GlacierArchive unpacked two $target -Force -WarningAction SilentlyContinue).IsOriginal | Should -BeFalse
    }
}
