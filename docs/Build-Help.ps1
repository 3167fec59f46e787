# Makes the help that Get-Help shows out of docs/en-US, by PlatyPS. Started by build.ps1 in a PowerShell of its own.
param([Parameter(Mandatory)] [string] $ModulePath)

$ErrorActionPreference = 'Stop'

if (-not (Get-Module -ListAvailable -Name Microsoft.PowerShell.PlatyPS)) {
    $modules = Join-Path $PSScriptRoot '../output/modules'
    try {
        $null = New-Item -ItemType Directory -Path $modules -Force
        Save-PSResource -Name Microsoft.PowerShell.PlatyPS -Version '[1.0.0,2.0.0)' -Path $modules -TrustRepository
        $env:PSModulePath = (Resolve-Path $modules).Path + [IO.Path]::PathSeparator + $env:PSModulePath
    }
    catch {
        Write-Information "== Help not built: PlatyPS 1.0 is not installed and could not be fetched: $_" -InformationAction Continue
        exit 0
    }
}

Import-Module -Name Microsoft.PowerShell.PlatyPS
$target = Join-Path $ModulePath 'en-US'
$null = New-Item -ItemType Directory -Path $target -Force
$made = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid().ToString('N'))
try {
    Get-ChildItem -Path (Join-Path $PSScriptRoot 'en-US/*-*.md') | Import-MarkdownCommandHelp |
        Export-MamlCommandHelp -OutputFolder $made | Copy-Item -Destination $target
}
finally {
    Remove-Item -LiteralPath $made -Recurse -ErrorAction Ignore
}
Get-ChildItem -Path (Join-Path $PSScriptRoot 'en-US/about_*.md') | ForEach-Object {
    Copy-Item -LiteralPath $_.FullName -Destination (Join-Path $target ($_.BaseName + '.help.txt'))
}
