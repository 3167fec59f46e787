<#
.SYNOPSIS
    Builds, tests, demonstrates, installs and packs GlacierPS.
.DESCRIPTION
    Runs in Windows PowerShell 5.1 and in PowerShell 7. What needs the module itself runs in a child PowerShell 7.4 or
    newer: this one or the one on PATH, else the dotnet tool that .config/dotnet-tools.json names. The tests need Pester
    too, which comes from NuGet. Where either cannot be had, Test and Build fail and say so; with -WithoutPowerShell they
    do what can be done without, and list what was left out.
.EXAMPLE
    ./build.ps1 Demo ~/Pictures
.EXAMPLE
    ./build.ps1 Test
.EXAMPLE
    ./build.ps1 Test Send-GlacierArchive

    One suite: a class of the C# tests, or a file of tests/Pester. Wildcards are allowed.
.EXAMPLE
    ./build.ps1 Install
.EXAMPLE
    ./build.ps1 Bench server --quick
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    # What to do.
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Soak', 'Demo', 'Install', 'Bench', 'Windows', 'Help', 'Pack', 'Clean')]
    [string] $Task = 'Build',

    # Demo: the folder whose files make the round trip; files of its own if none is given. Test: the one suite to run.
    # Bench: what goes to the program under tests/GlacierPS.Benchmarks.
    [Parameter(ValueFromRemainingArguments)]
    [string[]] $Rest = @(),

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    # Install: for this user, or for all users of the machine.
    [ValidateSet('CurrentUser', 'AllUsers')]
    [string] $Scope = 'CurrentUser',

    # Build, Test and Soak: do what can be done without PowerShell 7.4 and Pester.
    [switch] $WithoutPowerShell
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2

$root = $PSScriptRoot
$output = Join-Path $root 'output'
$pester = $null
$version = ([xml](Get-Content -LiteralPath (Join-Path $root 'src/Directory.Build.props') -Raw)).SelectSingleNode('//Version').InnerText
$stage = Join-Path (Join-Path $output 'GlacierPS') $version
$manifest = Join-Path $stage 'GlacierPS.psd1'
$needsPowerShell = 'PowerShell 7.4 or newer is not on PATH, and the dotnet tool that .config/dotnet-tools.json names could not be fetched'
$howToGoOn = "Put 'pwsh' on PATH, or let 'dotnet tool restore' reach a NuGet feed that has it; or run this again with -WithoutPowerShell (build.sh: --without-powershell)."

. (Join-Path $root '.ci/PowerShell.ps1')
. (Join-Path $root '.ci/PesterQueue.ps1')
. (Join-Path $root '.ci/Images.ps1')

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

function Invoke-ChildScript {
    # Runs a script file in a fresh PowerShell 7.4 or newer, without the user's profile; returns its exit code.
    param([string[]] $PowerShell, [string] $Script, [string[]] $Arguments = @())
    Invoke-PowerShell $PowerShell (@('-File', $Script) + $Arguments) | Out-Host
    return $LASTEXITCODE
}

function Get-PowerShell {
    # The words that start PowerShell 7.4 or newer; fails where that cannot be had, unless the user goes without.
    if ($WithoutPowerShell) {
        return
    }
    $words = @(Find-PowerShell $root)
    if (-not $words) {
        throw "$needsPowerShell. $howToGoOn"
    }
    return $words
}

function Get-Pester {
    # The manifest of the Pester that .ci/Pester names, fetched from NuGet; none where that cannot be had.
    if ($script:pester) {
        return $script:pester
    }
    $project = Join-Path $root '.ci/Pester/Pester.csproj'
    $text = & dotnet restore $project --nologo --verbosity quiet 2>&1 | Out-String
    if ($LASTEXITCODE -ne 0) {
        Write-Step "Pester could not be fetched from NuGet:`n$text"
        return
    }
    $path = & dotnet msbuild $project -getProperty:PesterModule -nologo
    if (Test-Path -LiteralPath $path) {
        $script:pester = $path
        return $path
    }
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
    Invoke-Images $bin

    Copy-Item -Path (Join-Path $root 'src/Module/*.ps*'), (Join-Path $root 'src/Module/prices.json') -Destination $stage
    Copy-Item -LiteralPath (Join-Path $root 'src/Module/Formats') -Destination $stage -Recurse
    foreach ($file in 'LICENSE', 'README.md') {
        Copy-Item -LiteralPath (Join-Path $root $file) -Destination $stage
    }
    $text = (Get-Content -LiteralPath (Join-Path $root 'GlacierPS.psd1') -Raw) -replace "(?m)^(\s*ModuleVersion\s*=\s*)'[^']*'", "`$1'$version'"
    [System.IO.File]::WriteAllText($manifest, $text)
    Write-Step "Staged $stage"
}

function Invoke-Images([string] $Bin) {
    # The package has images for the platforms that most use; all else that is staged has this machine's.
    $platforms = if ($Task -eq 'Pack') { 'linux-x64', 'linux-arm64', 'win-x64', 'osx-arm64' } else { Get-OwnPlatform }
    try {
        Update-ModuleImage $Bin (Join-Path $root 'obj/images') $platforms
    }
    catch {
        if ($Task -eq 'Pack') {
            throw
        }
        Get-ChildItem -Path (Join-Path $Bin 'runtimes/*/lib') -Directory | Remove-Item -Recurse -Force
        Write-Step "NOT COMPILED AHEAD: the module, which starts more slowly for it. $_"
    }
}

function Invoke-Help([string[]] $PowerShell) {
    # The help that Get-Help shows is kept in src/Module. Help and Pack make it anew out of docs/en-US; a test tells when
    # it is older than the pages.
    if ($Task -in 'Help', 'Pack') {
        if (-not $PowerShell) {
            throw 'Making the help needs PowerShell 7.4 or newer.'
        }
        $code = Invoke-ChildScript $PowerShell (Join-Path $root 'docs/Build-Help.ps1') @('-Compare' | Where-Object { $Task -eq 'Help' })
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

function Start-Beside([string] $Name, [string[]] $Words) {
    # Starts a program beside this script. What it prints comes as tables with its name and a line of text; the last has
    # the exit code. Windows PowerShell has no jobs in threads.
    $start = @(Get-Command -Name Start-ThreadJob, Start-Job -ErrorAction Ignore)[0]
    & $start -Name $Name -ArgumentList $Name, $Words, $root -ScriptBlock {
        param($Name, $Words, $Root)
        Set-Location -LiteralPath $Root
        $program, $arguments = $Words
        # What its children say on the way out is text, and no error of this script.
        & $program @arguments 2>&1 | ForEach-Object { @{ Name = $Name; Text = "$_" } }
        @{ Name = $Name; Code = $LASTEXITCODE }
    }
}

function Read-DotnetTest([string[]] $Lines, [int] $Code) {
    # What suites that need no PowerShell have counted: passed, failed, skipped.
    $counts = 0, 0, 0
    foreach ($line in $Lines) {
        if ($line -match 'Failed:\s*(\d+), Passed:\s*(\d+), Skipped:\s*(\d+), Total:') {
            $counts[0] += [int]$Matches[2]
            $counts[1] += [int]$Matches[1]
            $counts[2] += [int]$Matches[3]
        }
    }
    if ($Code -ne 0 -and $counts[1] -eq 0) {
        # A suite that crashed reports no failure of its own.
        $counts[1] = 1
    }
    return $counts
}

function Get-DotnetTestWord([string] $Path, [string[]] $Arguments = @()) {
    # The command line that runs suites that need no PowerShell.
    return @('dotnet', 'test', (Join-Path $root $Path), '--configuration', $Configuration, '--no-build', '--nologo') + $Arguments
}

function Invoke-DotnetTest([string] $Path, [string[]] $Arguments = @()) {
    # Runs suites that need no PowerShell; returns passed, failed, skipped.
    $program, $words = Get-DotnetTestWord $Path $Arguments
    $lines = & $program @words | ForEach-Object {
        Write-Information $_ -InformationAction Continue
        $_
    }
    return Read-DotnetTest $lines $LASTEXITCODE
}

function Find-Pester([string[]] $PowerShell) {
    # Pester's manifest; none if the tests of the cmdlets are not to run, which is said.
    if (-not $PowerShell) {
        Write-Step 'NOT RUN, as -WithoutPowerShell asks: every test of the cmdlets (tests/Pester)'
        return
    }
    $path = Get-Pester
    if (-not $path) {
        throw "The tests of the cmdlets need Pester, which could not be fetched from NuGet. $howToGoOn"
    }
    return $path
}

function Invoke-Pester([string[]] $PowerShell, [string] $Tag, [string] $Name = '*', [switch] $TimeOnly) {
    # Runs the suites on the staged module in a child PowerShell; returns passed, failed, skipped.
    $pester = Find-Pester $PowerShell
    if (-not $pester) {
        return 0, 0, 0
    }
    Write-Step $(if ($TimeOnly) { 'Tests of the cmdlets that take times' } else { 'Tests of the cmdlets' })
    $result = Join-Path $output 'pester.txt'
    Remove-Item -LiteralPath $result -ErrorAction Ignore
    # With its name in front a wildcard is no pattern for files: a '*' alone would become the files of the current folder.
    $words = @($manifest, $pester, $result, $Tag, "-Name:$Name") + @('-TimeOnly' | Where-Object { $TimeOnly })
    $code = Invoke-ChildScript $PowerShell (Join-Path $root 'tests/Pester/Invoke-Suite.ps1') $words
    return Read-Pester $result $code
}

function Read-Pester([string] $Path, [int] $Code) {
    # What a run of Pester has counted; one that ended before it could is a failure.
    if (Test-Path -LiteralPath $Path) {
        return [int[]]((Get-Content -LiteralPath $Path -Raw).Trim() -split ' ')
    }
    Write-Step "The tests of the cmdlets ended with exit code $Code before they could be counted"
    return 0, 1, 0
}

function Write-Total([int[]] $Counts) {
    # The last line, and the exit code that goes with it.
    Write-Information ('{0} passed, {1} failed, {2} skipped' -f $Counts[0], $Counts[1], $Counts[2]) -InformationAction Continue
    if ($Counts[1] -gt 0 -or $Counts[0] -eq 0) {
        exit 1
    }
}

function Invoke-Test {
    # Before anything is built, so that nobody waits minutes for it.
    $powerShell = @(Get-PowerShell)
    if ($powerShell -and -not (Get-Pester)) {
        throw "The tests of the cmdlets need Pester, which could not be fetched from NuGet. $howToGoOn"
    }
    Invoke-Build
    Invoke-Help $powerShell
    # To watch what runs, so that it is compiled better a third time, costs tests a fifth of their processor time. What takes
    # times runs as a user's PowerShell does.
    $env:DOTNET_TieredPGO = '0'
    $beside = Invoke-TestsBeside $powerShell
    Remove-Item -LiteralPath Env:DOTNET_TieredPGO
    # Alone, since the others would be in its times.
    $alone = Invoke-Pester $powerShell 'Test' -TimeOnly
    Write-Total (0..2 | ForEach-Object { $beside[$_] + $alone[$_] })
}

function Invoke-TestsBeside([string[]] $PowerShell) {
    # Runs side by side what takes no times: the C# tests, those of the cmdlets by several PowerShells, since most of a
    # suite's time is waiting for others that were started, and the check of the form. Returns passed, failed, skipped.
    Write-Step 'Tests of Core, Aws and Local, tests of the cmdlets, and the form of the C# files, side by side'
    $counts = @{}
    # A test that hangs is named and fails: five minutes in which none ends are more than any takes on a loaded machine.
    $hang = '--blame-hang-timeout', '5m', '--blame-hang-dump-type', 'none', '--results-directory', (Join-Path $output 'tests')
    $jobs = @(Start-Beside 'C#' (Get-DotnetTestWord 'GlacierPS.sln' $hang))
    $pester = Find-Pester $PowerShell
    if ($pester) {
        $queue = Join-Path $output 'pester'
        New-PesterQueue $queue (Get-ChildItem -Path (Join-Path $root 'tests/Pester/*.Tests.ps1'))
        foreach ($lane in 1, 2, 3) {
            $temporary = (New-Item -ItemType Directory -Path ([System.IO.Path]::GetTempPath()) -Name "p$PID-$lane" -Force).FullName
            $counts["Cmdlets $lane"] = Join-Path $output "pester.txt.$lane"
            Remove-Item -LiteralPath $counts["Cmdlets $lane"] -ErrorAction Ignore
            $words = '-NoProfile', '-NonInteractive', '-File', (Join-Path $root 'tests/Pester/Invoke-Suite.ps1'), $manifest, $pester, $counts["Cmdlets $lane"], 'Test', '-QueuePath', $queue, '-TemporaryPath', $temporary
            $jobs += Start-Beside "Cmdlets $lane" ($PowerShell + $words)
        }
    }
    & dotnet tool restore 2>$null | Out-Null
    $hasCSharpier = $LASTEXITCODE -eq 0
    if ($hasCSharpier) {
        $jobs += Start-Beside 'Form' @('dotnet', 'csharpier', 'check', 'src', 'tests', 'docs')
    }
    else {
        Write-Step 'NOT RUN: the check of the form of the C# files. CSharpier could not be fetched as a dotnet tool.'
    }

    $sum = 0, 0, [int](-not $hasCSharpier)
    $said = @{}
    $jobs | Receive-Job -Wait -AutoRemoveJob | ForEach-Object {
        $name = $_.Name
        if ($_.ContainsKey('Text')) {
            # The lanes of the cmdlets say what a suite says as a whole; the others are shown at their end.
            if ($counts.ContainsKey($name)) { Write-Information $_.Text -InformationAction Continue } else { $said[$name] += , $_.Text }
            return
        }
        $lines = [string[]]$said[$name]
        $lines | Where-Object { $null -ne $_ } | ForEach-Object { Write-Information $_ -InformationAction Continue }
        $these = if ($counts.ContainsKey($name)) { Read-Pester $counts[$name] $_.Code }
        elseif ($name -eq 'C#') { Read-DotnetTest $lines $_.Code }
        elseif ($_.Code -eq 0) { 1, 0, 0 }
        else {
            Write-Step "FAILED: files above are not formatted. Run 'dotnet csharpier format src tests docs'."
            0, 1, 0
        }
        foreach ($i in 0..2) { $sum[$i] += $these[$i] }
    }
    # Servers that the suites have started end after them, and remove what is theirs.
    Start-Sleep -Seconds 2
    Remove-Item -Path (Join-Path ([System.IO.Path]::GetTempPath()) "p$PID-?") -Recurse -Force -ErrorAction Ignore
    return $sum
}

function Invoke-OneTest([string] $Name) {
    # Runs the C# classes and the Pester files of a name; builds what they need and no more.
    $counts = 0, 0, 0
    $found = $false
    foreach ($project in Get-ChildItem -Path (Join-Path $root 'tests/*.Tests') -Directory) {
        $pattern = 'class ' + [regex]::Escape($Name).Replace('\*', '\w*') + '\b'
        $classes = @(Get-ChildItem -LiteralPath $project.FullName -Filter *.cs -Recurse |
            Where-Object FullName -NotMatch '[\\/](obj|bin)[\\/]' |
            Select-String -Pattern $pattern -AllMatches -CaseSensitive:$false |
            ForEach-Object { $_.Matches.Value -replace '^class ' } | Sort-Object -Unique)
        if ($classes) {
            $found = $true
            Write-Step "$($classes -join ', ') of $($project.Name)"
            Invoke-Program dotnet build $project.FullName --configuration $Configuration --nologo --verbosity quiet | Out-Host
            $filter = ($classes | ForEach-Object { "FullyQualifiedName~.$_." }) -join '|'
            $these = Invoke-DotnetTest "tests/$($project.Name)" '--filter', $filter
            $counts = @(0..2 | ForEach-Object { $counts[$_] + $these[$_] })
        }
    }
    if (Get-ChildItem -Path (Join-Path $root "tests/Pester/$Name.Tests.ps1")) {
        $found = $true
        $powerShell = @(Get-PowerShell)
        Invoke-Build
        Invoke-Help $powerShell
        $these = Invoke-Pester $powerShell 'Test' $Name
        $counts = @(0..2 | ForEach-Object { $counts[$_] + $these[$_] })
    }
    if (-not $found) {
        throw "No suite is called '$Name': no class of a C# test project, and no file tests/Pester/$Name.Tests.ps1."
    }
    Write-Total $counts
}

function Invoke-Soak {
    # What takes too long for every day. How much of each there is can be said beforehand, by the variables' names.
    $powerShell = @(Get-PowerShell)
    Invoke-Build
    Invoke-Help $powerShell
    $sizes = [ordered]@{
        GLACIERPS_CRASH_ROUNDS     = 100    # kills of the service, and of an upload, a download, a restore, a catalogue's writer
        GLACIERPS_FAULT_ROUNDS     = 300    # transfers through random faults
        GLACIERPS_FUZZ_RUNS        = 1000   # runs of everything through a proxy that lies
        GLACIERPS_FLEET_SEEDS      = 1000   # simulated fleets
        GLACIERPS_FLEET_ARCHIVES   = 10000  # archives that processes copy, restore and delete together
        GLACIERPS_FLEET_KILLS      = 10     # how often each of them is killed
        GLACIERPS_COPY_KILLS       = 100    # kills of a copy to a bucket
        GLACIERPS_BUNDLED_ARCHIVES = 10000  # small archives that are copied in bundles
    }
    $set = @($sizes.Keys | Where-Object { -not [Environment]::GetEnvironmentVariable($_) })
    $set | ForEach-Object { [Environment]::SetEnvironmentVariable($_, "$($sizes[$_])") }
    # In processes of their own: what takes times, and what looks at its process's memory.
    $parts = @(
        @{ Step = 'How much faster several processes are than one'; Project = 'Local'; Filter = 'FullyQualifiedName~FleetSpeedTests' }
        @{ Step = 'A proxy that lies'; Project = 'Local'; Filter = 'FullyQualifiedName~FuzzingTests' }
        @{
            Step    = 'Kills of the service, of transfers, and of processes that share a vault; faults'
            Project = 'Local'
            Filter  = '(FullyQualifiedName~Tests.Crash|FullyQualifiedName~TransferCrash|FullyQualifiedName~RandomFault|FullyQualifiedName~FailingDisk)&FullyQualifiedName!~FleetSpeedTests'
        }
        @{
            Step    = 'Kills of copies, bundles, stores of others, and simulated fleets'
            Project = 'Core'
            Filter  = 'FullyQualifiedName~CopyKillTests|FullyQualifiedName~CopyBundlesTests|FullyQualifiedName~StrangerTests|FullyQualifiedName~FleetSimulation'
        }
    )
    try {
        $counts = @(
            foreach ($part in $parts) {
                Write-Step $part.Step
                , (Invoke-DotnetTest "tests/GlacierPS.$($part.Project).Tests" @('--filter', $part.Filter, '--', 'xUnit.Explicit=on'))
            }
            , (Invoke-Pester $powerShell 'Soak')
        )
    }
    finally {
        $set | ForEach-Object { [Environment]::SetEnvironmentVariable($_, $null) }
    }
    Write-Total (0..2 | ForEach-Object { $which = $_; ($counts | ForEach-Object { $_[$which] } | Measure-Object -Sum).Sum })
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
    # A benchmark of the cmdlets starts PowerShells of its own.
    $powerShell = @(Find-PowerShell $root)
    $env:GLACIERPS_POWERSHELL = $powerShell -join "`n"
    if ($powerShell -and $Arguments[0] -eq 'start') {
        $env:GLACIERPS_COMPILED_POWERSHELL = @(Get-CompiledPowerShell $powerShell (Join-Path $root 'obj/powershell')) -join "`n"
    }
    & dotnet run --project (Join-Path $root 'tests/GlacierPS.Benchmarks') --configuration $Configuration --no-build -- @Arguments | Out-Host
    exit $LASTEXITCODE
}

function Invoke-Demo([string] $Folder) {
    Invoke-Build
    $arguments = @(Join-Path $output 'demo') + @($Folder | Where-Object { $_ })
    $powerShell = @(if (-not $WithoutPowerShell) { Find-PowerShell $root })
    if ($powerShell) {
        exit (Invoke-ChildScript $powerShell (Join-Path $root 'docs/examples/RoundTrip/RoundTrip.ps1') (@($manifest) + $arguments))
    }

    Write-Step "NOT SHOWN: the cmdlets. $(if ($WithoutPowerShell) { '-WithoutPowerShell was given' } else { $needsPowerShell }). The same round trip runs in C# instead."
    & dotnet run --project (Join-Path $root 'docs/examples/RoundTrip') --configuration $Configuration --no-build -- @arguments | Out-Host
    exit $LASTEXITCODE
}

function Invoke-Install {
    # Puts the staged module where PowerShell looks for modules, and looks at it from a fresh PowerShell.
    $powerShell = @(Get-PowerShell)
    Invoke-Build
    Invoke-Help $powerShell
    $code = Invoke-ChildScript $powerShell (Join-Path $root '.ci/Install-Module.ps1') @($stage, $Scope)
    if ($code -ne 0) {
        throw "Installing ended with exit code $code."
    }
}

function Invoke-Windows {
    # The tests as Windows programs, where Wine is there to run them.
    $wine = @(Get-Command -Name wine64, /usr/lib/wine/wine64 -CommandType Application -ErrorAction Ignore)
    if (-not $wine) {
        Write-Step 'NOT RUN: the tests on Windows. They need wine64, which is neither on PATH nor in /usr/lib/wine (Debian: apt-get install wine64); on Windows itself, run Test.'
        return
    }
    $powerShell = @(Get-PowerShell)
    $pester = Get-Pester
    if (-not $powerShell -or -not $pester) {
        throw "The tests on Windows need PowerShell and Pester. $howToGoOn"
    }
    Invoke-Build
    Invoke-Help $powerShell
    exit (Invoke-ChildScript $powerShell (Join-Path $root '.ci/Test-Windows.ps1') @($wine[0].Source, $manifest, $pester, $Configuration))
}

function Invoke-Pack {
    # The package for a gallery and the zip for everybody else, of what the module needs and no more.
    $powerShell = @(Get-PowerShell)
    Invoke-Build
    Invoke-Help $powerShell
    $code = Invoke-ChildScript $powerShell (Join-Path $root '.ci/Pack-Module.ps1') @($stage, $output)
    if ($code -ne 0) {
        throw "Packing ended with exit code $code."
    }
}

function Invoke-Clean {
    foreach ($made in $output, (Join-Path $root 'obj')) {
        if (Test-Path -LiteralPath $made) {
            Remove-Item -LiteralPath $made -Recurse -Force
        }
    }
    Get-ChildItem -Path (Join-Path $root 'src'), (Join-Path $root 'tests'), (Join-Path $root 'docs'), (Join-Path $root '.ci') -Directory -Recurse -Include bin, obj |
        Remove-Item -Recurse -Force
}

$most = @{ Demo = 1; Test = 1; Bench = [int]::MaxValue }[$Task]
if ($Rest.Count -gt [int]$most) {
    throw "'$($Rest -join ' ')' is more than $Task takes."
}
$env:POWERSHELL_TELEMETRY_OPTOUT = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

try {
    switch ($Task) {
        'Build' { Invoke-Build; Invoke-Help @(Get-PowerShell) }
        'Test' { if ($Rest) { Invoke-OneTest $Rest[0] } else { Invoke-Test } }
        'Soak' { Invoke-Soak }
        'Demo' { Invoke-Demo $(if ($Rest) { (Resolve-Path -LiteralPath $Rest[0]).ProviderPath }) }
        'Install' { Invoke-Install }
        'Bench' { Invoke-Bench $Rest }
        'Windows' { Invoke-Windows }
        'Help' { Invoke-Build; Invoke-Help @(Get-PowerShell) }
        'Pack' { Invoke-Pack }
        'Clean' { Invoke-Clean }
    }
}
catch {
    # One line: where in this script it happened helps nobody.
    [Console]::Error.WriteLine("build.ps1 $($Task): $_")
    exit 1
}
