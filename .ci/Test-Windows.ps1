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
$folder = Join-Path $root 'output/windows'
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

function Invoke-XunitSuite([string] $Name, [string[]] $Arguments = @()) {
    # Runs a test assembly by the runner that is in it, and counts.
    Write-Step "$Name under Wine"
    $log = Join-Path $folder "$Name.log"
    & timeout --kill-after=10 600 $Wine (Join-Path $folder "starters/$Name.exe") -noLogo -noColor @Arguments *> $log
    $code = $LASTEXITCODE
    # FsCheck says of each property that it holds.
    Get-Content -LiteralPath $log | Where-Object { $_ -notmatch '^Ok, passed \d+ tests?\.$' } | Out-Host
    $total = Select-String -LiteralPath $log -Pattern 'Total: (\d+), Errors: (\d+), Failed: (\d+), Skipped: (\d+), Not Run: (\d+)' | Select-Object -Last 1
    if (-not $total) {
        Write-Step "$Name ended with exit code $code before its tests could be counted"
        Add-Count 0 1 0
        return
    }
    $all, $errors, $failed, $skipped, $notRun = $total.Matches[0].Groups[1..5].Value | ForEach-Object { [int]$_ }
    Add-Count ($all - $failed - $skipped - $notRun) ($failed + $errors) $skipped
    if ($code -ne 0 -and $failed + $errors -eq 0) {
        Add-Count 0 1 0
    }
}

function Invoke-PesterSuite {
    # PowerShell needs a console, which Wine makes of a terminal only, and `script` gives it one.
    Write-Step 'The cmdlets in PowerShell for Windows, under Wine'
    $log = Join-Path $folder 'pester.log'
    $result = Join-Path $folder 'pester.txt'
    Remove-Item -LiteralPath $log, $result -ErrorAction Ignore
    $variables = @{
        WINDOWS_WINE   = $Wine
        WINDOWS_PWSH   = Join-Path $folder 'pwsh/pwsh.exe'
        WINDOWS_SUITE  = ConvertTo-WindowsPath (Join-Path $root 'tests/Pester/Invoke-Suite.ps1')
        WINDOWS_MODULE = ConvertTo-WindowsPath $ModulePath
        WINDOWS_PESTER = ConvertTo-WindowsPath $PesterPath
        WINDOWS_RESULT = ConvertTo-WindowsPath $result
        WINDOWS_LOG    = ConvertTo-WindowsPath $log
    }
    foreach ($name in $variables.Keys) {
        [Environment]::SetEnvironmentVariable($name, $variables[$name])
    }
    $inside = '& $env:WINDOWS_SUITE $env:WINDOWS_MODULE $env:WINDOWS_PESTER $env:WINDOWS_RESULT -Tag Wine *> $env:WINDOWS_LOG'
    $outside = 'stty cols 200; exec timeout --kill-after=10 600 "$WINDOWS_WINE" "$WINDOWS_PWSH" -NoProfile -NonInteractive -Command "$WINDOWS_COMMAND"'
    $env:WINDOWS_COMMAND = $inside
    # What goes to the console itself ("What if") is no result.
    & sh -c 'exec script --quiet --return --flush --command "$1" /dev/null </dev/null' sh $outside *> (Join-Path $folder 'console.log')
    $code = $LASTEXITCODE
    if (Test-Path -LiteralPath $log) {
        Get-Content -LiteralPath $log | Out-Host
    }
    if (Test-Path -LiteralPath $result) {
        $passed, $failed, $skipped = [int[]]((Get-Content -LiteralPath $result -Raw).Trim() -split ' ')
        Add-Count $passed $failed $skipped
        return
    }
    Write-Step "The tests of the cmdlets ended with exit code $code before they could be counted. See '$folder/console.log'."
    Add-Count 0 1 0
}

$watch = [Diagnostics.Stopwatch]::StartNew()
$core, $local = 'Core', 'Local' | ForEach-Object { Join-Path $root "tests/GlacierPS.$_.Tests/bin/$Configuration/net10.0/GlacierPS.$_.Tests.dll" }
Write-Step "A Windows of $(& $Wine --version) in $folder"
Initialize-Windows $core, $local
try {
    Invoke-XunitSuite 'GlacierPS.Core.Tests'
    # What starts the server or talks to it, and what starts another client.
    $tests = 'GlacierPS.Local.Tests'
    $without = @('Clients', 'Server', 'Control', 'Transfers', 'Crash' | ForEach-Object { '-namespace-', "$tests.$_" }) +
        @('*OverHttp', '*.KillTests', '*.SharingTests', '*.SignedServiceTests' | ForEach-Object { '-class-', $_ })
    Invoke-XunitSuite $tests $without
    Invoke-PesterSuite
}
finally {
    # Ends the processes of this prefix and no others.
    & timeout --kill-after=10 60 $Wine wineboot --end-session --force --kill *> $null
}

Write-Step ('{0:N0} s. NOT RUN under Wine, whose sockets end early now and then where those of Windows do not: all of Aws; of Local what goes over HTTP or starts the server ({1}); and the suites of cmdlets named above.' -f
    $watch.Elapsed.TotalSeconds, 'Clients, Control, Crash, Server, Transfers, KillTests, SharingTests, SignedServiceTests, *OverHttp')
Write-Information ('{0} passed, {1} failed, {2} skipped' -f $counts.Passed, $counts.Failed, $counts.Skipped) -InformationAction Continue
exit [int]($counts.Failed -gt 0 -or $counts.Passed -eq 0)
