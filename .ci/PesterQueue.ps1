# Suites of the cmdlets for several PowerShells side by side. Dot-sourced by build.ps1 and the tests on Windows, so it also
# runs in Windows PowerShell 5.1.

function New-PesterQueue {
    # A folder with a file for each suite, which tests/Pester/Invoke-Suite.ps1 takes its suites from.
    param([Parameter(Mandatory)] [string] $Path, [Parameter(Mandatory)] [IO.FileInfo[]] $Suite)
    Remove-Item -LiteralPath $Path -Recurse -Force -ErrorAction Ignore
    $null = New-Item -ItemType Directory -Path $Path -Force
    # The longest first, so that all end at about the same time.
    $long = 'Changing', 'Wait-GlacierJob', 'Runbooks', 'Completion', 'Help', 'Connections', 'Stopping', 'Module', 'Memory', 'LocalPath', 'Prompt', 'FirstHour', 'Receive-GlacierJobOutput'
    foreach ($file in $Suite) {
        $at = [array]::IndexOf($long, ($file.Name -replace '\.Tests\.ps1$'))
        $null = New-Item -ItemType File -Path (Join-Path $Path ('{0:d2}-{1}' -f $(if ($at -ge 0) { $at } else { 99 }), $file.Name))
    }
}
