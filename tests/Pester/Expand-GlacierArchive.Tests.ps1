BeforeDiscovery {
    $openssl = [bool] (Get-Command openssl, bzip2 -CommandType Application -ErrorAction Ignore).Count -and !$IsWindows
}

BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    $null = Connect-TestGlacier
    $null = New-GlacierVault packed

    function Get-GzipBytes([string] $Text) {
        $packed = [IO.MemoryStream]::new()
        $gzip = [IO.Compression.GZipStream]::new($packed, [IO.Compression.CompressionLevel]::Optimal, $true)
        $gzip.Write([Text.Encoding]::UTF8.GetBytes($Text)); $gzip.Dispose()
        , $packed.ToArray()
    }

    function New-GzipFile([string] $Path, [string] $Text) {
        $null = New-Item (Split-Path $Path) -ItemType Directory -Force
        [IO.File]::WriteAllBytes($Path, (Get-GzipBytes $Text))
        Get-Item -LiteralPath $Path
    }

    # As FastGlacier stores a file that it has compressed: its name, size and MD5 are in the description.
    function Send-Compressed([string] $Name, [string] $Text) {
        $bytes = [Text.Encoding]::UTF8.GetBytes($Text)
        $md5 = [Convert]::ToHexString([Security.Cryptography.MD5]::HashData($bytes)).ToLowerInvariant()
        $path = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($Name))
        $description = "<m><v>4</v><p>$path</p><lm>20140102T030405Z</lm><ce>1:0:${md5}:$($bytes.Length)</ce></m>"
        Send-GlacierArchive packed -InputStream ([IO.MemoryStream]::new((Get-GzipBytes $Text))) -Description $description
    }
}

AfterAll { Disconnect-Glacier }

Describe 'Expand-GlacierArchive' {
    It 'makes files of paths, of literal names and of what comes down the pipe, and emits them as Get-Item does' {
        $one = New-GzipFile "$TestDrive/in/one[1].txt.gz" 'one'
        $null = New-GzipFile "$TestDrive/in/two.txt.gz" 'two'
        $made = Expand-GlacierArchive "$TestDrive/in/t*.gz" "$TestDrive/out"
        $made | Should -BeOfType IO.FileInfo
        $made.Name, $made.PackedAs, $made.Verified | Should -Be 'two.txt', 'gzip', $true
        (Expand-GlacierArchive -LiteralPath $one.FullName).FullName | Should -Be (Join-Path $TestDrive 'in' 'one[1].txt')
        $piped = $one, "$TestDrive/in/two.txt.gz" | Expand-GlacierArchive -DestinationPath "$TestDrive/out2"
        $piped.Name | Should -Be 'one[1].txt', 'two.txt'
        # What comes out binds by its path, in which nothing is a wildcard.
        Set-Content -LiteralPath "$TestDrive/out2/one1.txt" 'another'
        $piped | Remove-Item
        (Get-ChildItem "$TestDrive/out2").Name | Should -Be 'one1.txt'
    }

    It 'with -WhatIf says how each is packed, and does nothing' {
        $null = New-GzipFile "$TestDrive/what/a.gz" 'a'
        $before = (Get-ChildItem $TestDrive -Recurse).FullName
        Expand-GlacierArchive "$TestDrive/what/a.gz" "$TestDrive/nowhere" -WhatIf
        (Get-ChildItem $TestDrive -Recurse).FullName | Should -Be $before
    }

    It 'leaves what is not packed, with one warning that counts' {
        Set-Content "$TestDrive/plain1.txt", "$TestDrive/plain2.txt" 'plain'
        $made = Get-ChildItem "$TestDrive/plain?.txt" | Expand-GlacierArchive -WarningVariable told -WarningAction Ignore
        $made | Should -BeNullOrEmpty
        "$told" | Should -BeLike '2 files were not packed *'
    }

    It 'says one error for what is missing, damaged, too large or in the way, and goes on' {
        $good = New-GzipFile "$TestDrive/mixed/good.gz" 'good'
        $torn = New-GzipFile "$TestDrive/mixed/torn.gz" ('torn' * 1000)
        [IO.File]::WriteAllBytes($torn.FullName, [IO.File]::ReadAllBytes($torn.FullName)[0..20])
        $large = New-GzipFile "$TestDrive/mixed/large.gz" ('x' * 100000)
        Set-Content "$TestDrive/mixed/taken" 'other'
        $taken = New-GzipFile "$TestDrive/mixed/taken.gz" 'taken'
        $all = "$TestDrive/mixed/none.gz", $torn, $large, $taken, $good
        $made = $all | Expand-GlacierArchive -MaxSizeInBytes 50KB -ErrorVariable errors -ErrorAction SilentlyContinue
        $made.Name | Should -Be 'good'
        $errors.FullyQualifiedErrorId -replace ',.*' |
            Should -Be 'FileNotFound', 'PackedFileDamaged', 'ExpandsTooLarge', 'TargetExists'
        Get-Content "$TestDrive/mixed/taken" | Should -Be 'other'
        ($taken | Expand-GlacierArchive -Force).Name | Should -Be 'taken'
        Get-Content "$TestDrive/mixed/taken" | Should -Be 'taken'
    }

    It 'E11_shows names that came out of a tar as signs, in its table and in its list' {
        $name = "turn$([char]0x202E)ed.txt"
        Set-Content -LiteralPath "$TestDrive/plain.txt" 'x'
        $tar = [IO.File]::Create("$TestDrive/signs.tar")
        $writer = [System.Formats.Tar.TarWriter]::new($tar)
        $writer.WriteEntry("$TestDrive/plain.txt", $name)
        $writer.Dispose(); $tar.Dispose()
        $made = Expand-GlacierArchive "$TestDrive/signs.tar" "$TestDrive/signs"
        $made.Name | Should -Be $name
        $made.PackedAs | Should -Be 'tar'
        foreach ($text in ($made | Out-String -Width 400), ($made | Format-List | Out-String -Width 400)) {
            $text | Should -Not -Match ([char]0x202E)
            $text | Should -Match 'turn.+ed\.txt'
        }
        ($made | Format-List | Out-String -Width 400) | Should -Match 'PackedPath\s+: .*signs\.tar'
    }

    It 'decrypts with a password that stands in no error, and a wrong one leaves no file' -Skip:(!$openssl) {
        Set-Content "$TestDrive/secret.txt" 'what nobody may read'
        bzip2 -k "$TestDrive/secret.txt"
        $env:TEST_PASSWORD = 'pass word'
        # Always the same salt: a wrong password fits once in 128 times. OpenSSL 3 leaves its head out then.
        openssl enc -aes-256-cbc -md md5 -S 0102030405060708 -pass env:TEST_PASSWORD -in "$TestDrive/secret.txt.bz2" `
            -out "$TestDrive/encrypted" 2>$null
        $bytes = [IO.File]::ReadAllBytes("$TestDrive/encrypted")
        $head = [Text.Encoding]::ASCII.GetBytes('Salted__')
        if ("$($bytes[0..7])" -ne "$head") { $bytes = $head + 1..8 + $bytes }
        [IO.File]::WriteAllBytes("$TestDrive/doc.txt.qnap.bz2", $bytes)
        $env:TEST_PASSWORD = $null
        $right = ConvertTo-SecureString 'pass word' -AsPlainText -Force
        $wrong = ConvertTo-SecureString 'wrong word' -AsPlainText -Force
        Expand-GlacierArchive "$TestDrive/doc.txt.qnap.bz2" "$TestDrive/safe" -Password $wrong -ErrorVariable errors `
            -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -BeLike 'WrongPassword,*'
        "$errors" | Should -Not -Match 'wrong word'
        Test-Path "$TestDrive/safe/*" | Should -BeFalse
        $made = Expand-GlacierArchive "$TestDrive/doc.txt.qnap.bz2" "$TestDrive/safe" -Password $right
        Get-Content $made | Should -Be 'what nobody may read'
    }
}

Describe '-Expand of what retrieves' {
    It 'Restore-GlacierArchive makes the files, keeps the stored bytes beside them, and finds them again' {
        $sent = Send-Compressed 'docs/notes.txt' 'the notes'
        $own = New-GzipFile "$TestDrive/own/own.tar.gz" 'own'
        $ownSent = Send-GlacierArchive packed $own -BasePath "$TestDrive/own"
        $ids = $sent.ArchiveId, $ownSent.ArchiveId
        $restored = Restore-GlacierArchive packed -ArchiveId $ids -Path "$TestDrive/back" -Tier Expedited -Expand `
            -WarningVariable told -WarningAction Ignore
        $notes = $restored | Where-Object Name -Like '*notes*'
        Get-Content -LiteralPath $notes.FullName -Raw | Should -Be 'the notes'
        (Get-Item -LiteralPath $notes.FullName).LastWriteTimeUtc.Year | Should -Be 2014
        $notes.PackedPath | Should -Be "$($notes.FullName).glacier-packed"
        (Get-GlacierTreeHash -LiteralPath $notes.PackedPath).Hash | Should -Be $sent.SHA256TreeHash
        ($restored | Where-Object Name -Like '*own*').PackedPath | Should -BeNullOrEmpty
        "$told" | Should -Not -Match 'not the files themselves'

        $again = Restore-GlacierArchive packed -ArchiveId $ids -Path "$TestDrive/back" -Tier Expedited -Expand
        $again.WasThere | Should -Be $true, $true
        Remove-Item -LiteralPath $notes.FullName
        $third = Restore-GlacierArchive packed -ArchiveId $sent.ArchiveId -Path "$TestDrive/back" -Tier Expedited -Expand
        Get-Content -LiteralPath $third.FullName -Raw | Should -Be 'the notes'
        @(Get-GlacierJob packed | Where-Object ArchiveId -EQ $sent.ArchiveId).Count | Should -Be 1
        # What is ours is sent by nobody.
        $null = New-GlacierVault other -WarningAction SilentlyContinue
        $names = (Send-GlacierArchive other "$TestDrive/back" -Recurse -WarningAction Ignore).Name
        "$names" | Should -Not -Match 'glacier-packed'
    }

    It 'what comes from Restore-GlacierArchive expands under its name in the vault' {
        $sent = Send-Compressed 'deep/er/list.txt' 'the list'
        $restored = Restore-GlacierArchive packed -ArchiveId $sent.ArchiveId -Path "$TestDrive/raw" -Tier Expedited `
            -WarningVariable told -WarningAction Ignore
        $restored.Compressed | Should -BeTrue
        "$told" | Should -Match 'Expand-GlacierArchive'
        $made = $restored | Expand-GlacierArchive -DestinationPath "$TestDrive/all"
        $made.FullName | Should -Be (Join-Path $TestDrive 'all' 'deep' 'er' 'list.txt')
        Get-Content -LiteralPath $made -Raw | Should -Be 'the list'
    }

    It 'Receive-GlacierJobOutput does so too' {
        $sent = Send-Compressed 'received.txt' 'it came'
        $job = $sent | Start-GlacierJob -Tier Expedited | Wait-GlacierJob
        $received = $job | Receive-GlacierJobOutput -Path "$TestDrive/received" -Expand
        Get-Content -LiteralPath $received.FullName -Raw | Should -Be 'it came'
        Test-Path -LiteralPath "$($received.FullName).glacier-packed" | Should -BeTrue
        $received.PackedPath | Should -Be "$($received.FullName).glacier-packed"
    }
}
