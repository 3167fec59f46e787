# Runs the examples of the main cmdlets' pages on the local Glacier and writes what they show below each:
#   pwsh docs/Build-HelpOutput.ps1 -ModulePath output/GlacierPS/0.1.0/GlacierPS.psd1
# Build-Help.ps1 makes the help of the pages then.
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    # Longer output says no more.
    [int] $MostLines = 14
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$PSStyle.OutputRendering = 'PlainText'
. "$PSScriptRoot/HelpExamples.ps1"
$module = Import-Module (Resolve-Path -LiteralPath $ModulePath).Path -PassThru
# Examples that import the module find it.
$env:PSModulePath = (Split-Path (Split-Path $module.ModuleBase)) + [IO.Path]::PathSeparator + $env:PSModulePath
$root = Join-Path ([IO.Path]::GetTempPath()) "GlacierPS-$([guid]::NewGuid().ToString('n').Substring(0, 4))"
$env:XDG_STATE_HOME = Join-Path $root 'state'
try {
    foreach ($name in $shownPages) {
        $path = Join-Path $PSScriptRoot "en-US/$name.md"
        $page = ([IO.File]::ReadAllText($path)) -replace '\r'
        # From the last to the first, so that places stay.
        foreach ($example in @(Find-Example $page)[-1..-100] | Where-Object { -not $_.NeedsAccount }) {
            $folder = (New-Item -ItemType Directory (Join-Path $root ([guid]::NewGuid().ToString('n').Substring(0, 4)))).FullName
            Enter-ExampleWorld $folder
            try { $lines = @(Show-Example $example.Code $folder) } finally { Exit-ExampleWorld }
            # What -WhatIf says goes to the host alone, and a path of this run is nobody's.
            $isFit = ($lines -join '').Trim() -and $lines.Count -le $MostLines -and "$lines" -notmatch [regex]::Escape([IO.Path]::GetTempPath()) -and $example.Code -notmatch '-WhatIf'
            $shown = $isFit ? "`n``````output`n$($lines -join "`n")`n``````" + "`n" : ''
            $at = $example.Match
            $page = $page.Remove($at.Index, $at.Length).Insert($at.Index, "### $($example.Title)`n`n``````powershell`n$($example.Code)``````" + "`n$shown")
        }
        [IO.File]::WriteAllText($path, $page)
    }
}
finally {
    # A catalogue is open for a second after its last use, and Windows removes no file that is open.
    for ($left = 100; $left -gt 0 -and (Test-Path -LiteralPath $root); $left--) {
        try { Remove-Item -LiteralPath $root -Recurse -Force -ErrorAction Stop } catch { Start-Sleep -Milliseconds 100 }
    }
}
