BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = New-GlacierVault photos
    $work = New-TestFolder

    function Receive-Sent($Sent, [hashtable] $Parameters) {
        $Sent | Start-GlacierJob | Wait-GlacierJob | Receive-GlacierJobOutput @Parameters
    }
}

AfterAll { Disconnect-Glacier }

Describe 'Receive-GlacierJobOutput' {
    It 'B01 gives an archive all names that the catalogue knows, by one download' {
        $null = New-GlacierVault several
        $file = New-TestFile (Join-Path (New-TestFolder) 'x.bin') 3000
        $one = Send-GlacierArchive several $file -Description 'none'
        $list = Join-Path (New-TestFolder) 'own.csv'
        "ArchiveId,Name,ModifiedTime`n$($one.ArchiveId),2014/img1.jpg,2014-01-02T03:04:05Z`n$($one.ArchiveId),best/img1.jpg,`n$($one.ArchiveId),taken/img1.jpg," | Set-Content $list
        (Import-GlacierCatalog several $list).Named | Should -Be 1
        $out = New-TestFolder
        $null = New-Item -ItemType Directory (Join-Path $out 'taken')
        'other' | Set-Content (Join-Path $out 'taken/img1.jpg')
        $received = $one | Start-GlacierJob | Wait-GlacierJob | Receive-GlacierJobOutput -Path $out -ErrorVariable problems -ErrorAction SilentlyContinue
        $received.Name | Should -Be '2014/img1.jpg', 'best/img1.jpg'
        $received.IsCopy | Should -Be $false, $true
        $received.Verified | Should -Be $true, $true
        foreach ($path in $received.FullName) { (Get-FileHash $path).Hash | Should -Be (Get-FileHash $file).Hash }
        (Get-Item (Join-Path $out '2014/img1.jpg')).LastWriteTimeUtc | Should -Be ([datetime]'2014-01-02T03:04:05Z').ToUniversalTime()
        # A file in the way of one name is one error, and is left as it is.
        @($problems).Count | Should -Be 1
        Get-Content (Join-Path $out 'taken/img1.jpg') | Should -Be 'other'
        Get-ChildItem $out -Recurse -Filter *.glacier-partial | Should -BeNullOrEmpty
    }

    It 'E08_ says of a file that is there and right that it was there, and of another that it is in the way' {
        $file = New-TestFile (Join-Path $work 'again/a.bin') 2000
        $job = Send-GlacierArchive photos $file -BasePath (Join-Path $work 'again') | Start-GlacierJob | Wait-GlacierJob
        $out = Join-Path $work 'was'
        $first = $job | Receive-GlacierJobOutput -Path $out
        $second = $job | Receive-GlacierJobOutput -Path $out -ErrorVariable problems
        $first.WasThere, $second.WasThere, $second.Verified | Should -Be $false, $true, $true
        $second.FullName | Should -Be $first.FullName
        $problems | Should -BeNullOrEmpty
        'other' | Set-Content $first.FullName
        Get-ErrorName (Get-Error { $job | Receive-GlacierJobOutput -Path $out }) | Should -Be 'TargetExists'
    }

    It 'makes the folder, the sub-folders and the file, and verifies it' {
        $file = New-TestFile (Join-Path $work 'in/x/y/a.bin') (5MB + 9)
        $sent = Send-GlacierArchive photos $file -BasePath (Join-Path $work 'in')
        $received = Receive-Sent $sent @{ Path = Join-Path $work 'out/new' }
        $received.FullName | Should -Be (Join-Path $work 'out/new/x/y/a.bin')
        $received.Verified | Should -BeTrue
        $received.SHA256TreeHash | Should -Be $sent.SHA256TreeHash
        (Get-FileHash $received.FullName).Hash | Should -Be (Get-FileHash $file).Hash
        ($received | Get-Item).Length | Should -Be (5MB + 9)
    }

    It 'fetches a large archive by ranges' {
        $file = New-TestFile (Join-Path $work 'in/large.bin') (50MB + 1)
        $received = Receive-Sent (Send-GlacierArchive photos $file) @{ Path = Join-Path $work 'large'; FileName = 'large.bin' }
        (Get-FileHash $received.FullName).Hash | Should -Be (Get-FileHash $file).Hash
    }

    It 'gives an archive without a name its ID' {
        $sent = Send-GlacierArchive photos (New-TestFile (Join-Path $work 'in/nameless')) -Description ' '
        (Receive-Sent $sent @{ Path = Join-Path $work 'ids' }).Name | Should -Be $sent.ArchiveId
    }

    It 'never writes outside the folder, whatever the name: <Name>' -ForEach @(
        @{ Name = '../evil.bin' }, @{ Name = 'a/../../evil.bin' }, @{ Name = "a/`u{0}b" }
    ) {
        $json = @{ filename = $Name; mtime = '20200101T000000Z' } | ConvertTo-Json -Compress
        $description = 'mt2 ' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($json)).TrimEnd('=').Replace('+', '-').Replace('/', '_')
        $sent = Send-GlacierArchive photos (New-TestFile (Join-Path $work 'in/hostile')) -Description $description
        $target = Join-Path $work 'hostile/deep'
        Get-ErrorName (Get-Error { Receive-Sent $sent @{ Path = $target } }) | Should -Be 'UnsafeName'
        Test-Path -Path (Join-Path $work 'hostile'), (Join-Path $work 'evil.bin') | Should -Not -Contain $true
        # With a name of the user's own it can be had all the same.
        (Receive-Sent $sent @{ Path = $target; FileName = 'tame.bin'; Force = $true }).FullName | Should -Be (Join-Path $target 'tame.bin')
        Remove-Item (Join-Path $work 'hostile') -Recurse
    }

    It 'brings an absolute name below the folder' {
        $json = @{ filename = '/etc/passwd'; mtime = '20200101T000000Z' } | ConvertTo-Json -Compress
        $description = 'mt2 ' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($json)).TrimEnd('=')
        $sent = Send-GlacierArchive photos (New-TestFile (Join-Path $work 'in/absolute')) -Description $description
        (Receive-Sent $sent @{ Path = Join-Path $work 'below' }).FullName | Should -Be (Join-Path $work 'below/etc/passwd')
    }

    It 'A10 receives an archive that is called as files of ours are, under another name' {
        $base = Join-Path $work 'a10'
        $sent = foreach ($name in 'a.bin.glacier-partial', 'a.bin.glacier-journal', 'a.bin') {
            $null = New-TestFile (Join-Path $base $name) 5000
            $stream = [IO.File]::OpenRead((Join-Path $base $name))
            Send-GlacierArchive photos -InputStream $stream -Name $name
            $stream.Dispose()
        }
        $out = Join-Path $work 'a10out'
        $received = $sent | ForEach-Object { Receive-Sent $_ @{ Path = $out; WarningAction = 'SilentlyContinue' } }
        $received.Verified | Should -Be @($true, $true, $true)
        @(Get-ChildItem $out).Count | Should -Be 3
        (Get-ChildItem $out -Filter *.glacier-*).Name | Should -Not -Match '\.glacier-(partial|journal)$'
        (Get-FileHash (Join-Path $out 'a.bin')).Hash | Should -Be (Get-FileHash (Join-Path $base 'a.bin')).Hash
    }

    It 'asks for a folder when the output is an archive' {
        $sent = Send-GlacierArchive photos (New-TestFile (Join-Path $work 'in/b.bin'))
        $problem = Get-Error { Receive-Sent $sent @{} }
        Get-ErrorName $problem | Should -Be 'PathNeeded'
        "$problem" | Should -Match '-Path'
    }

    It 'warns that a range without a hash could not be verified' {
        $sent = Send-GlacierArchive photos (New-TestFile (Join-Path $work 'in/range.bin') 4MB)
        $received = $sent | Start-GlacierJob -RetrievalByteRange 1048576-3145727 | Wait-GlacierJob |
            Receive-GlacierJobOutput -Path (Join-Path $work 'range') -WarningVariable warnings -WarningAction SilentlyContinue
        $received.Verified | Should -BeFalse
        $received.SizeInBytes | Should -Be 2MB
        $warnings.Count | Should -Be 1
    }

    It 'turns an inventory into objects, from JSON and from CSV alike' {
        $json = Start-GlacierJob photos -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput
        $csv = Start-GlacierJob photos -Inventory -Format Csv | Wait-GlacierJob | Receive-GlacierJobOutput
        $json.Count | Should -BeGreaterThan 3
        ($csv | ForEach-Object { "$($_.VaultName) $($_.ArchiveId) $($_.Name) $($_.SizeInBytes) $($_.SHA256TreeHash)" }) -join "`n" |
            Should -Be (($json | ForEach-Object { "$($_.VaultName) $($_.ArchiveId) $($_.Name) $($_.SizeInBytes) $($_.SHA256TreeHash)" }) -join "`n")
        $json[0].GetType().Name | Should -Be 'InventoryArchive'
    }

    It 'saves an inventory as a file with -Path' {
        $saved = Start-GlacierJob photos -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput -Path (Join-Path $work 'inventory')
        (Get-Content $saved.FullName -Raw | ConvertFrom-Json).VaultARN | Should -Match 'vaults/photos$'
    }

    It 'stops reading an inventory when the reader has enough' {
        @(Start-GlacierJob photos -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput | Select-Object -First 1).Count | Should -Be 1
    }

    It 'does nothing with -WhatIf' {
        $sent = Send-GlacierArchive photos (New-TestFile (Join-Path $work 'in/whatif.bin'))
        Receive-Sent $sent @{ Path = Join-Path $work 'whatif'; WhatIf = $true } | Should -BeNullOrEmpty
        Test-Path (Join-Path $work 'whatif') | Should -BeFalse
    }

    It 'A04 gives the newest archive of a name that name, and downloads the same content once' {
        $null = New-GlacierVault versions
        $tree = New-TestFolder
        foreach ($content in 'one', 'two!', 'one') {
            Set-Content -LiteralPath (Join-Path $tree 'a.txt') -Value $content -NoNewline
            Send-GlacierArchive versions (Join-Path $tree 'a.txt') -BasePath $tree -OutVariable +sent
            Start-Sleep -Milliseconds 1100
        }
        $out = New-TestFolder
        $jobs = $sent[1, 0, 2] | Start-GlacierJob | Wait-GlacierJob
        $received = $jobs | Receive-GlacierJobOutput -Path $out -WarningVariable warnings -WarningAction SilentlyContinue
        $received.Count | Should -Be 3
        Get-Content -LiteralPath (Join-Path $out 'a.txt') -Raw | Should -Be 'one'
        $older = $received | Where-Object ArchiveId -EQ $sent[1].ArchiveId
        $older.FullName | Should -BeLike (Join-Path $out 'a (* *).txt')
        $older.RenamedBecause | Should -Match 'newer'
        Get-Content -LiteralPath $older.FullName -Raw | Should -Be 'two!'
        "$warnings" | Should -Match 'newer'
        @($received | Where-Object SameAs).Count | Should -Be 1
        @(Get-ChildItem $out).Count | Should -Be 2
    }
}
