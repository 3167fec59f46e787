# Makes the module's nupkg and zip, and looks at them as a user's PowerShell will. Started by build.ps1 in a PowerShell of
# its own.
param(
    # The staged module, GlacierPS/<version>.
    [Parameter(Mandatory)] [string] $ModulePath,
    # Where the packages go.
    [Parameter(Mandatory)] [string] $OutputPath
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
. "$PSScriptRoot/PowerShell.ps1"
# Packed: 3 MB of assemblies, 6 MB of SQLite for seven platforms, 4.5 MB of images for each of four.
$mostBytes = 30000000

$version = Split-Path $ModulePath -Leaf
$packing = Join-Path $OutputPath 'packing'
Remove-Item -LiteralPath $packing -Recurse -Force -ErrorAction Ignore
$copy = Join-Path $packing "GlacierPS/$version"
$null = New-Item -ItemType Directory -Path (Split-Path $copy)
Copy-Item -LiteralPath $ModulePath -Destination $copy -Recurse
# Symbols are for those who build the module themselves.
Get-ChildItem -LiteralPath $copy -Recurse -Include *.pdb, *.deps.json | Remove-Item

$manifest = Test-ModuleManifest (Join-Path $copy 'GlacierPS.psd1') -WarningAction Stop
if ($manifest.Version -ne [version]$version) {
    throw "The manifest says version $($manifest.Version), the folder $version."
}

$nupkg = Join-Path $OutputPath "GlacierPS.$version.nupkg"
$zip = Join-Path $OutputPath "GlacierPS-$version.zip"
Remove-Item -LiteralPath $nupkg, $zip -ErrorAction Ignore
$project = Join-Path $PSScriptRoot 'Package/GlacierPS.Package.csproj'
dotnet pack $project --configuration Release --output $OutputPath --nologo --verbosity quiet "-p:PackageVersion=$version" "-p:ModulePath=$copy"
if ($LASTEXITCODE -ne 0) {
    throw "'dotnet pack' ended with exit code $LASTEXITCODE."
}
Compress-Archive -Path (Join-Path $packing 'GlacierPS') -DestinationPath $zip

# Out of the zip it came from must come a module that works.
$check = Join-Path $packing 'check'
Expand-Archive -LiteralPath $zip -DestinationPath $check
$commands = Invoke-PowerShell (Get-OwnPowerShell) @('-Command', "(Import-Module '$check/GlacierPS' -PassThru).ExportedCmdlets.Count")
if ([int]$commands -ne $manifest.ExportedCmdlets.Count) {
    throw "The zip's module has $commands commands, the manifest names $($manifest.ExportedCmdlets.Count)."
}

$size = (Get-ChildItem -LiteralPath $copy -File -Recurse | Measure-Object Length -Sum).Sum
foreach ($file in Get-Item -LiteralPath $nupkg, $zip) {
    Write-Information ('== Packed {0}: {1:N0} bytes' -f $file.FullName, $file.Length) -InformationAction Continue
    if ($file.Length -gt $mostBytes) {
        throw "'$($file.Name)' has $($file.Length) bytes, more than the $mostBytes that it may have."
    }
}
Write-Information ('== {0} cmdlets, {1:N1} MB when installed' -f $commands, ($size / 1e6)) -InformationAction Continue
Remove-Item -LiteralPath $packing -Recurse -Force
