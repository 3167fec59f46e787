<#
.SYNOPSIS
    Builds, tests, demonstrates and packs GlacierPS.
.DESCRIPTION
    Runs in Windows PowerShell 5.1 and in PowerShell 7. What needs the module itself runs in a child PowerShell 7.4 or
    newer: the one on PATH, else the one that .config/dotnet-tools.json names.
.EXAMPLE
    ./build.ps1 Demo ~/Pictures
.EXAMPLE
    ./build.ps1 Test
.EXAMPLE
    ./build.ps1 Bench server --quick
#>
[CmdletBinding()]
param(
    # What to do.
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Soak', 'Demo', 'Bench', 'Help', 'Pack', 'Clean')]
    [string] $Task = 'Build',

    # Demo: the folder whose files make the round trip; files of its own if none is given.
    [Parameter(Position = 1)]
    [string] $Folder,

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    # Bench: what else goes to the program under tests/GlacierPS.Benchmarks.
    [Parameter(ValueFromRemainingArguments)]
    [string[]] $Rest = @()
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2

$root = $PSScriptRoot
$output = Join-Path $root 'output'
$version = ([xml](Get-Content -LiteralPath (Join-Path $root 'src/Directory.Build.props') -Raw)).SelectSingleNode('//Version').InnerText
$stage = Join-Path (Join-Path $output 'GlacierPS') $version
$manifest = Join-Path $stage 'GlacierPS.psd1'

function Write-Step([string] $Text) {
    Write-Information "== $Text" -InformationAction Continue
}

function Invoke-Program {
    # Runs a program and fails as it fails.
    $program, $arguments = $args
    & $program @arguments
    if ($LASTEXITCODE -ne 0) {
        throw "'$program $arguments' ended with exit code $LASTEXITCODE."
    }
}

function Test-PowerShell([string[]] $Command) {
    # Whether a command line starts a PowerShell that can load the module.
    try {
        $program = $Command[0]
        $arguments = @($Command | Select-Object -Skip 1)
        $found = & $program @arguments -NoProfile -NonInteractive -Command '''{0}.{1}'' -f $PSVersionTable.PSVersion.Major, $PSVersionTable.PSVersion.Minor' 2>$null
        return $LASTEXITCODE -eq 0 -and [version]$found -ge [version]'7.4'
    }
    catch {
        return $false
    }
}

function Find-PowerShell {
    # The words of a command line that starts PowerShell 7.4 or newer; none where that cannot be had.
    # What a program says on standard error is no failure of ours; Windows PowerShell would make it one.
    $ErrorActionPreference = 'Continue'
    if ((Get-Command -Name pwsh -CommandType Application -ErrorAction Ignore) -and (Test-PowerShell 'pwsh')) {
        return 'pwsh'
    }

    Write-Step 'PowerShell 7.4 or newer is not on PATH: fetching it as a local dotnet tool'
    & dotnet tool restore --tool-manifest (Join-Path $root '.config/dotnet-tools.json') *> $null
    $tool = 'dotnet', 'tool', 'run', 'pwsh', '--'
    if ($LASTEXITCODE -eq 0 -and (Test-PowerShell $tool)) {
        return $tool
    }
}

function Invoke-ChildPowerShell {
    # Runs a script file in a fresh PowerShell 7.4 or newer, without the user's profile; returns its exit code.
    param([string[]] $PowerShell, [string] $Script, [string[]] $Arguments = @())
    $program = $PowerShell[0]
    $words = @($PowerShell | Select-Object -Skip 1) + @('-NoProfile', '-NonInteractive', '-File', $Script) + $Arguments
    & $program @words | Out-Host
    return $LASTEXITCODE
}

function Invoke-Build {
    Write-Step "Building $version ($Configuration)"
    Invoke-Program dotnet build (Join-Path $root 'GlacierPS.sln') --configuration $Configuration --nologo --verbosity quiet | Out-Host
    $bin = Join-Path $stage 'bin'
    if (Test-Path -LiteralPath $stage) {
        Remove-Item -LiteralPath $stage -Recurse -Force
    }
    foreach ($project in 'GlacierPS.Cmdlets', 'GlacierPS.Loader') {
        Invoke-Program dotnet publish (Join-Path $root "src/$project/$project.csproj") --configuration $Configuration --output $bin --no-build --nologo --verbosity quiet | Out-Host
    }

    # PowerShell's own assembly must come from PowerShell: the reference one has empty bodies, and with it beside the
    # loader the module would have no commands and give no error.
    if (Test-Path -LiteralPath (Join-Path $bin 'System.Management.Automation.dll')) {
        throw "'$bin' holds a System.Management.Automation.dll, which must not be shipped."
    }
    Get-ChildItem -LiteralPath $bin -Filter '*.deps.json' | Remove-Item

    Copy-Item -Path (Join-Path $root 'src/Module/*.ps*'), (Join-Path $root 'src/Module/prices.json') -Destination $stage
    Copy-Item -LiteralPath (Join-Path $root 'src/Module/Formats') -Destination $stage -Recurse
    foreach ($file in 'LICENSE', 'README.md') {
        Copy-Item -LiteralPath (Join-Path $root $file) -Destination $stage
    }
    $text = (Get-Content -LiteralPath (Join-Path $root 'GlacierPS.psd1') -Raw) -replace "(?m)^(\s*ModuleVersion\s*=\s*)'[^']*'", "`$1'$version'"
    [System.IO.File]::WriteAllText($manifest, $text)
    Write-Step "Staged $stage"
}

function Invoke-Help([string[]] $PowerShell) {
    # The help that Get-Help shows is kept in src/Module. Help and Pack make it anew out of docs/en-US; a test tells when
    # it is older than the pages.
    if ($Task -in 'Help', 'Pack') {
        if (-not $PowerShell) {
            throw 'Making the help needs PowerShell 7.4 or newer.'
        }
        $code = Invoke-ChildPowerShell $PowerShell (Join-Path $root 'docs/Build-Help.ps1') @('-Compare' | Where-Object { $Task -eq 'Help' })
        if ($code -ne 0) {
            throw "Building the help ended with exit code $code."
        }
    }
    $target = Join-Path $stage 'en-US'
    $null = New-Item -ItemType Directory -Path $target -Force
    Copy-Item -Path (Join-Path $root 'src/Module/en-US/*') -Destination $target
    foreach ($topic in Get-ChildItem -Path (Join-Path $root 'docs/en-US/about_*.md')) {
        Copy-Item -LiteralPath $topic.FullName -Destination (Join-Path $target ($topic.BaseName + '.help.txt'))
    }
}

function Invoke-DotnetTest([string] $Path, [string[]] $Arguments = @()) {
    # Runs suites that need no PowerShell; returns passed, failed, skipped.
    $counts = 0, 0, 0
    & dotnet test (Join-Path $root $Path) @Arguments --configuration $Configuration --no-build --nologo | ForEach-Object {
        Write-Information $_ -InformationAction Continue
        if ($_ -match 'Failed:\s*(\d+), Passed:\s*(\d+), Skipped:\s*(\d+), Total:') {
            $counts[0] += [int]$Matches[2]
            $counts[1] += [int]$Matches[1]
            $counts[2] += [int]$Matches[3]
        }
    }
    if ($LASTEXITCODE -ne 0 -and $counts[1] -eq 0) {
        # A suite that crashed reports no failure of its own.
        $counts[1] = 1
    }
    return $counts
}

function Invoke-Pester([string[]] $PowerShell, [string] $Tag) {
    # Runs the suites on the staged module in a child PowerShell; returns passed, failed, skipped.
    $result = Join-Path $output 'pester.txt'
    Remove-Item -LiteralPath $result -ErrorAction Ignore
    if (-not $PowerShell) {
        Write-Step 'NOT RUN: every test of the cmdlets (tests/Pester). They need PowerShell 7.4 or newer, which is not on PATH and could not be fetched as a dotnet tool.'
        return 0, 0, 0
    }
    Write-Step 'Tests of the cmdlets'
    $code = Invoke-ChildPowerShell $PowerShell (Join-Path $root 'tests/Pester/Invoke-Suite.ps1') @($manifest, $result, $Tag)
    if (Test-Path -LiteralPath $result) {
        return [int[]]((Get-Content -LiteralPath $result -Raw).Trim() -split ' ')
    }
    if ($code -ne 0) {
        Write-Step "The tests of the cmdlets ended with exit code $code before they could be counted"
        return 0, 1, 0
    }
    return 0, 0, 0
}

function Write-Total([int[]] $Counts) {
    # The last line, and the exit code that goes with it.
    Write-Information ('{0} passed, {1} failed, {2} skipped' -f $Counts[0], $Counts[1], $Counts[2]) -InformationAction Continue
    if ($Counts[1] -gt 0 -or $Counts[0] -eq 0) {
        exit 1
    }
}

function Invoke-Test {
    Invoke-Build
    $powerShell = Find-PowerShell
    Invoke-Help $powerShell
    Write-Step 'Tests of Core, Aws and Local'
    $dotnet = Invoke-DotnetTest 'GlacierPS.sln'
    $pester = Invoke-Pester $powerShell 'Test'
    Write-Total (0..2 | ForEach-Object { $dotnet[$_] + $pester[$_] })
}

function Invoke-Soak {
    Invoke-Build
    Write-Step 'Killing the local service 100 times under load, and uploads, downloads, restores and writers of a catalogue 100 times each on their way'
    $env:GLACIERPS_CRASH_ROUNDS = '100'
    try {
        $dotnet = Invoke-DotnetTest 'tests/GlacierPS.Local.Tests' '--filter', 'FullyQualifiedName~Tests.Crash|FullyQualifiedName~TransferCrash'
    }
    finally {
        Remove-Item -LiteralPath Env:GLACIERPS_CRASH_ROUNDS
    }
    $pester = Invoke-Pester (Find-PowerShell) 'Soak'
    Write-Total (0..2 | ForEach-Object { $dotnet[$_] + $pester[$_] })
}

function Invoke-Bench([string[]] $Arguments) {
    # Measures the server or the transfers, and puts the figures where they are published unless told another place.
    Write-Step "Building the benchmarks ($Configuration)"
    Invoke-Program dotnet build (Join-Path $root 'tests/GlacierPS.Benchmarks') --configuration $Configuration --nologo --verbosity quiet | Out-Host
    if (-not $Arguments) {
        $Arguments = @('server')
    }
    if ($Arguments -notcontains '--write') {
        $Arguments += '--write', (Join-Path $root 'docs/BENCHMARKS.md')
    }
    & dotnet run --project (Join-Path $root 'tests/GlacierPS.Benchmarks') --configuration $Configuration --no-build -- @Arguments | Out-Host
    exit $LASTEXITCODE
}

function Invoke-Demo {
    Invoke-Build
    $arguments = @(Join-Path $output 'demo') + @($Folder | Where-Object { $_ })
    $powerShell = Find-PowerShell
    if ($powerShell) {
        exit (Invoke-ChildPowerShell $powerShell (Join-Path $root 'docs/examples/RoundTrip/RoundTrip.ps1') (@($manifest) + $arguments))
    }

    Write-Step 'NOT SHOWN: the cmdlets. They need PowerShell 7.4 or newer, which is not on PATH and could not be fetched as a dotnet tool. The same round trip runs in C# instead.'
    & dotnet run --project (Join-Path $root 'docs/examples/RoundTrip') --configuration $Configuration --no-build -- @arguments | Out-Host
    exit $LASTEXITCODE
}

function Invoke-Pack {
    # The package for a gallery and the zip for everybody else, of what the module needs and no more.
    Invoke-Build
    $powerShell = Find-PowerShell
    if (-not $powerShell) {
        throw 'Packing needs PowerShell 7.4 or newer.'
    }
    Invoke-Help $powerShell
    $code = Invoke-ChildPowerShell $powerShell (Join-Path $root '.ci/Pack-Module.ps1') @($stage, $output)
    if ($code -ne 0) {
        throw "Packing ended with exit code $code."
    }
}

function Invoke-Clean {
    if (Test-Path -LiteralPath $output) {
        Remove-Item -LiteralPath $output -Recurse -Force
    }
    Get-ChildItem -Path (Join-Path $root 'src'), (Join-Path $root 'tests'), (Join-Path $root 'docs'), (Join-Path $root '.ci') -Directory -Recurse -Include bin, obj |
        Remove-Item -Recurse -Force
}

if ($Task -eq 'Bench') {
    # The second word is the program's own.
    $Rest = @($Folder | Where-Object { $_ }) + $Rest
    $Folder = ''
}
elseif ($Rest) {
    throw "'$Rest' is more than $Task takes."
}
if ($Folder -and $Task -ne 'Demo') {
    throw "Only Demo takes a folder; $Task does not."
}
if ($Folder) {
    $Folder = (Resolve-Path -LiteralPath $Folder).ProviderPath
}
$env:POWERSHELL_TELEMETRY_OPTOUT = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

switch ($Task) {
    'Build' { Invoke-Build; Invoke-Help (Find-PowerShell) }
    'Test' { Invoke-Test }
    'Soak' { Invoke-Soak }
    'Demo' { Invoke-Demo }
    'Bench' { Invoke-Bench $Rest }
    'Help' { Invoke-Build; Invoke-Help (Find-PowerShell) }
    'Pack' { Invoke-Pack }
    'Clean' { Invoke-Clean }
}
