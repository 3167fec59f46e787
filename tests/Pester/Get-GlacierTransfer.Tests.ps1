BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    . "$PSScriptRoot/transfers.ps1"
    $server = Start-TestServer -Option '--control'
    $connect = $server.Connect
    $null = Connect-Glacier @connect
    $null = New-GlacierVault photos
    $file = New-UnfinishedUpload $server
    $download = New-UnfinishedDownload $server
}

AfterAll {
    Clear-Transfer
    Disconnect-Glacier
    Stop-TestServer $server
}

Describe 'Get-GlacierTransfer' {
    It 'lists what is unfinished, either way, oldest first' {
        $all = @(Get-GlacierTransfer)
        $all.Direction | Should -Be 'Upload', 'Download'
        $all[0].FullName | Should -Be $file.FullName
        $all[0].VaultName | Should -Be 'photos'
        $all[0].SizeInBytes | Should -Be (5MB + 7)
        $all[0].BytesDone | Should -Be 2MB
        $all[0].UploadId | Should -Not -BeNullOrEmpty
        $all[0].InUse | Should -BeFalse
        $all[1].FullName | Should -Be $download.Target
        $all[1].JobId | Should -Be $download.JobId
        $all[1].BytesDone | Should -Be 32MB
    }

    It 'finds them by path, name, pattern, vault and direction' {
        (Get-GlacierTransfer -Path $file.FullName).UploadId | Should -Not -BeNullOrEmpty
        (Get-GlacierTransfer film.mkv).Direction | Should -Be 'Upload'
        (Get-GlacierTransfer -Path *.raw).Direction | Should -Be 'Download'
        Get-GlacierTransfer -VaultName other* | Should -BeNullOrEmpty
        (Get-GlacierTransfer -VaultName ph* -Direction Download).FullName | Should -Be $download.Target
    }

    It 'reads journals that were copied from elsewhere' {
        $copy = New-TestFolder
        Copy-Item -LiteralPath (Get-GlacierTransfer -Direction Upload).JournalPath -Destination $copy
        $found = Get-GlacierTransfer -JournalPath $copy
        $found.FullName | Should -Be $file.FullName
        (Get-ChildItem $copy | Get-GlacierTransfer).UploadId | Should -Be $found.UploadId
    }

    It 'says what a path is that is no journal' {
        Get-ErrorName (Get-Error { Get-GlacierTransfer -JournalPath $file.FullName }) | Should -Be 'NotAJournal'
    }

    It 'has a table that fits' {
        $text = Get-GlacierTransfer | Format-Table | Out-String -Width 120
        $text | Should -Match 'Direction\s+VaultName\s+Size\s+Done\s+Started\s+InUse\s+FullName'
        $text | Should -Match 'Upload\s+photos\s+5.00 MiB\s+2.00 MiB'
    }
}
