# Runs the steps of Steps.ps1 on the local service, as somebody types them who has read the README only, and writes
# what the screen shows, at 80 and at 120 columns, as Markdown. docs/examples/first-hour.md is made by it:
#   pwsh docs/examples/FirstHour/New-FirstHour.ps1 -ModulePath output/GlacierPS/0.1.0/GlacierPS.psd1 -OutputPath docs/examples/first-hour.md
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $OutputPath,
    [string] $StepsPath = (Join-Path $PSScriptRoot 'Steps.ps1'),
    [int[]] $Width = (80, 120),
    [string[]] $Heading = @(
        '# The first hour'
        ''
        'What somebody sees who has installed the module and tries it on a Glacier of their own: connect, put a folder in,'
        'look, get it back, keep it up to date, clean up. Made by `docs/examples/FirstHour/New-FirstHour.ps1`, which runs every'
        'line; a test runs it again and compares. On an account the retrievals take hours in place of moments.'
    )
)

$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
$ProgressPreference = 'SilentlyContinue'
Import-Module (Resolve-Path -LiteralPath $ModulePath).Path
$steps = & $StepsPath
$text = [Collections.Generic.List[string]]::new()
$text.AddRange($Heading)

function Show-AsHost($Item) {
    # The streams of warnings and of verbose messages, as a console shows them.
    if ($Item -is [Management.Automation.WarningRecord]) { "WARNING: $Item" }
    elseif ($Item -is [Management.Automation.VerboseRecord]) { "VERBOSE: $Item" }
    else { $Item }
}

foreach ($columns in $Width) {
    $text.AddRange([string[]]@('', "## At $columns columns"))
    $home_ = Join-Path ([IO.Path]::GetTempPath()) "GlacierPS-$([guid]::NewGuid().ToString('n').Substring(0, 4))"
    $env:XDG_STATE_HOME = Join-Path $home_ 'state'
    $work = (New-Item -ItemType Directory (Join-Path $home_ 'work')).FullName
    Push-Location $work
    try {
        # Contents are made up, and the same each time.
        foreach ($file in @{ Name = 'album/2013/harbour.jpg'; Size = 300000 }, @{ Name = 'album/2013/pier.jpg'; Size = 120000 }, @{ Name = 'album/2014/snow [1].jpg'; Size = 450000 }, @{ Name = 'album/list.txt'; Size = 64 }) {
            $null = New-Item -ItemType Directory -Force (Split-Path $file.Name)
            [IO.File]::WriteAllBytes((Join-Path $work $file.Name), [byte[]]@(foreach ($i in 1..$file.Size) { ($i * 7) -band 255 }))
            [IO.File]::SetLastWriteTimeUtc((Join-Path $work $file.Name), [datetime]'2014-05-06 07:08:09Z')
        }
        foreach ($step in $steps) {
            $text.AddRange([string[]]@('', $step.Says, '', '```text'))
            foreach ($line in $step.Lines) {
                $text.Add("PS> $line")
                $shown = try { . ([scriptblock]::Create($line)) *>&1 | ForEach-Object { Show-AsHost $_ } | Out-String -Width $columns } catch { $_ | Out-String -Width $columns }
                # The folder is one of this run alone.
                $shown = $shown.Replace($work, '~') -split '\r?\n' | ForEach-Object TrimEnd
                $text.AddRange([string[]]@(($shown -join "`n").Trim("`n") -split "`n"))
            }
            $text.Add('```')
        }
    }
    finally {
        Disconnect-Glacier
        Pop-Location
        # A catalogue is open for a second after its last use, and Windows removes no file that is open.
        for ($left = 100; $left -gt 0 -and (Test-Path -LiteralPath $home_); $left--) {
            try { Remove-Item -LiteralPath $home_ -Recurse -Force -ErrorAction Stop } catch { Start-Sleep -Milliseconds 100 }
        }
    }
}

[IO.File]::WriteAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutputPath), ($text -join "`n") + "`n")
