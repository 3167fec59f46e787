# Runs the Pester suites on a staged module and writes "passed failed skipped" to a file. Started by build.ps1 in a
# PowerShell of its own, since a module's assemblies cannot be unloaded.
param(
    # The staged module's manifest.
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $ResultPath,
    # Test: what runs in minutes. Soak: what takes longer.
    [ValidateSet('Test', 'Soak')] [string] $Tag = 'Test',
    # Only suites whose file has such a name, for working on one of them.
    [string] $Name = '*'
)

$ErrorActionPreference = 'Stop'
$wanted = '5.5.0'

if (-not (Get-Module -ListAvailable -Name Pester | Where-Object Version -ge $wanted)) {
    $modules = Join-Path $PSScriptRoot '../../output/modules'
    try {
        $null = New-Item -ItemType Directory -Path $modules -Force
        Save-PSResource -Name Pester -Version '[5.5.0,7.0.0)' -Path $modules -TrustRepository
        $env:PSModulePath = (Resolve-Path $modules).Path + [IO.Path]::PathSeparator + $env:PSModulePath
    }
    catch {
        Write-Information "== NOT RUN: every test of the cmdlets (tests/Pester). They need Pester $wanted or newer, which is not installed and could not be fetched: $_" -InformationAction Continue
        exit 0
    }
}

Import-Module -Name Pester -MinimumVersion $wanted
$env:GLACIERPS_MODULE = $ModulePath

$configuration = New-PesterConfiguration
$configuration.Run.Path = Get-ChildItem -Path $PSScriptRoot -Filter "$Name.Tests.ps1" | ForEach-Object FullName
$configuration.Run.PassThru = $true
if ($Tag -eq 'Soak') {
    $configuration.Filter.Tag = 'Soak'
}
else {
    $configuration.Filter.ExcludeTag = 'Soak'
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
