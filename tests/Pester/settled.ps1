# Dot-sourced by suites that run what the documentation shows, and compare.

function ConvertTo-Settled([string[]] $Line) {
    # The lines without what differs from run to run: IDs, times, durations, and the order in which files end.
    $Line | ForEach-Object {
        $_ -replace '\b[A-Za-z0-9_-]{92,138}\b', 'ID' -replace '[A-Za-z0-9_-]{9,23}…', 'ID' -replace '\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?( [+-]\d\d:\d\d)?)?', 'TIME' -replace '\d\d-\d\d \d\d:\d\d', 'TIME' -replace '^\d\d:\d\d:\d\d +[\d,]+', 'TIME' `
            -replace ' \d+ (s|min) ', ' AGE ' -replace '~\S*|/\S+', 'PATH' -replace '-\d{8}-\d{6}\.', '-TIME.' -replace ' +', ' ' `
            -replace ' TIME (True|False)$', ' $1' # When a vault can be removed is not known where its inventory is of the same second.
    } | Where-Object { $_.Trim() -and $_ -notmatch '^[ -]+$' } | Sort-Object -CaseSensitive
}
