# A folder into a vault and back, on the local service: the README's transcript, with a check of every byte behind it.
# Ends with "verified N files, B bytes", or with an error and exit code 1.
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    # Emptied, then filled: the vaults and what comes back from them.
    [Parameter(Mandatory)] [string] $WorkPath,
    # What makes the round trip; files made up for the purpose if nothing is named.
    [string] $Folder
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
. (Join-Path $PSScriptRoot 'Compare-Restored.ps1')

if (Test-Path -LiteralPath $WorkPath) {
    Remove-Item -LiteralPath $WorkPath -Recurse -Force
}
$null = New-Item -ItemType Directory -Path $WorkPath
if (-not $Folder) {
    $Folder = Join-Path $WorkPath 'photos'
    & (Join-Path $PSScriptRoot 'New-SampleFolder.ps1') -Path $Folder
}

Import-Module $ModulePath
Set-Location -LiteralPath $WorkPath
$found = @(Get-ChildItem -LiteralPath $Folder -File -Recurse)
$files = @($found | Where-Object {
        $file = $_.ResolveLinkTarget($true) ?? $_
        $file -is [IO.FileInfo] -and $file.Exists -and $file.Length -gt 0
    })
if ($files.Count -lt $found.Count) {
    "left out $($found.Count - $files.Count) files that are empty, or links to nothing: Glacier stores no empty archives"
}
if ($files.Count -eq 0) {
    throw "There is nothing to send in '$Folder'."
}

Connect-Glacier -LocalPath ./vaults | Out-Host
New-GlacierVault photos | Out-Host
$sent = $files | Send-GlacierArchive -VaultName photos
$archives = Start-GlacierJob -VaultName photos -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput
$received = $archives | Start-GlacierJob | Wait-GlacierJob | Receive-GlacierJobOutput -Path ./back
Get-GlacierVault | Out-Host
Get-GlacierJob -VaultName photos | Select-Object -First 5 | Out-Host
Disconnect-Glacier

if (@($received).Count -ne $files.Count) {
    throw "$($files.Count) files were sent, but $($received.Count) came back."
}
$bytes = Compare-Restored -Sent $sent -RestoredFolder (Join-Path $WorkPath 'back')
"verified $($files.Count) files, $bytes bytes"
