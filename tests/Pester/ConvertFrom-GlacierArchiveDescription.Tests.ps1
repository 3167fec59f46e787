BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'ConvertFrom-GlacierArchiveDescription' {
    It 'reads what <By> wrote' -ForEach @(
        @{ By = 'MtAwsGlacier'; Text = 'mt2 eyJmaWxlbmFtZSI6ImZpbGUvYSIsIm10aW1lIjoiMjAxMjExMDNUMDYyOTM4WiJ9'; Name = 'file/a' }
        @{ By = 'FastGlacier'; Text = '<m><v>4</v><p>Z2xhY2llci1kZy5wZGY=</p><lm>20120821T170824Z</lm><ce>1:1:4340ebcf79712dc5e3ef7d50bab98ba5:54687</ce></m>'; Name = 'glacier-dg.pdf' }
        @{ By = 'CloudBerry'; Text = '{"Path":"c01+AF8-s00"}'; Name = 'c01_s00' }
        @{ By = 'Qnap'; Text = '{"type":"file","path":"a/b"}'; Name = 'a/b' }
        @{ By = 'Unknown'; Text = 'plain.txt'; Name = 'plain.txt' }
    ) {
        $read = $Text | ConvertFrom-GlacierArchiveDescription
        $read.Name | Should -Be $Name
        $read.WrittenBy | Should -Be $By
    }

    It 'tells what a tool did to the file' {
        $read = ConvertFrom-GlacierArchiveDescription '<m><v>4</v><p>Z2xhY2llci1kZy5wZGY=</p><ce>1:0:x:54687</ce></m>'
        $read.Compressed | Should -BeTrue
        $read.Encrypted | Should -BeFalse
        $read.OriginalSize | Should -Be 54687
    }

    It 'takes an empty one' {
        (ConvertFrom-GlacierArchiveDescription '').Name | Should -Be ''
    }

    It 'takes them by the name of a property' {
        ([pscustomobject]@{ ArchiveDescription = 'x' } | ConvertFrom-GlacierArchiveDescription).Name | Should -Be 'x'
    }
}
