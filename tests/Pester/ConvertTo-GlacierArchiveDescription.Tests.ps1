BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'ConvertTo-GlacierArchiveDescription' {
    It 'comes back as it went: <_>' -ForEach 'Mt2', 'FastGlacier' {
        $time = [datetime]::new(2026, 5, 1, 12, 30, 15, [DateTimeKind]::Utc)
        $read = ConvertTo-GlacierArchiveDescription 'dir/файл "x".jpg' -ModifiedTime $time -NameFormat $_ | ConvertFrom-GlacierArchiveDescription
        $read.Name | Should -Be 'dir/файл "x".jpg'
        $read.ModifiedTime | Should -Be $time
    }

    It 'writes plain text' {
        ConvertTo-GlacierArchiveDescription a.txt -NameFormat Plain | Should -Be 'a.txt'
    }

    It 'takes files' {
        $file = New-TestFile (Join-Path (New-TestFolder) 'a.bin')
        $read = $file | ConvertTo-GlacierArchiveDescription | ConvertFrom-GlacierArchiveDescription
        $read.Name | Should -Be 'a.bin'
        [Math]::Abs(($read.ModifiedTime - $file.LastWriteTimeUtc).TotalSeconds) | Should -BeLessThan 1
    }

    It 'says how long a name may be' {
        $problem = Get-Error { ConvertTo-GlacierArchiveDescription ('x' * 2000) }
        Get-ErrorName $problem | Should -Be 'NameTooLong'
        "$problem" | Should -Match 'at most \d+'
    }
}
