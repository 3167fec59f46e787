<#
.SYNOPSIS
    Brings back the files that somebody asked for, a step at a time.
.DESCRIPTION
    Glacier makes nothing ready at once, and a runbook should not wait for hours. So this one does what can be done now,
    and returns the state of each archive; run it every half hour until all are Restored. It keeps nothing of its own:
    which retrievals are under way is asked of the vault, so that none is started and paid for twice.

    Names are those of the vault's catalogue; of a file that was archived several times the newest is taken. What fails is
    an error, and the scheduler sees it.
.EXAMPLE
    ./Restore-RequestedFile.ps1 -VaultName backup -Name '2019/*.pdf' -Destination D:\Restored
.EXAMPLE
    ./Restore-RequestedFile.ps1 -VaultName backup -Name contract.pdf -Destination . -Tier Expedited -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $VaultName,
    [Parameter(Mandatory)] [string[]] $Name,
    [Parameter(Mandatory)] [string] $Destination,
    [ValidateSet('Expedited', 'Standard', 'Bulk')] [string] $Tier = 'Bulk',
    # Of Connect-Glacier; the session's or AWS's defaults if none is given.
    [hashtable] $Connection = @{}
)

$ErrorActionPreference = 'Stop'
Import-Module GlacierPS

$problems = @()
Restore-GlacierArchive $VaultName $Name $Destination -Tier $Tier -Newest -NoWait @Connection -ErrorAction Continue -ErrorVariable problems
if ($problems) {
    Write-Error "Not restored: $($problems.Count). The errors above say why."
}
