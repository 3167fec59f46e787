# Runs the Pester suites on a staged module and writes "passed failed skipped" to a file. Started by build.ps1 in a
# PowerShell of its own, since a module's assemblies cannot be unloaded.
param(
    # The staged module's manifest.
    [Parameter(Mandatory)] [string] $ModulePath,
    # Pester's manifest.
    [Parameter(Mandatory)] [string] $PesterPath,
    [Parameter(Mandatory)] [string] $ResultPath,
    # Test: what runs in minutes. Soak: what takes longer. Wine: what talks to no server, whose connections Wine loses now
    # and then, and takes no times, which say nothing there.
    [ValidateSet('Test', 'Soak', 'Wine')] [string] $Tag = 'Test',
    # Only suites whose file has such a name, for working on one of them.
    [string] $Name = '*'
)

$ErrorActionPreference = 'Stop'

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
if ($Tag -eq 'Wine') {
    $withServer = @(Select-String -LiteralPath $suites -Pattern '/(server|recorder|bucket)\.ps1' -List | ForEach-Object Path)
    Write-Information "== NOT RUN, since they talk to a server: $($withServer.Count) suites of $($suites.Count), $((Split-Path $withServer -Leaf) -replace '\.Tests\.ps1$' -join ', ')" -InformationAction Continue
    $suites = $suites | Where-Object { $_ -notin $withServer }
}
$configuration.Run.Path = $suites
$configuration.Run.PassThru = $true
if ($Tag -eq 'Soak') {
    $configuration.Filter.Tag = 'Soak'
}
else {
    $configuration.Filter.ExcludeTag = @('Soak') + @(if ($Tag -eq 'Wine') { 'Time' })
}
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.CIFormat = 'None'
if ([Console]::IsOutputRedirected) {
    $configuration.Output.RenderMode = 'Plaintext'
}

$result = Invoke-Pester -Configuration $configuration
Remove-Item -LiteralPath (Join-Path ([IO.Path]::GetTempPath()) "GlacierPS-tests-$PID") -Recurse -ErrorAction Ignore
$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
Set-Content -LiteralPath $ResultPath -Value "$($result.PassedCount) $failed $($result.SkippedCount)"
exit [int]($failed -gt 0)
