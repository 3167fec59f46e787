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
. "$PSScriptRoot/PesterQueue.ps1"
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
        # In the language C, which a service and a bare container have, Wine makes '?' of names beyond ASCII.
        LC_ALL                       = 'C.UTF-8'
        # No HTML engine is offered; without mscoree .NET finds no System.Runtime.
        WINEDLLOVERRIDES             = 'mshtml='
        # Links in the prefix lead to the home folder.
        HOME                         = Join-Path $folder 'home'
        DOTNET_ROOT                  = ConvertTo-WindowsPath (Join-Path $folder 'dotnet')
        # The runtime's second mapping of what it compiled fails under Wine.
        DOTNET_EnableWriteXorExecute = '0'
        # Processes that live for minutes gain nothing by watching what they compile.
        DOTNET_TieredPGO             = '0'
        DISPLAY                      = $null
        PSModulePath                 = $null
        XDG_STATE_HOME               = $null
        XDG_CONFIG_HOME              = $null
        GLACIERPS_CONFIGURATION      = $Configuration
        NO_COLOR                     = '1'
    }
    foreach ($variable in $variables.Keys) {
        [Environment]::SetEnvironmentVariable($variable, $variables[$variable])
    }
    foreach ($words in @('wineboot', '--init'), @('winecfg', '/v', 'win10')) {
        & timeout --kill-after=10 120 $Wine @words *> (Join-Path $folder 'prefix.log')
        if ($LASTEXITCODE -ne 0) {
            throw "'$Wine $words' ended with exit code $LASTEXITCODE. See '$folder/prefix.log'."
        }
    }
}

function Start-Program([string] $Log, [string[]] $Words, [int] $Nice = 5) {
    # Starts a program, for 15 minutes at most, and gives its process. What it prints goes into a file: a program that
    # Wine leaves behind must not keep a pipe open.
    $start = [Diagnostics.ProcessStartInfo]::new('sh')
    foreach ($word in @('-c', 'n=$1; shift; exec nice -n "$n" timeout --kill-after=10 900 "$@" >"$0" 2>&1 </dev/null', $Log, $Nice) + $Words) {
        $start.ArgumentList.Add($word)
    }
    [Diagnostics.Process]::Start($start)
}

function Start-XunitSuite([string] $Name, [string[]] $Arguments = @(), [int] $Nice = 5) {
    # Starts a test assembly by the runner that is in it.
    $log = Join-Path $folder "$Name.log"
    @{
        Name    = $Name
        Begun   = [datetime]::Now
        Process = Start-Program $log (@($Wine, (Join-Path $folder "starters/$Name.exe"), '-noLogo', '-noColor') + $Arguments) $Nice
        Log     = $log
    }
}

function Complete-XunitSuite($Suite) {
    # Waits for a test assembly, and counts.
    $name, $process, $log = $Suite.Name, $Suite.Process, $Suite.Log
    $process.WaitForExit()
    Write-Step ('{0} under Wine, {1:N0} s' -f $name, ($process.ExitTime - $Suite.Begun).TotalSeconds)
    # FsCheck says of each property that it holds.
    Get-Content -LiteralPath $log | Where-Object { $_ -notmatch '^Ok, passed \d+ tests?\.$' } | Out-Host
    $total = Select-String -LiteralPath $log -Pattern 'Total: (\d+), Errors: (\d+), Failed: (\d+), Skipped: (\d+), Not Run: (\d+)' | Select-Object -Last 1
    if (-not $total) {
        Write-Step "$name ended with exit code $($process.ExitCode) before its tests could be counted"
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

function Start-PesterLane([string] $Name) {
    # Starts a PowerShell that takes suites of the cmdlets from the queue. PowerShell needs a console, which Wine makes of a
    # terminal only, and `script` gives it one. What goes to the console itself ("What if") is no result.
    $log = Join-Path $folder "pester-$Name.log"
    $result = Join-Path $folder "pester-$Name.txt"
    Remove-Item -LiteralPath $log, $result -ErrorAction Ignore
    $null = New-Item -ItemType Directory -Path (Join-Path $folder "prefix/drive_c/$Name")
    $variables = @{
        WINDOWS_WINE    = $Wine
        WINDOWS_PWSH    = Join-Path $folder 'pwsh/pwsh.exe'
        WINDOWS_SUITE   = ConvertTo-WindowsPath (Join-Path $root 'tests/Pester/Invoke-Suite.ps1')
        WINDOWS_MODULE  = ConvertTo-WindowsPath $ModulePath
        WINDOWS_PESTER  = ConvertTo-WindowsPath $PesterPath
        WINDOWS_RESULT  = ConvertTo-WindowsPath $result
        WINDOWS_QUEUE   = ConvertTo-WindowsPath $queue
        WINDOWS_TEMP    = "C:\$Name"
        WINDOWS_LOG     = ConvertTo-WindowsPath $log
        WINDOWS_COMMAND = '& $env:WINDOWS_SUITE $env:WINDOWS_MODULE $env:WINDOWS_PESTER $env:WINDOWS_RESULT Wine -QueuePath $env:WINDOWS_QUEUE -TemporaryPath $env:WINDOWS_TEMP *> $env:WINDOWS_LOG'
    }
    foreach ($variable in $variables.Keys) {
        [Environment]::SetEnvironmentVariable($variable, $variables[$variable])
    }
    $inside = 'stty cols 200; exec "$WINDOWS_WINE" "$WINDOWS_PWSH" -NoProfile -NonInteractive -Command "$WINDOWS_COMMAND"'
    @{
        Begun   = [datetime]::Now
        Process = Start-Program (Join-Path $folder "console-$Name.log") @('script', '--quiet', '--return', '--flush', '--command', $inside, '/dev/null') 0
        Console = Join-Path $folder "console-$Name.log"
        Log     = $log
        Result  = $result
    }
}

function Complete-PesterLane($Lane) {
    # Waits for it, and counts.
    $Lane.Process.WaitForExit()
    Write-Step ('Cmdlets in PowerShell for Windows, under Wine, {0:N0} s' -f ($Lane.Process.ExitTime - $Lane.Begun).TotalSeconds)
    if (Test-Path -LiteralPath $Lane.Log) {
        Get-Content -LiteralPath $Lane.Log | Out-Host
    }
    if (Test-Path -LiteralPath $Lane.Result) {
        $passed, $failed, $skipped = [int[]]((Get-Content -LiteralPath $Lane.Result -Raw).Trim() -split ' ')
        Add-Count $passed $failed $skipped
        return
    }
    Write-Step "The tests of the cmdlets ended with exit code $($Lane.Process.ExitCode) before they could be counted. See '$($Lane.Console)'."
    Add-Count 0 1 0
}

$watch = [Diagnostics.Stopwatch]::StartNew()
$core, $local, $aws = 'Core', 'Local', 'Aws' | ForEach-Object { Join-Path $root "tests/GlacierPS.$_.Tests/bin/$Configuration/net10.0/GlacierPS.$_.Tests.dll" }
Write-Step "A Windows of $(& $Wine --version) in $folder"
Initialize-Windows $core, $local
try {
    # What starts the server or talks to it, and what starts another client.
    $tests = 'GlacierPS.Local.Tests'
    $without = @('Clients', 'Server', 'Control', 'Transfers', 'Crash', 'Fuzzing' | ForEach-Object { '-namespace-', "$tests.$_" }) +
        @('*OverHttp', '*InMemory', '*.KillTests', '*.SharingTests', '*.SignedServiceTests' | ForEach-Object { '-class-', $_ })
    $cmdlets = @(Get-ChildItem -Path (Join-Path $root 'tests/Pester/*.Tests.ps1'))
    $withServer = @($cmdlets | Where-Object { Select-String -LiteralPath $_ -Pattern '/(server|recorder|bucket)\.ps1' -Quiet } | ForEach-Object Name)
    Write-Step "NOT RUN, since they talk to a server, whose connections Wine loses now and then: $($withServer.Count) suites of the cmdlets of $($cmdlets.Count), $($withServer -replace '\.Tests\.ps1$' -join ', ')"
    $queue = Join-Path $folder 'queue'
    New-PesterQueue $queue ($cmdlets | Where-Object { $_.Name -notin $withServer })
    # Side by side: a part of their time all of them wait. The longest go before the others; the first starts Wine's own
    # server, which therefore does as well.
    # What has nothing of Windows in it, and would take a third of the time: what several machines do together, which is a
    # simulation or in memory; a bucket in memory, its faults, bundles, open uploads and retention; waiting by a clock that is
    # set; tree hashes by their definition; and what measures memory. What copying keeps in files is tried: its records and
    # kills, a folder as the target, and a copy from end to end; and so is what Windows hashes, by the vectors that are kept.
    $alone = @('-namespace-', 'GlacierPS.Core.Tests.Leases') +
        @('A_fault_of_the_bucket_passes', 'Killed_anywhere_with_no_state_left_it_pays_once_and_leaves_nothing_open' | ForEach-Object { '-method-', "*.ArchiveCopyTests.$_" }) +
        @('SharedCopyTests', 'SharedPurgeTests', 'SharedRestoreTests', 'CopyBundlesTests', 'OpenUploadTests', 'CopyRetentionTests', 'JobWaiterTests', 'TreeHashPropertyTests' | ForEach-Object { '-class-', "*.$_" }) +
        @('-class-', '*MemoryTests')
    $suites = @(Start-XunitSuite 'GlacierPS.Core.Tests' $alone -Nice 0)
    Start-Sleep -Seconds 1
    $suites += Start-XunitSuite $tests $without
    $lanes = @('a', 'b' | ForEach-Object { Start-PesterLane $_ })
    $all = Measure-Tests $local
    $left = $all - (Measure-Tests $local $without)
    $leftOfAws = Measure-Tests $aws
    $leftOfCore = (Measure-Tests $core) - (Measure-Tests $core $alone)
    $suites | ForEach-Object { Complete-XunitSuite $_ }
    $lanes | ForEach-Object { Complete-PesterLane $_ }
}
finally {
    # Ends the processes of this prefix and no others.
    & timeout --kill-after=10 60 $Wine wineboot --end-session --force --kill *> $null
}

Write-Step ('{0:N0} s. NOT RUN under Wine, whose sockets end early now and then where those of Windows do not: the {1} tests of Aws, those of the {2} of {3} of Local which go over HTTP or start the server or another client ({4}), and the suites of cmdlets named above. NOT RUN either, since nothing in it is of Windows: the rest of those {2}, which keep all in memory (*InMemory), {5} tests of Core, of what several machines do together, of a bucket in memory ({6}), of waiting, of tree hashes by definition and of how much memory is taken, and tests of cmdlets that compare texts, try second examples of help or measure memory (NotRun above).' -f
    $watch.Elapsed.TotalSeconds, $leftOfAws, $left, $all, 'Clients, Control, Crash, Fuzzing, Server, Transfers, KillTests, SharingTests, SignedServiceTests, *OverHttp', $leftOfCore, 'its faults, bundles, open uploads and retention')
Write-Information ('{0} passed, {1} failed, {2} skipped' -f $counts.Passed, $counts.Failed, $counts.Skipped) -InformationAction Continue
exit [int]($counts.Failed -gt 0 -or $counts.Passed -eq 0)
