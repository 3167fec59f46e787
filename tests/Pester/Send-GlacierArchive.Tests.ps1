BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = New-GlacierVault photos
    $work = New-TestFolder

    function Get-Kept([string] $ArchiveId) {
        # What the vault itself says of an archive.
        Start-GlacierJob photos -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput | Where-Object ArchiveId -EQ $ArchiveId
    }
}

AfterAll { Disconnect-Glacier }

Describe 'Send-GlacierArchive' {
    It 'stores a file and tells its ID, size and tree hash' {
        $file = New-TestFile (Join-Path $work 'a.bin') 5000
        $sent = Send-GlacierArchive -VaultName photos -Path $file.FullName
        $sent.ArchiveId | Should -Match '^[A-Za-z0-9_-]{138}$'
        $sent.SizeInBytes | Should -Be 5000
        "$($sent.SHA256TreeHash)" | Should -Be "$((Get-GlacierTreeHash $file).Hash)"
        $sent.FullName | Should -Be $file.FullName
        $sent.VaultName | Should -Be 'photos'
    }

    It 'stores a large file in parts: <Size> bytes, parts of <Part>' -ForEach @(
        @{ Size = 1MB + 1; Part = 1MB }, @{ Size = 7MB; Part = 2MB }, @{ Size = 40MB + 3; Part = 0 }
    ) {
        $file = New-TestFile (Join-Path $work "large$Size.bin") $Size
        $parameters = if ($Part) { @{ PartSize = $Part } } else { @{} }
        $sent = $file | Send-GlacierArchive photos @parameters
        $kept = Get-Kept $sent.ArchiveId
        $kept.SizeInBytes | Should -Be $Size
        "$($kept.SHA256TreeHash)" | Should -Be "$((Get-GlacierTreeHash $file).Hash)"
    }

    It 'keeps the name relative to the current location' {
        $null = New-TestFile (Join-Path $work 'sub/deep/b.bin')
        Push-Location $work
        try {
            (Get-ChildItem ./sub -File -Recurse | Send-GlacierArchive photos).Name | Should -Be 'sub/deep/b.bin'
        }
        finally {
            Pop-Location
        }
    }

    It 'keeps the name relative to -BasePath' {
        $file = New-TestFile (Join-Path $work 'base/x/c.bin')
        (Send-GlacierArchive photos $file -BasePath (Join-Path $work 'base')).Name | Should -Be 'x/c.bin'
    }

    It 'refuses a file that does not lie below -BasePath' {
        $file = New-TestFile (Join-Path $work 'elsewhere.bin')
        Get-ErrorName (Get-Error { Send-GlacierArchive photos $file -BasePath (Join-Path $work 'base') }) | Should -Be 'NotBelowFolder'
    }

    It 'keeps a name that is not below the current location from the root of its drive' {
        $file = New-TestFile (Join-Path $work 'far.bin')
        Push-Location (New-TestFolder)
        try {
            (Send-GlacierArchive photos $file).Name | Should -Be ($file.FullName.Substring([IO.Path]::GetPathRoot($file.FullName).Length) -replace '\\', '/')
        }
        finally {
            Pop-Location
        }
    }

    It 'takes wildcards in -Path and none in -LiteralPath' {
        $null = New-TestFile (Join-Path $work 'wild/a1.txt')
        $null = New-TestFile (Join-Path $work 'wild/a2.txt')
        $odd = New-TestFile (Join-Path $work 'wild/[a].txt')
        @(Send-GlacierArchive photos (Join-Path $work 'wild/a*.txt')).Count | Should -Be 2
        (Send-GlacierArchive photos -LiteralPath $odd.FullName).FullName | Should -Be $odd.FullName
        ($odd | Send-GlacierArchive photos).FullName | Should -Be $odd.FullName
    }

    It 'takes the files of a folder with -Recurse, -Include and -Exclude' {
        foreach ($name in 'r/a.jpg', 'r/s/b.jpg', 'r/s/c.tmp', 'r/s/d.png') { $null = New-TestFile (Join-Path $work $name) }
        $sent = Send-GlacierArchive photos (Join-Path $work 'r') -Recurse -Include *.jpg, *.tmp -Exclude *.tmp -BasePath (Join-Path $work 'r')
        ($sent.Name | Sort-Object) -join ' ' | Should -Be 'a.jpg s/b.jpg'
    }

    It 'lets -Description win' {
        $file = New-TestFile (Join-Path $work 'd.bin')
        $sent = Send-GlacierArchive photos $file -Description 'Tax records 2012'
        (Get-Kept $sent.ArchiveId).Description | Should -Be 'Tax records 2012'
    }

    It 'writes the name in other tools'' forms: <Format>' -ForEach @(
        @{ Format = 'FastGlacier'; Pattern = '^<m><v>4</v><p>' }, @{ Format = 'Plain'; Pattern = 'n\.bin$' }, @{ Format = 'Mt2'; Pattern = '^mt2 ' }
    ) {
        $file = New-TestFile (Join-Path $work 'n.bin')
        $sent = Send-GlacierArchive photos $file -NameFormat $Format -BasePath $work
        $kept = Get-Kept $sent.ArchiveId
        $kept.Description | Should -Match $Pattern
        $kept.Name | Should -Be 'n.bin'
    }

    It 'A10 leaves out what downloads store beside their target, and says how many' {
        $folder = Join-Path $work 'downloads'
        foreach ($name in 'a.bin', 'b.bin.glacier-partial', 'b.bin.glacier-journal') { $null = New-TestFile (Join-Path $folder $name) 10 }
        $sent = Send-GlacierArchive photos $folder -Recurse -WarningVariable said -WarningAction SilentlyContinue
        @($sent).Count | Should -Be 1
        $sent.Name | Should -Match 'a\.bin$'
        "$said" | Should -Match '^2 files of downloads under way'
        # Named one by one, too.
        Get-ChildItem $folder | Send-GlacierArchive photos -WarningVariable said -WarningAction SilentlyContinue | ForEach-Object Name | Should -Match 'a\.bin$'
        "$said" | Should -Match '^2 files of downloads under way'
    }

    It 'C05 takes the part size of a stream from -ExpectedSize' {
        $bytes = [byte[]]::new(20MB)
        $packed = [IO.MemoryStream]::new()
        $stream = [IO.Compression.DeflateStream]::new($packed, [IO.Compression.CompressionMode]::Compress, $true)
        $stream.Write($bytes, 0, $bytes.Length)
        $stream.Dispose()
        $packed.Position = 0
        # Unpacking cannot tell its length.
        $before = @(Get-GlacierRequest | Where-Object Operation -EQ 'UploadMultipartPart').Count
        $sent = Send-GlacierArchive photos -InputStream ([IO.Compression.DeflateStream]::new($packed, [IO.Compression.CompressionMode]::Decompress)) -Name zeros -ExpectedSize 20MB
        $sent.SizeInBytes | Should -Be 20MB
        # Parts for 625 GiB would hold it whole, and need no multipart upload.
        @(Get-GlacierRequest | Where-Object Operation -EQ 'UploadMultipartPart').Count | Should -BeGreaterThan ($before + 1)
    }

    It 'stores a stream' {
        $bytes = [byte[]](1..250)
        $sent = Send-GlacierArchive photos -InputStream ([IO.MemoryStream]::new($bytes)) -Name 'from/stream.bin'
        $sent.SizeInBytes | Should -Be 250
        $sent.Name | Should -Be 'from/stream.bin'
        (Get-Kept $sent.ArchiveId).Name | Should -Be 'from/stream.bin'
    }

    It 'E04_ gives a single file the name that is said, and several none' {
        $file = New-TestFile (Join-Path $work 'named.bin') 10
        $other = New-TestFile (Join-Path $work 'other.bin') 10
        $named = Send-GlacierArchive photos $file -Name 'dump/of today.sql'
        $named.Name | Should -Be 'dump/of today.sql'
        (ConvertFrom-GlacierArchiveDescription $named.Description).Name | Should -Be 'dump/of today.sql'
        Get-ErrorName (Get-Error { Send-GlacierArchive photos $file, $other -Name x }) | Should -Be 'NameForOneFile'
        $sent = $file, $other | Send-GlacierArchive photos -Name y -ErrorVariable problems -ErrorAction SilentlyContinue
        @($sent).Name | Should -Be 'y'
        Get-ErrorName $problems[0] | Should -Be 'NameForOneFile'
    }

    It 'E08_ leaves empty files out, with a warning and no error' {
        $folder = New-TestFolder
        $null = New-Item (Join-Path $folder 'empty.txt') -ItemType File
        $null = New-TestFile (Join-Path $folder 'full.txt') 5
        $sent = Send-GlacierArchive photos $folder -Recurse -ErrorVariable problems -WarningVariable told -WarningAction SilentlyContinue
        $sent.Name | Should -Be 'full.txt'
        $problems | Should -BeNullOrEmpty
        "$told" | Should -Match '^1 empty file left out, such as .*empty\.txt'
        Sync-GlacierFolder photos $folder -Prefix e8 -ErrorVariable problems -WarningVariable told -WarningAction SilentlyContinue | Should -Not -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
        "$told" | Should -Match 'empty'
    }

    It 'E01_ stores nothing with -WhatIf, and returns its plan, which is no file to whom it is piped' {
        $file = New-TestFile (Join-Path $work 'w.bin')
        $plan = Send-GlacierArchive photos $file -WhatIf
        $plan | Should -BeOfType GlacierPS.ArchiveToSend
        $plan.FullName, $plan.SizeInBytes, $plan.VaultName | Should -Be $file.FullName, $file.Length, 'photos'
        (ConvertFrom-GlacierArchiveDescription $plan.Description).Name | Should -Be $plan.Name
        Push-Location $work
        try { $plan | Remove-Item -ErrorAction SilentlyContinue } finally { Pop-Location }
        $file.FullName | Should -Exist
        Start-GlacierJob photos -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput | Where-Object Name -Like '*w.bin' | Should -BeNullOrEmpty
    }

    It 'emits each archive as it is stored, to a reader that has enough after one' {
        $files = 1..20 | ForEach-Object { New-TestFile (Join-Path $work "many/$_.bin") 100 }
        @($files | Send-GlacierArchive photos | Select-Object -First 1).Count | Should -Be 1
    }

    It 'refuses a name too long for a description and says how long it may be' {
        $sent = Get-Error { Send-GlacierArchive photos -InputStream ([IO.MemoryStream]::new([byte[]]::new(5))) -Name ('n' * 1500) }
        Get-ErrorName $sent | Should -Be 'NameTooLong'
        "$sent" | Should -Match '\d{3}'
    }

    It 'C04 leaves out with -SkipKnown what the vault has already' {
        $null = New-GlacierVault again
        $tree = New-TestFolder
        $first = New-TestFile (Join-Path $tree 'a') 10
        $null = New-TestFile (Join-Path $tree 'b') 10
        (Send-GlacierArchive again $first -BasePath $tree -SkipKnown).Name | Should -Be 'a'
        (Send-GlacierArchive again $tree -Recurse -BasePath $tree -SkipKnown).Name | Should -Be 'b'
        $null = New-TestFile $first.FullName 11
        (Send-GlacierArchive again $tree -Recurse -BasePath $tree -SkipKnown).Name | Should -Be 'a'
    }

    It 'C04 names the files of a folder as a sync of it does' {
        $null = New-GlacierVault named
        $tree = New-TestFolder
        $null = New-TestFile (Join-Path $tree 'a') 10
        $null = New-TestFile (Join-Path $tree 'sub/b') 10
        (Send-GlacierArchive named $tree -Recurse).Name | Sort-Object | Should -Be 'a', 'sub/b'
        Sync-GlacierFolder named $tree | Should -BeNullOrEmpty
        Send-GlacierArchive named $tree -Recurse -SkipKnown | Should -BeNullOrEmpty
        Push-Location (Split-Path $tree)
        try {
            # Files that are named, piped or found by a wildcard count from the current location.
            (Get-ChildItem $tree -Recurse -File | Send-GlacierArchive named).Name | Sort-Object | Should -Be "$(Split-Path $tree -Leaf)/a", "$(Split-Path $tree -Leaf)/sub/b"
            (Send-GlacierArchive named (Join-Path $tree '*') -Recurse).Name | Sort-Object | Should -Be "$(Split-Path $tree -Leaf)/a", "$(Split-Path $tree -Leaf)/sub/b"
        }
        finally {
            Pop-Location
        }
    }

    It 'C04 refuses a second file of a name that another of the call has' {
        $null = New-GlacierVault alike
        $trees = (New-TestFolder), (New-TestFolder)
        $null = New-TestFile (Join-Path $trees[0] 'a') 10
        $null = New-TestFile (Join-Path $trees[1] 'a') 10
        $null = New-TestFile (Join-Path $trees[1] 'b') 10
        $sent = Send-GlacierArchive alike $trees -Recurse -ErrorVariable problems -ErrorAction SilentlyContinue
        $sent.Name | Sort-Object | Should -Be 'a', 'b'
        $problems.Count | Should -Be 1
        Get-ErrorName $problems[0] | Should -Be 'NameTaken'
        (Send-GlacierArchive alike $trees -Recurse -BasePath (Split-Path $trees[0])).Count | Should -Be 3
    }

    It 'C04 goes on with a folder that was stopped, and a sync after it sends nothing' {
        $null = New-GlacierVault stopped
        $tree = New-TestFolder
        foreach ($i in 1..60) { [IO.File]::WriteAllText((Join-Path $tree "file$i"), "content $i") }
        @(Send-GlacierArchive stopped $tree -Recurse -SkipKnown -ThrottleLimit 1 | Select-Object -First 40).Count | Should -Be 40
        # One more may have been stored before it was stopped.
        $known = (Get-GlacierArchive stopped -WarningAction SilentlyContinue).Count
        $known | Should -BeIn 40, 41, 42
        @(Send-GlacierArchive stopped $tree -Recurse -SkipKnown).Count | Should -Be (60 - $known)
        Sync-GlacierFolder stopped $tree | Should -BeNullOrEmpty
        (Get-GlacierArchive stopped -WarningAction SilentlyContinue).Count | Should -Be 60
    }

    It 'C04 sends 1,000 of 10,000 files after it was stopped at 9,000, and a sync sends none' -Tag Soak {
        . "$PSScriptRoot/server.ps1"
        $tree = New-TestFolder
        foreach ($i in 1..10000) {
            $folder = Join-Path $tree "d$($i % 100)"
            $null = [IO.Directory]::CreateDirectory($folder)
            [IO.File]::WriteAllText((Join-Path $folder "file$i"), "content $i")
        }
        $server = Start-TestServer -Option '--control'
        try {
            # Each in a PowerShell of its own, and counted by the service.
            $connect = "Import-Module '$env:GLACIERPS_MODULE'; `$null = Connect-Glacier -EndpointUrl $($server.Url) -Region us-east-1 -Credential ([pscredential]::new('AKIDEXAMPLE', (ConvertTo-SecureString 'test-secret' -AsPlainText -Force)));"
            $null = Invoke-Child "$connect New-GlacierVault large"
            $sent = foreach ($script in @(
                    "Send-GlacierArchive large '$tree' -Recurse -SkipKnown | Select-Object -First 9000"
                    "Send-GlacierArchive large '$tree' -Recurse -SkipKnown"
                    "Send-GlacierArchive large '$tree' -Recurse -SkipKnown"
                    "Sync-GlacierFolder large '$tree' -WarningAction SilentlyContinue"
                )) {
                Clear-ServerRequest $server
                $seconds = (Measure-Command { $emitted = Invoke-Child "$connect ($script | Measure-Object).Count" }).TotalSeconds
                $uploads = [int](Get-ServerRequest $server)['UploadArchive']
                Write-Information ('{0:N0} uploads, {1} emitted, {2:N0} s' -f $uploads, "$emitted", $seconds) -InformationAction Continue
                $uploads
            }
            # What the service had in full when it was stopped, at most as many as are sent at once, is noted too.
            $sent[0] | Should -BeGreaterOrEqual 9000
            $sent[0] | Should -BeLessOrEqual (9000 + 256)
            $sent[0] + $sent[1] | Should -Be 10000
            $sent[2], $sent[3] | Should -Be 0, 0
        }
        finally {
            Stop-TestServer $server
        }
    }

    It 'A08 leaves out links with -Recurse and says how many' -Skip:$IsWindows {
        $tree = New-TestFolder
        $null = New-TestFile (Join-Path $tree 'a') 10
        $null = New-Item -ItemType SymbolicLink -Path (Join-Path $tree 'l') -Target (Join-Path $tree 'a')
        (Send-GlacierArchive photos $tree -Recurse -BasePath $tree -WarningVariable warnings -WarningAction SilentlyContinue).Name | Should -Be 'a'
        "$warnings" | Should -Match '1 link left out'
        (Send-GlacierArchive photos $tree -Recurse -BasePath $tree -FollowLinks).Name | Sort-Object | Should -Be 'a', 'l'
    }
}
