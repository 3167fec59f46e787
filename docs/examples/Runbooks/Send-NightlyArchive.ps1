<#
.SYNOPSIS
    Archives what is new or changed in a folder since the last night.
.DESCRIPTION
    Keeps a list of what was archived, as a CSV file: name, size, time, archive ID and tree hash. A file that is on the
    list with the same size and time is passed over. Each archive is on the list as soon as it is stored, so that a night
    that was cut short costs the next one nothing: files that were sent are passed over, and a large file that was half
    sent goes on where it stopped.

    Returns one object a file that was archived. Files that fail are errors, and the others go on; the runbook then ends
    with an error that says how many failed, so that the scheduler sees it.
.EXAMPLE
    ./Send-NightlyArchive.ps1 -VaultName backup -Path D:\Documents -ListPath D:\documents.archives.csv
.EXAMPLE
    ./Send-NightlyArchive.ps1 -VaultName backup -Path /srv/scans -ListPath /var/lib/scans.csv -Exclude *.tmp -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $VaultName,
    [Parameter(Mandatory)] [string] $Path,
    # The list of what was archived; it should not lie in the folder itself.
    [Parameter(Mandatory)] [string] $ListPath,
    [string[]] $Exclude = @(),
    # Of Connect-Glacier; the session's or AWS's defaults if none is given.
    [hashtable] $Connection = @{}
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module GlacierPS

$folder = (Resolve-Path -LiteralPath $Path).ProviderPath
$known = @{}
if (Test-Path -LiteralPath $ListPath) {
    # The last line of a name is the one that holds.
    foreach ($line in Import-Csv -LiteralPath $ListPath) { $known[$line.Name] = $line }
}

$files = Get-ChildItem -LiteralPath $folder -File -Recurse -Exclude $Exclude | Where-Object {
    $name = [IO.Path]::GetRelativePath($folder, $_.FullName) -replace '\\', '/'
    $before = $known[$name]
    -not $before -or [long]$before.Size -ne $_.Length -or $before.LastModified -ne $_.LastWriteTimeUtc.ToString('s')
}

$problems = @()
$files | Send-GlacierArchive -VaultName $VaultName -BasePath $folder @Connection -ErrorAction Continue -ErrorVariable problems |
    ForEach-Object {
        $file = Get-Item -LiteralPath $_.FullName
        $line = [pscustomobject]@{
            Name           = $_.Name
            Size           = $_.SizeInBytes
            LastModified   = $file.LastWriteTimeUtc.ToString('s')
            Archived       = [datetime]::UtcNow.ToString('s')
            ArchiveId      = $_.ArchiveId
            SHA256TreeHash = $_.SHA256TreeHash
        }
        $line | Export-Csv -LiteralPath $ListPath -Append
        $line
    }

if ($problems.Count -gt 0) {
    Write-Error "$($problems.Count) of $(@($files).Count) files were not archived. They are tried again the next night."
}
