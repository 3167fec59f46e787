BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $work = New-TestFolder
}

Describe 'Get-GlacierTreeHash' {
    It 'gives the published hash of <Size> bytes of "a"' -ForEach @(
        @{ Size = 1MB; Hash = '9bc1b2a288b26af7257a36277ae3816a7d4f16e89c1e7e77d0a5c48bad62b360' }
        @{ Size = 2MB; Hash = '560c2c9333c719cb00cfdffee3ba293db17f58743cdd1f7e4055373ae6300afa' }
        @{ Size = 4MB + 20; Hash = '12f3cbd6101b981cde074039f6f728071da8879d6f632de8afc7cdf00661b08f' }
    ) {
        $bytes = [byte[]]::new($Size)
        [Array]::Fill($bytes, [byte][char]'a')
        $file = Join-Path $work "$Size.bin"
        [IO.File]::WriteAllBytes($file, $bytes)
        $result = Get-GlacierTreeHash $file
        $result.Hash | Should -Be $Hash
        $result.Length | Should -Be $Size
        $result.FullName | Should -Be $file
        (Get-GlacierTreeHash -InputStream ([IO.MemoryStream]::new($bytes))).Hash | Should -Be $Hash
    }

    It 'gives the hash of nothing for an empty file' {
        $file = New-Item -ItemType File (Join-Path $work 'empty')
        (Get-GlacierTreeHash $file).Hash | Should -Be 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    }

    It 'takes files from the pipe, wildcards in -Path, and none in -LiteralPath' {
        $files = 'x1', 'x2', '[x]' | ForEach-Object { New-TestFile (Join-Path $work "pipe/$_") }
        ($files | Get-GlacierTreeHash).Count | Should -Be 3
        (Get-GlacierTreeHash (Join-Path $work 'pipe/x*')).Count | Should -Be 2
        (Get-GlacierTreeHash -LiteralPath $files[2].FullName).FullName | Should -Be $files[2].FullName
    }

    It 'reports what is not a file and goes on' {
        $file = New-TestFile (Join-Path $work 'there')
        $result = $file.FullName, (Join-Path $work 'missing'), $work | Get-GlacierTreeHash -ErrorVariable problems -ErrorAction SilentlyContinue
        @($result).Count | Should -Be 1
        ($problems | ForEach-Object { Get-ErrorName $_ }) -join ' ' | Should -Be 'FileNotFound PathIsFolder'
    }

    It 'needs no connection' {
        Get-GlacierConnection | Should -BeNullOrEmpty
        (Get-GlacierTreeHash (New-TestFile (Join-Path $work 'offline'))).Hash | Should -Match '^[0-9a-f]{64}$'
    }
}
