# Runs the Pester suites on a staged module and writes "passed failed skipped" to a file. Started by build.ps1 in a
# PowerShell of its own, since a module's assemblies cannot be unloaded.
param(
    # The staged module's manifest.
    [Parameter(Mandatory)] [string] $ModulePath,
    # Pester's manifest.
    [Parameter(Mandatory)] [string] $PesterPath,
    [Parameter(Mandatory)] [string] $ResultPath,
    # Test: what runs in minutes. Soak: what takes longer. Wine: what takes no times, which say nothing there,
    # and nothing that says no more there (NotWine): what compares texts, which are the same on every system, the second
    # and further examples of a page, and how much memory is taken.
    [ValidateSet('Test', 'Soak', 'Wine')] [string] $Tag = 'Test',
    # Only suites whose file has such a name, for working on one of them.
    [string] $Name = '*',
    # A folder with a file for each suite, named after it, that several of these take their suites from: one after the
    # other, and each by one of them. What takes times is left out, since the others would be in it.
    [string] $QueuePath = '',
    # The folder for temporary files, where tests look for what may be left; the system's if nothing is said.
    [string] $TemporaryPath = '',
    # Only what takes times, for when nothing else runs.
    [switch] $TimeOnly
)

$ErrorActionPreference = 'Stop'

if ($TemporaryPath) {
    $env:TMPDIR = $env:TMP = $env:TEMP = $TemporaryPath
}

# Where PowerShell looks for modules, and so its children too: the runbooks' tests are as a user would write them.
$modules = Join-Path ([IO.Path]::GetTempPath()) "GlacierPS-tests-$PID/modules"
$null = New-Item -ItemType Directory -Path (Join-Path $modules 'Pester') -Force
$version = (Import-PowerShellDataFile -LiteralPath $PesterPath).ModuleVersion
Copy-Item -LiteralPath (Split-Path $PesterPath) -Destination (Join-Path $modules "Pester/$version") -Recurse
$env:PSModulePath = $modules + [IO.Path]::PathSeparator + $env:PSModulePath
Import-Module -Name Pester -RequiredVersion $version
$env:GLACIERPS_MODULE = $ModulePath

$configuration = New-PesterConfiguration
$suites = Get-ChildItem -Path $PSScriptRoot -Filter "$Name.Tests.ps1" | ForEach-Object FullName
$configuration.Run.PassThru = $true
if ($Tag -eq 'Soak') {
    $configuration.Filter.Tag = 'Soak'
}
else {
    $configuration.Filter.ExcludeTag = @('Soak') + @(if ($Tag -eq 'Wine' -or $QueuePath) { 'Time' }) + @(if ($Tag -eq 'Wine') { 'NotWine' })
}
if ($TimeOnly) {
    $suites = @(Select-String -LiteralPath $suites -Pattern '-Tag Time\b' -List | ForEach-Object Path)
    $configuration.Filter.Tag = 'Time'
}
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.CIFormat = 'None'
if ([Console]::IsOutputRedirected) {
    $configuration.Output.RenderMode = 'Plaintext'
}


function Get-NextSuite {
    # The next suite of the queue that nobody has taken; nothing when there is none.
    foreach ($entry in [IO.Directory]::GetFiles($QueuePath, '*.Tests.ps1') | Sort-Object) {
        try {
            [IO.File]::Move($entry, "$entry.taken-by-$PID")
        }
        catch [IO.FileNotFoundException] {
            continue
        }
        return Join-Path $PSScriptRoot ([IO.Path]::GetFileName($entry) -replace '^\d+-')
    }
}

$passed = $failed = $skipped = 0
$run = {
    $result = Invoke-Pester -Configuration $configuration
    $script:passed += $result.PassedCount
    $script:failed += $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
    $script:skipped += $result.SkippedCount
}
if ($QueuePath) {
    while ($suite = Get-NextSuite) {
        # What a suite says is shown as a whole, not between the lines of another.
        $configuration.Run.Path = $suite
        $text = & $run *>&1 | ForEach-Object {
            $said = $_ -as [Management.Automation.InformationRecord] | ForEach-Object MessageData
            if ($said -is [Management.Automation.HostInformationMessage]) {
                $said.Message + $(if (-not $said.NoNewLine) { [Environment]::NewLine })
            }
            else {
                $_ | Out-String -Width 1000
            }
        }
        Write-Information (-join $text).TrimEnd() -InformationAction Continue
    }
}
else {
    $configuration.Run.Path = $suites
    . $run
}
Remove-Item -LiteralPath (Join-Path ([IO.Path]::GetTempPath()) "GlacierPS-tests-$PID") -Recurse -ErrorAction Ignore
Set-Content -LiteralPath $ResultPath -Value "$passed $failed $skipped"
exit [int]($failed -gt 0)
