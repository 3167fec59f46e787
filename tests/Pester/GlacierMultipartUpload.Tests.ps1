BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = New-GlacierVault photos
    $file = (New-TestFile (Join-Path (New-TestFolder) 'film [1].mkv') (2MB + 345)).FullName
    $hash = (Get-GlacierTreeHash -LiteralPath $file).Hash

    function Send-Parts($Upload, [string[]] $Range = ('0-1048575', '1048576-2097151', '2097152-2097496')) {
        foreach ($one in $Range) { $Upload | Send-GlacierMultipartPart -Path $file -Range $one }
    }
}

AfterAll { Disconnect-Glacier }

Describe 'A multipart upload by hand' {
    It 'makes an archive of the ranges of a file, whatever their order' {
        $upload = Start-GlacierMultipartUpload photos -PartSize 1MB -Description 'a film'
        $upload.VaultName | Should -Be 'photos'
        $upload.PartSizeInBytes | Should -Be 1MB
        $parts = Send-Parts $upload '2097152-2097496', '0-1048575', '1048576-2097151'
        $parts.Count | Should -Be 3
        $listed = @($upload | Get-GlacierMultipartPart)
        $listed.Range -join ' ' | Should -Be '0-1048575 1048576-2097151 2097152-2097496'
        $listed[2].SizeInBytes | Should -Be 345
        $listed[2].SHA256TreeHash | Should -Be $parts[0].SHA256TreeHash
        $archive = $upload | Complete-GlacierMultipartUpload
        $archive.SHA256TreeHash | Should -Be $hash
        $archive.SizeInBytes | Should -Be (2MB + 345)
        $archive.Description | Should -Be 'a film'
        $archive.ArchiveId | Should -Match '^[A-Za-z0-9_-]{138}$'
        Get-GlacierMultipartUpload photos | Should -BeNullOrEmpty
    }

    It 'gives back what was sent' {
        $upload = Start-GlacierMultipartUpload photos -PartSize 1MB -Description 'back'
        $null = Send-Parts $upload
        $back = New-TestFolder
        $received = $upload | Complete-GlacierMultipartUpload -Path $file | Start-GlacierJob | Wait-GlacierJob | Receive-GlacierJobOutput -Path $back
        (Get-GlacierTreeHash -LiteralPath $received.FullName).Hash | Should -Be $hash
    }

    It 'takes pieces that are files of their own, and streams' {
        $bytes = [IO.File]::ReadAllBytes($file)
        $piece = Join-Path (New-TestFolder) 'piece.1'
        [IO.File]::WriteAllBytes($piece, $bytes[0..(1MB - 1)])
        $upload = Start-GlacierMultipartUpload photos -PartSize 1MB
        $null = $upload | Send-GlacierMultipartPart -Path $piece -Offset 0
        $null = $upload | Send-GlacierMultipartPart -InputStream ([IO.MemoryStream]::new($bytes, 1MB, 1MB)) -Offset 1MB
        $null = $upload | Send-GlacierMultipartPart -InputStream ([IO.MemoryStream]::new($bytes, 2MB, 345)) -Offset 2MB
        ($upload | Complete-GlacierMultipartUpload -TreeHash $hash -ArchiveSize (2MB + 345)).SHA256TreeHash | Should -Be $hash
    }

    It 'names the part that is missing, and keeps the others' {
        $upload = Start-GlacierMultipartUpload photos -PartSize 1MB
        $null = Send-Parts $upload '0-1048575', '2097152-2097496'
        $problem = Get-Error { $upload | Complete-GlacierMultipartUpload }
        Get-ErrorName $problem | Should -Be 'PartMissing'
        "$problem" | Should -Match '1048576-2097151'
        @($upload | Get-GlacierMultipartPart).Count | Should -Be 2
        $upload | Stop-GlacierMultipartUpload -Confirm:$false
    }

    It 'compares with the file, and stores nothing that is not the same' {
        $upload = Start-GlacierMultipartUpload photos -PartSize 1MB
        $null = Send-Parts $upload
        $other = [IO.File]::ReadAllBytes($file)
        $other[5] = $other[5] -bxor 1
        $changed = Join-Path (New-TestFolder) 'changed.mkv'
        [IO.File]::WriteAllBytes($changed, $other)
        Get-ErrorName (Get-Error { $upload | Complete-GlacierMultipartUpload -Path $changed }) | Should -Be 'TreeHashMismatch'
        Get-ErrorName (Get-Error { $upload | Complete-GlacierMultipartUpload -TreeHash ('0' * 64) }) | Should -Be 'TreeHashMismatch'
        @(Get-GlacierMultipartUpload photos).Count | Should -Be 1
        $upload | Stop-GlacierMultipartUpload -Confirm:$false
    }

    It 'lists uploads over as many pages as it takes, and describes one' {
        $uploads = 1..53 | ForEach-Object { Start-GlacierMultipartUpload photos -PartSize 1MB -Description "number $_" }
        @(Get-GlacierMultipartUpload photos).Count | Should -Be 53
        (Get-GlacierMultipartUpload photos $uploads[7].UploadId).ArchiveDescription | Should -Be 'number 8'
        Get-GlacierMultipartUpload photos | Stop-GlacierMultipartUpload -Confirm:$false
        Get-GlacierMultipartUpload photos | Should -BeNullOrEmpty
    }

    It 'says that an upload is gone' {
        $upload = Start-GlacierMultipartUpload photos -PartSize 1MB
        $upload | Stop-GlacierMultipartUpload -Confirm:$false
        $problem = Get-Error { $upload | Send-GlacierMultipartPart -Path $file -Range 0-1048575 }
        Get-ErrorName $problem | Should -Be 'ResourceNotFound'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Get-GlacierMultipartUpload'
    }

    It 'refuses what cannot be meant: <Id>' -ForEach @(
        @{ Id = 'InvalidPartSize'; Code = { Start-GlacierMultipartUpload photos -PartSize 3MB } }
        @{ Id = 'DescriptionNotAscii'; Code = { Start-GlacierMultipartUpload photos -Description 'größer' } }
        @{ Id = 'InvalidByteRange'; Code = { Send-GlacierMultipartPart photos u $file -Range '5-1' } }
        @{ Id = 'RangeBeyondFile'; Code = { Send-GlacierMultipartPart photos u $file -Range '0-9999999' } }
        @{ Id = 'EmptyPart'; Code = { Send-GlacierMultipartPart photos u -InputStream ([IO.MemoryStream]::new()) -Offset 0 } }
        @{ Id = 'FileNotFound'; Code = { Send-GlacierMultipartPart photos u "$file.gone" -Offset 0 } }
    ) {
        Get-ErrorName (Get-Error $Code) | Should -Be $Id
    }

    It 'shows tables' {
        $upload = Start-GlacierMultipartUpload photos -PartSize 1MB -Description tabled
        $null = Send-Parts $upload '0-1048575'
        $upload | Out-String -Width 150 | Should -Match 'photos\s+1\.00 MiB\s+\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\s+tabled'
        $upload | Get-GlacierMultipartPart | Out-String -Width 150 | Should -Match '0-1048575\s+1\.00 MiB\s+[0-9a-f]{64}'
        $upload | Stop-GlacierMultipartUpload -Confirm:$false
    }
}
