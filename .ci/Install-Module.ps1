# Puts the staged module where PowerShell looks for modules, and looks at it from a fresh PowerShell. Started by build.ps1
# in a PowerShell 7.4 or newer.
param(
    # The staged module, GlacierPS/<version>.
    [Parameter(Mandatory)] [string] $ModulePath,
    [ValidateSet('CurrentUser', 'AllUsers')] [string] $Scope = 'CurrentUser'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
. "$PSScriptRoot/PowerShell.ps1"

# Where PowerShell 7 has its modules; about_PSModulePath.
$modules = if ($Scope -eq 'AllUsers') {
    $IsWindows ? (Join-Path $env:ProgramFiles 'PowerShell/Modules') : '/usr/local/share/powershell/Modules'
}
else {
    $IsWindows ? (Join-Path ([Environment]::GetFolderPath('MyDocuments')) 'PowerShell/Modules') :
        (Join-Path ([Environment]::GetFolderPath('LocalApplicationData', 'DoNotVerify')) 'powershell/Modules')
}

# Beside its place first and then moved, so that a copy that breaks off leaves no half module where PowerShell finds it.
$version = Split-Path $ModulePath -Leaf
$target = Join-Path $modules "GlacierPS/$version"
$copy = Join-Path $modules ".GlacierPS-$PID"
try {
    $null = New-Item -ItemType Directory -Path (Split-Path $target), $copy -Force
    Copy-Item -Path (Join-Path $ModulePath '*') -Destination $copy -Recurse
    Get-ChildItem -LiteralPath $copy -Recurse -Include *.pdb, *.deps.json | Remove-Item
    if (Test-Path -LiteralPath $target) {
        Remove-Item -LiteralPath $target -Recurse -Force
    }
    Move-Item -LiteralPath $copy -Destination $target
}
catch {
    throw "The module could not be put into '$target': $_ If a PowerShell has it loaded, close that; if the folder is not yours, run this as one who may write there, or use -Scope CurrentUser."
}
finally {
    Remove-Item -LiteralPath $copy -Recurse -Force -ErrorAction Ignore
}

# Autoloading: the command is found by its name, as in a new window.
$found = Invoke-PowerShell (Get-OwnPowerShell) @('-Command', '(Get-Command Connect-Glacier -ErrorAction Ignore).Module.ModuleBase') | Select-Object -Last 1
if ($found -ne $target) {
    throw "The module is in '$target', but a new PowerShell finds $(if ($found) { "the one in '$found'" } else { 'none' }). Its PSModulePath is: $env:PSModulePath"
}
Write-Information "== Installed $target" -InformationAction Continue
Write-Information "== In a new PowerShell the cmdlets are there: Get-Command -Module GlacierPS" -InformationAction Continue
