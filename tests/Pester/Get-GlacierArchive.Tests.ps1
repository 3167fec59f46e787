BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $vaults = Connect-TestGlacier
    $null = 'photos', 'other', 'empty' | New-GlacierVault
    $work = New-TestFolder
    $small = New-TestFile (Join-Path $work 'a/small.jpg') 10
    $large = New-TestFile (Join-Path $work 'a/large.mkv') 5000
    $sent = $small, $large | Send-GlacierArchive photos -BasePath $work
}

AfterAll { Disconnect-Glacier }

Describe 'Get-GlacierArchive' {
    It 'B08 finds names the same in every culture' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'tr-TR'
            (Get-GlacierArchive photos -Name 'A/LARGE.MKV', '*SMALL.JPG' -WarningAction SilentlyContinue).Count | Should -Be 2
            $null = New-GlacierVault films
            $null = Send-GlacierArchive films (New-TestFile (Join-Path $work 'a/film.mkv') 10) -BasePath $work
            (Get-GlacierArchive films -Name '*FILM*' -WarningAction SilentlyContinue).Name | Should -Be 'a/film.mkv'
        }
        finally {
            [cultureinfo]::CurrentCulture = $culture
        }
    }

    It 'knows at once what was sent, with a warning that it may not be all' {
        $found = Get-GlacierArchive photos -WarningVariable warnings -WarningAction SilentlyContinue
        ($found.Name | Sort-Object) -join ' ' | Should -Be 'a/large.mkv a/small.jpg'
        $found.Evidence | Should -Be @('Upload', 'Upload')
        "$warnings" | Should -Match 'Update-GlacierCatalog'
        $archive = $found | Where-Object Name -EQ 'a/large.mkv'
        $archive.ArchiveId | Should -Be ($sent | Where-Object Name -EQ 'a/large.mkv').ArchiveId
        $archive.SHA256TreeHash | Should -Be (Get-GlacierTreeHash $large).Hash
        $archive.ModifiedTime | Should -Be ([datetime]::new($large.LastWriteTimeUtc.Ticks - $large.LastWriteTimeUtc.Ticks % [timespan]::TicksPerSecond, [DateTimeKind]::Utc))
        $archive.WrittenBy | Should -Be 'MtAwsGlacier'
    }

    It 'finds by name, size and age' {
        $quiet = @{ VaultName = 'photos'; WarningAction = 'SilentlyContinue' }
        (Get-GlacierArchive @quiet -Name A/*.JPG).Name | Should -Be 'a/small.jpg'
        (Get-GlacierArchive @quiet -Name nothing, *.mkv).Name | Should -Be 'a/large.mkv'
        (Get-GlacierArchive @quiet -LargerThan 10).Name | Should -Be 'a/large.mkv'
        (Get-GlacierArchive @quiet -SmallerThan 11).Name | Should -Be 'a/small.jpg'
        @(Get-GlacierArchive @quiet -OlderThan (Get-Date).AddHours(-1)).Count | Should -Be 0
        @(Get-GlacierArchive @quiet -NewerThan (Get-Date).AddHours(-1)).Count | Should -Be 2
    }

    It 'knows deletions at once' {
        $one = Send-GlacierArchive other $small
        $one | Remove-GlacierArchive -Confirm:$false
        Get-GlacierArchive other -WarningAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'is not the catalogue of another account or service' {
        $other = New-TestFolder
        $null = New-GlacierVault letters -LocalPath $other
        (Get-GlacierArchive photos -LocalPath $other -ErrorAction SilentlyContinue -ErrorVariable problem) | Should -BeNullOrEmpty
        Get-ErrorName $problem[0] | Should -Be 'ResourceNotFound'
    }

    It 'says that nothing is known' {
        Get-GlacierArchive empty -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warnings" | Should -Match 'Nothing is known'
    }

    It 'shows a table' {
        Get-GlacierArchive photos -WarningAction SilentlyContinue | Out-String | Should -Match 'Size\s+Created\s+Name\s+Known by'
    }

    It 'has archives that pipe on' {
        Get-GlacierArchive photos *.jpg -WarningAction SilentlyContinue | Start-GlacierJob | Should -HaveCount 1
    }
}
