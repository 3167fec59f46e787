# Runs the tests as Windows programs under Wine: what was compiled here, a .NET runtime for Windows and PowerShell for
# Windows. Started by build.ps1 in a PowerShell 7.4 or newer, after it built everything. The last line printed is
# "N passed, N failed, N skipped".
param(
    # The program wine64.
    [Parameter(Mandatory)] [string] $Wine,
    # The staged module's manifest.
    [Parameter(Mandatory)] [string] $ModulePath,
    # Pester's manifest.
    [Parameter(Mandatory)] [string] $PesterPath,
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$root = Split-Path $PSScriptRoot
# Not below output, where tests let PowerShell look for modules: drive Z: of the prefix is the whole file system.
$folder = Join-Path $root 'obj/windows'
$counts = [ordered]@{ Passed = 0; Failed = 0; Skipped = 0 }

function Write-Step([string] $Text) {
    Write-Information "== $Text" -InformationAction Continue
}

function ConvertTo-WindowsPath([string] $Path) {
    # Drive Z: of a Wine prefix is the whole file system.
    'Z:' + $Path.Replace('/', '\')
}

function Add-Count([int] $Passed, [int] $Failed, [int] $Skipped) {
    $counts.Passed += $Passed
    $counts.Failed += $Failed
    $counts.Skipped += $Skipped
}

function Initialize-Windows([string[]] $Tests) {
    # A fresh Wine prefix and the variables for programs in it. Nothing of it lies in the user's own folders.
    $project = Join-Path $PSScriptRoot 'Windows/Windows.csproj'
    & dotnet msbuild $project -restore -target:LayOut -nologo -verbosity:quiet "-property:Folder=$folder" "-property:Starters=`"$($Tests -join ';')`"" | Out-Host
    if ($LASTEXITCODE -ne 0) {
        throw 'The .NET runtime and the PowerShell for Windows could not be fetched from NuGet.'
    }
    foreach ($name in 'prefix', 'home') {
        Remove-Item -LiteralPath (Join-Path $folder $name) -Recurse -Force -ErrorAction Ignore
        $null = New-Item -ItemType Directory -Path (Join-Path $folder $name)
    }
    $variables = @{
        WINEPREFIX                   = Join-Path $folder 'prefix'
        WINEARCH                     = 'win64'
        WINEDEBUG                    = '-all'
        # No HTML engine is offered; without mscoree .NET finds no System.Runtime.
        WINEDLLOVERRIDES             = 'mshtml='
        # Links in the prefix lead to the home folder.
        HOME                         = Join-Path $folder 'home'
        DOTNET_ROOT                  = ConvertTo-WindowsPath (Join-Path $folder 'dotnet')
        # The runtime's second mapping of what it compiled fails under Wine.
        DOTNET_EnableWriteXorExecute = '0'
        DISPLAY                      = $null
        PSModulePath                 = $null
        XDG_STATE_HOME               = $null
        XDG_CONFIG_HOME              = $null
        GLACIERPS_CONFIGURATION      = $Configuration
        NO_COLOR                     = '1'
    }
    foreach ($name in $variables.Keys) {
        [Environment]::SetEnvironmentVariable($name, $variables[$name])
    }
    foreach ($words in @('wineboot', '--init'), @('winecfg', '/v', 'win10')) {
        & timeout --kill-after=10 120 $Wine @words *> (Join-Path $folder 'prefix.log')
        if ($LASTEXITCODE -ne 0) {
            throw "'$Wine $words' ended with exit code $LASTEXITCODE. See '$folder/prefix.log'."
        }
    }
}

function Start-Program([string] $Log, [string[]] $Words) {
    # Starts a program, for 15 minutes at most, and gives its process. What it prints goes into a file: a program that
    # Wine leaves behind must not keep a pipe open.
    $start = [Diagnostics.ProcessStartInfo]::new('sh')
    foreach ($word in @('-c', 'exec timeout --kill-after=10 900 "$@" >"$0" 2>&1 </dev/null', $Log) + $Words) {
        $start.ArgumentList.Add($word)
    }
    [Diagnostics.Process]::Start($start)
}

function Invoke-XunitSuite([string] $Name, [string[]] $Arguments = @()) {
    # Runs a test assembly by the runner that is in it, and counts.
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $log = Join-Path $folder "$Name.log"
    $process = Start-Program $log (@($Wine, (Join-Path $folder "starters/$Name.exe"), '-noLogo', '-noColor') + $Arguments)
    $process.WaitForExit()
    Write-Step ('{0} under Wine, {1:N0} s' -f $Name, $watch.Elapsed.TotalSeconds)
    # FsCheck says of each property that it holds.
    Get-Content -LiteralPath $log | Where-Object { $_ -notmatch '^Ok, passed \d+ tests?\.$' } | Out-Host
    $total = Select-String -LiteralPath $log -Pattern 'Total: (\d+), Errors: (\d+), Failed: (\d+), Skipped: (\d+), Not Run: (\d+)' | Select-Object -Last 1
    if (-not $total) {
        Write-Step "$Name ended with exit code $($process.ExitCode) before its tests could be counted"
        Add-Count 0 1 0
        return
    }
    $all, $errors, $failed, $skipped, $notRun = $total.Matches[0].Groups[1..5].Value | ForEach-Object { [int]$_ }
    Add-Count ($all - $failed - $skipped - $notRun) ($failed + $errors) $skipped
    if ($process.ExitCode -ne 0 -and $failed + $errors -eq 0) {
        Add-Count 0 1 0
    }
}

function Measure-Tests([string] $Assembly, [string[]] $Arguments = @()) {
    # How many tests an assembly has, a test with data counted once.
    @(& dotnet $Assembly -noLogo -noColor -list tests @Arguments | Where-Object { $_ -like 'GlacierPS.*' }).Count
}

function Start-PesterSuite {
    # Starts the suites of the cmdlets. PowerShell needs a console, which Wine makes of a terminal only, and `script` gives
    # it one. What goes to the console itself ("What if") is no result.
    $log = Join-Path $folder 'pester.log'
    $result = Join-Path $folder 'pester.txt'
    Remove-Item -LiteralPath $log, $result -ErrorAction Ignore
    $variables = @{
        WINDOWS_WINE    = $Wine
        WINDOWS_PWSH    = Join-Path $folder 'pwsh/pwsh.exe'
        WINDOWS_SUITE   = ConvertTo-WindowsPath (Join-Path $root 'tests/Pester/Invoke-Suite.ps1')
        WINDOWS_MODULE  = ConvertTo-WindowsPath $ModulePath
        WINDOWS_PESTER  = ConvertTo-WindowsPath $PesterPath
        WINDOWS_RESULT  = ConvertTo-WindowsPath $result
        WINDOWS_LOG     = ConvertTo-WindowsPath $log
        WINDOWS_COMMAND = '& $env:WINDOWS_SUITE $env:WINDOWS_MODULE $env:WINDOWS_PESTER $env:WINDOWS_RESULT -Tag Wine *> $env:WINDOWS_LOG'
    }
    foreach ($name in $variables.Keys) {
        [Environment]::SetEnvironmentVariable($name, $variables[$name])
    }
    $inside = 'stty cols 200; exec "$WINDOWS_WINE" "$WINDOWS_PWSH" -NoProfile -NonInteractive -Command "$WINDOWS_COMMAND"'
    @{
        Process = Start-Program (Join-Path $folder 'console.log') @('script', '--quiet', '--return', '--flush', '--command', $inside, '/dev/null')
        Watch   = [Diagnostics.Stopwatch]::StartNew()
        Log     = $log
        Result  = $result
    }
}

function Complete-PesterSuite($Suite) {
    # Waits for the suites of the cmdlets, and counts.
    $Suite.Process.WaitForExit()
    Write-Step ('The cmdlets in PowerShell for Windows, under Wine, {0:N0} s' -f $Suite.Watch.Elapsed.TotalSeconds)
    if (Test-Path -LiteralPath $Suite.Log) {
        Get-Content -LiteralPath $Suite.Log | Out-Host
    }
    if (Test-Path -LiteralPath $Suite.Result) {
        $passed, $failed, $skipped = [int[]]((Get-Content -LiteralPath $Suite.Result -Raw).Trim() -split ' ')
        Add-Count $passed $failed $skipped
        return
    }
    Write-Step "The tests of the cmdlets ended with exit code $($Suite.Process.ExitCode) before they could be counted. See '$folder/console.log'."
    Add-Count 0 1 0
}

$watch = [Diagnostics.Stopwatch]::StartNew()
$core, $local, $aws = 'Core', 'Local', 'Aws' | ForEach-Object { Join-Path $root "tests/GlacierPS.$_.Tests/bin/$Configuration/net10.0/GlacierPS.$_.Tests.dll" }
Write-Step "A Windows of $(& $Wine --version) in $folder"
Initialize-Windows $core, $local
try {
    # Beside the others: most of its time it waits for processes.
    $pester = Start-PesterSuite
    Invoke-XunitSuite 'GlacierPS.Core.Tests'
    # What starts the server or talks to it, and what starts another client.
    $tests = 'GlacierPS.Local.Tests'
    $all = Measure-Tests $local
    $without = @('Clients', 'Server', 'Control', 'Transfers', 'Crash', 'Fuzzing' | ForEach-Object { '-namespace-', "$tests.$_" }) +
        @('*OverHttp', '*.KillTests', '*.SharingTests', '*.SignedServiceTests' | ForEach-Object { '-class-', $_ })
    Invoke-XunitSuite $tests $without
    Complete-PesterSuite $pester
}
finally {
    # Ends the processes of this prefix and no others.
    & timeout --kill-after=10 60 $Wine wineboot --end-session --force --kill *> $null
}

Write-Step ('{0:N0} s. NOT RUN under Wine, whose sockets end early now and then where those of Windows do not: the {1} tests of Aws, {2} of the {3} tests of Local, which go over HTTP or start the server or another client ({4}), and the suites of cmdlets named above.' -f
    $watch.Elapsed.TotalSeconds, (Measure-Tests $aws), ($all - (Measure-Tests $local $without)), $all, 'Clients, Control, Crash, Fuzzing, Server, Transfers, KillTests, SharingTests, SignedServiceTests, *OverHttp')
Write-Information ('{0} passed, {1} failed, {2} skipped' -f $counts.Passed, $counts.Failed, $counts.Skipped) -InformationAction Continue
exit [int]($counts.Failed -gt 0 -or $counts.Passed -eq 0)
