<#
.SYNOPSIS
    Archives what is new or changed in a folder since the last night, and keeps a log of it.
.DESCRIPTION
    Sync-GlacierFolder compares the folder with the catalogue of the vault and sends what is missing; a night that was cut
    short costs the next one nothing. Each archive is a line of the log, a CSV file, as soon as it is stored.

    Returns one object an archive. Files that fail are errors, and the others go on; the runbook then ends with an error
    that says how many failed, so that the scheduler sees it.
.EXAMPLE
    ./Send-NightlyArchive.ps1 -VaultName backup -Path D:\Documents -LogPath D:\Logs\archived.csv
.EXAMPLE
    ./Send-NightlyArchive.ps1 -VaultName backup -Path /srv/scans -LogPath /var/log/scans.csv -Exclude *.tmp -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $VaultName,
    [Parameter(Mandatory)] [string] $Path,
    # The log of what was archived; it should not lie in the folder itself.
    [Parameter(Mandatory)] [string] $LogPath,
    [string[]] $Exclude = @(),
    # Of Connect-Glacier; the session's or AWS's defaults if none is given.
    [hashtable] $Connection = @{}
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module GlacierPS

$problems = @()
Sync-GlacierFolder $VaultName $Path -Exclude $Exclude @Connection -ErrorAction Continue -ErrorVariable problems |
    ForEach-Object {
        $_ | Select-Object @{ Name = 'Time'; Expression = { [datetime]::UtcNow.ToString('s') + 'Z' } }, Action, VaultName, Name, SizeInBytes, ArchiveId |
            Export-Csv -LiteralPath $LogPath -Append
        $_
    }

if ($problems.Count -gt 0) {
    Write-Error "Not archived: $($problems.Count). The next night tries again."
}
