# docs/examples/first-hour.md is what a run of its script shows.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/bucket.ps1"
    . "$PSScriptRoot/settled.ps1"
    $examples = (Resolve-Path (Join-Path $PSScriptRoot '../../docs/examples')).Path

    function Get-Settled([string] $Path) { ConvertTo-Settled (Get-Content -LiteralPath $Path) }
}

Describe 'docs/examples/first-hour.md' {
    # What is kept is the screen of Linux: paths of Windows are longer, and cut at other places.
    It 'is what somebody sees who types its lines' -Skip:$IsWindows {
        $made = Join-Path (New-TestFolder) 'first-hour.md'
        $text = Invoke-Child "& '$examples/FirstHour/New-FirstHour.ps1' -ModulePath '$env:GLACIERPS_MODULE' -OutputPath '$made'" 2>&1 | Out-String
        $made | Should -Exist -Because $text
        Compare-Object @(Get-Settled "$examples/first-hour.md") @(Get-Settled $made) | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } | Should -BeNullOrEmpty
    }

    It 'has no table that is wider than it says' {
        $narrow = ((Get-Content "$examples/first-hour.md" -Raw) -split '## At 120 columns')[0]
        $rows = [regex]::Matches($narrow, '(?m)^.* -{2,} .*$') | ForEach-Object Value
        $rows.Count | Should -BeGreaterThan 8
        ($rows | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }
}

Describe 'docs/examples/leaving.md' {
    BeforeAll { $bucket = Start-TestBucket 'archive-2026' }

    AfterAll { Stop-TestBucket $bucket }

    It 'is what somebody sees who leaves a vault' -Skip:$IsWindows {
        $made = Join-Path (New-TestFolder) 'leaving.md'
        $text = Invoke-Child "& '$examples/Leaving/New-Leaving.ps1' -ModulePath '$env:GLACIERPS_MODULE' -BucketUrl '$($bucket.Url)' -OutputPath '$made'" 2>&1 | Out-String
        $made | Should -Exist -Because $text
        Compare-Object @(Get-Settled "$examples/leaving.md") @(Get-Settled $made) | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } | Should -BeNullOrEmpty
    }
}

Describe 'docs/first-screen.svg' {
    It 'E10_ is the beginning of the first hour, within 80 columns' {
        $made = Join-Path (New-TestFolder) 'screen.svg'
        & "$examples/FirstHour/New-FirstScreen.ps1" -Path "$examples/first-hour.md" -OutputPath $made
        $kept = Get-Content -LiteralPath "$examples/../first-screen.svg" -Raw
        Get-Content -LiteralPath $made -Raw | Should -BeExactly $kept
        $texts = ([xml]$kept).SelectNodes('//*[local-name()="text"]') | ForEach-Object InnerText
        $texts.Count | Should -BeGreaterThan 15
        ($texts | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        "$texts" | Should -Match 'PS> Connect-Glacier'
    }
}
