# Draws the first screens of first-hour.md, which a real run has made, as an SVG for README:
#   pwsh docs/examples/FirstHour/New-FirstScreen.ps1 -Path docs/examples/first-hour.md -OutputPath docs/first-screen.svg
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $OutputPath,
    # How many of its blocks are shown.
    [int] $Blocks = 3
)

$ErrorActionPreference = 'Stop'
$text = (Get-Content -LiteralPath $Path -Raw) -replace '\r'
$lines = @([regex]::Matches($text, '(?ms)^```text\n(.*?)^```') | Select-Object -First $Blocks | ForEach-Object {
        $_.Groups[1].Value.TrimEnd("`n") -split "`n"
    } | ForEach-Object {
        # A console of 80 columns wraps what is longer.
        for ($at = 0; $at -lt [Math]::Max(1, $_.Length); $at += 80) { $_.Substring($at, [Math]::Min(80, $_.Length - $at)) }
    })
$height = 17 * $lines.Count + 30
$svg = [Text.StringBuilder]::new()
$null = $svg.Append("<svg xmlns=`"http://www.w3.org/2000/svg`" width=`"700`" height=`"$height`" viewBox=`"0 0 700 $height`" role=`"img`" aria-label=`"The first minutes in PowerShell`">`n")
$null = $svg.Append("<rect width=`"700`" height=`"$height`" rx=`"8`" fill=`"#0d1b2a`"/>`n<g font-family=`"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace`" font-size=`"13.5`" fill=`"#d8e3ee`" xml:space=`"preserve`">`n")
$y = 30
foreach ($line in $lines) {
    $shown = [Security.SecurityElement]::Escape($line)
    $colour = if ($line.StartsWith('PS>')) { ' fill="#8ecae6"' } elseif ($line.StartsWith('WARNING')) { ' fill="#ffd166"' } elseif ($line -match '^[ -]+$' -and $line.Trim()) { ' fill="#5d7a94"' } else { '' }
    if ($shown.Trim()) { $null = $svg.Append("<text x=`"16`" y=`"$y`"$colour>$shown</text>`n") }
    $y += 17
}
$null = $svg.Append("</g>`n</svg>`n")
[IO.File]::WriteAllText([IO.Path]::GetFullPath($OutputPath, $PWD.Path), $svg.ToString())
