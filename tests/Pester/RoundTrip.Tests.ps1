BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'A folder into the vault and back' {
    BeforeAll {
        $work = New-TestFolder
        $null = New-TestFile (Join-Path $work 'photos/readme.txt') 1
        $null = New-TestFile (Join-Path $work 'photos/2019/harbour at dawn.jpg') 700KB
        $null = New-TestFile (Join-Path $work 'photos/2019/Møns Klint/steilküste [1].jpg') 1MB
        $null = New-TestFile (Join-Path $work 'photos/film.mkv') (33MB + 5)
        (Get-Item (Join-Path $work 'photos/readme.txt')).LastWriteTimeUtc = [datetime]'2012-11-03T06:29:38Z'
        Push-Location $work

        # The README's lines, with files that are piped, which are named from where we stand.
        $null = Connect-Glacier -LocalPath ./vaults
        $null = New-GlacierVault photos
        $sent = Get-ChildItem ./photos -File -Recurse | Send-GlacierArchive -VaultName photos
        $archives = Start-GlacierJob -VaultName photos -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput
        $received = $archives | Start-GlacierJob | Wait-GlacierJob | Receive-GlacierJobOutput -Path ./back
    }

    AfterAll {
        Disconnect-Glacier
        Pop-Location
    }

    It 'sends every file' {
        $sent.Count | Should -Be 4
    }

    It 'says of every archive, wherever it comes out, its name, time, tool and original size' {
        $fast = New-TestFile (Join-Path $work 'fast.bin') 100
        $description = '<m><v>4</v><p>Z2xhY2llci1kZy5wZGY=</p><lm>20120821T170824Z</lm><ce>1:1:4340ebcf79712dc5e3ef7d50bab98ba5:54687</ce></m>'
        $null = New-GlacierVault tools
        $one = Send-GlacierArchive tools $fast -Description $description
        $back = $one | Start-GlacierJob | Wait-GlacierJob | Receive-GlacierJobOutput -Path ./fast
        $restored = $one | Restore-GlacierArchive -Path ./restored -WarningAction SilentlyContinue
        $known = Get-GlacierArchive tools glacier-dg.pdf -WarningAction SilentlyContinue
        foreach ($archive in $one, $back, $restored, $known) {
            $archive.ModifiedTime | Should -Be ([datetime]'2012-08-21T17:08:24Z').ToUniversalTime()
            $archive.WrittenBy | Should -Be 'FastGlacier'
            $archive.OriginalSize | Should -Be 54687
        }
        ($sent | Where-Object Name -Like '*readme.txt').ModifiedTime | Should -Be ([datetime]'2012-11-03T06:29:38Z').ToUniversalTime()
        ($received | Where-Object Name -Like '*readme.txt').WrittenBy | Should -Be 'MtAwsGlacier'
    }

    It 'lists every archive with its name, size and tree hash' {
        $archives.Count | Should -Be 4
        ($archives.Name | Sort-Object) -join '|' | Should -Be (($sent.Name | Sort-Object) -join '|')
        $film = $archives | Where-Object Name -EQ 'photos/film.mkv'
        $film.SizeInBytes | Should -Be (33MB + 5)
        "$($film.SHA256TreeHash)" | Should -Be "$((Get-GlacierTreeHash ./photos/film.mkv).Hash)"
    }

    It 'writes names in mt2 form' {
        ($archives | Where-Object Name -EQ 'photos/readme.txt').Description | Should -Match '^mt2 [A-Za-z0-9_-]+$'
    }

    It 'rebuilds every file byte for byte, sub-folders and all' {
        $originals = Get-ChildItem ./photos -File -Recurse
        foreach ($original in $originals) {
            $back = Join-Path ./back ([IO.Path]::GetRelativePath($work, $original.FullName))
            (Get-FileHash -LiteralPath $back).Hash | Should -Be (Get-FileHash -LiteralPath $original.FullName).Hash
        }
        (Get-ChildItem ./back -File -Recurse).Count | Should -Be $originals.Count
    }

    It 'leaves nothing but the files behind' {
        @(Get-ChildItem ./back -File -Recurse -Force | Where-Object Name -Like '*glacier-partial*').Count | Should -Be 0
    }

    It 'gives files their time back' {
        (Get-Item ./back/photos/readme.txt).LastWriteTimeUtc | Should -Be ([datetime]'2012-11-03T06:29:38Z').ToUniversalTime()
    }

    It 'says that what it received is verified' {
        $received.Verified | Should -Not -Contain $false
    }

    It 'shows the vault and the jobs in tables' {
        Get-GlacierVault | Out-String | Should -Match 'photos\s+4\s'
        $jobs = Get-GlacierJob -VaultName photos
        $jobs.Count | Should -Be 5
        $jobs | Out-String | Should -Match 'Succeeded\s+Standard.+photos/film\.mkv'
    }

    It 'overwrites nothing without -Force' {
        $before = (Get-Item ./back/photos/readme.txt).LastWriteTimeUtc
        $jobs = Get-GlacierJob -VaultName photos | Where-Object Action -EQ ArchiveRetrieval
        $again = $jobs | Receive-GlacierJobOutput -Path ./back -ErrorVariable problems -ErrorAction SilentlyContinue
        $again.WasThere | Should -Be $true, $true, $true, $true
        $problems | Should -BeNullOrEmpty
        (Get-Item ./back/photos/readme.txt).LastWriteTimeUtc | Should -Be $before
    }

    It 'overwrites with -Force' {
        Set-Content ./back/photos/readme.txt 'changed meanwhile'
        $null = Get-GlacierJob -VaultName photos | Where-Object Action -EQ ArchiveRetrieval |
            Receive-GlacierJobOutput -Path ./back -ErrorVariable problems -ErrorAction SilentlyContinue
        @($problems | ForEach-Object { Get-ErrorName $_ }) | Should -Be 'TargetExists'
        Get-Content ./back/photos/readme.txt | Should -Be 'changed meanwhile'
        $jobs = Get-GlacierJob -VaultName photos | Where-Object Action -EQ ArchiveRetrieval
        @($jobs | Receive-GlacierJobOutput -Path ./back -Force).Count | Should -Be 4
        (Get-FileHash ./back/photos/readme.txt).Hash | Should -Be (Get-FileHash ./photos/readme.txt).Hash
    }
}

Describe 'README' {
    BeforeAll {
        $readme = (Get-Content -LiteralPath "$PSScriptRoot/../../README.md" -Raw) -replace '\r'
        function Get-Transcript([string] $Heading) {
            # The first block of code below a heading.
            $found = [regex]::Match($readme, "(?ms)^## $([regex]::Escape($Heading))$.*?^``````powershell\n(.*?)^``````")
            $found.Success | Should -BeTrue -Because $Heading
            $found.Groups[1].Value
        }
        function Invoke-Transcript([string] $Code) {
            $ErrorActionPreference = 'Stop'
            . ([scriptblock]::Create($Code)) 3>$null
        }
        $work = New-TestFolder
        $null = New-TestFile (Join-Path $work 'album/2016/harbour.jpg') 11MB
        $null = New-TestFile (Join-Path $work 'album/readme.txt') 10
        Push-Location $work
    }

    AfterAll {
        Disconnect-Glacier
        Pop-Location
    }

    It 'brings a folder into the vault and back' {
        Invoke-Transcript (Get-Transcript 'A folder into the vault and back') | Out-Null
        foreach ($file in '2016/harbour.jpg', 'readme.txt') {
            (Get-FileHash "./back/$file").Hash | Should -Be (Get-FileHash "./album/$file").Hash
        }
    }

    It 'looks at what there is, and restores it' {
        # Profiles are an account's.
        $lines = (Get-Transcript 'What do I own, and how do I get it back?') -split '\n' | Where-Object { $_ -notmatch '-ProfileName' }
        $lines.Count | Should -BeGreaterThan 8
        $out = Invoke-Transcript ($lines -join "`n")
        @($out | Where-Object { $_.GetType().Name -eq 'CatalogArchive' }).Name | Should -Be '2016/harbour.jpg'
        @($out | Where-Object { $_.GetType().Name -eq 'RestoredArchive' }).Count | Should -Be 2
        ($out | Where-Object { $_.GetType().Name -eq 'ArchiveCheckResult' }).Status | Should -Be 'Same', 'Same'
        './photos.html' | Should -Exist
    }

    It 'leaves, to a folder in the place of a bucket' {
        $there = Join-Path $work 'copied'
        $code = (Get-Transcript 'Leave for S3, with proof') -replace '-Bucket \S+ -Prefix \S+', "-Path '$there'" -replace '-CopiedTo \S+', "-CopiedTo '$there'"
        $out = Invoke-Transcript $code
        ($out | Where-Object { $_.GetType().Name -eq 'CopyTest' }).Status | Should -Be 'Proven', 'Proven'
    }
}
