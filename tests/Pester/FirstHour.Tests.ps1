# docs/examples/first-hour.md is what a run of its script shows.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $examples = (Resolve-Path (Join-Path $PSScriptRoot '../../docs/examples')).Path

    function Get-Settled([string] $Path) {
        # The lines without what differs from run to run: IDs, times, durations, and the order in which files end.
        Get-Content -LiteralPath $Path | ForEach-Object {
            $_ -replace '[A-Za-z0-9_-]{9,23}…', 'ID' -replace '\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?', 'TIME' -replace '\d\d-\d\d \d\d:\d\d', 'TIME' -replace '^\d\d:\d\d:\d\d +[\d,]+', 'TIME' `
                -replace ' \d+ (s|min) ', ' AGE ' -replace '~\S*|/\S+', 'PATH' -replace ' +', ' ' `
                -replace ' TIME (True|False)$', ' $1' # When a vault can be removed is not known where its inventory is of the same second.
        } | Where-Object { $_.Trim() } | Sort-Object -CaseSensitive
    }
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
