<#
.SYNOPSIS
    Brings back the files that somebody asked for, a step at a time.
.DESCRIPTION
    Glacier makes nothing ready at once, and a runbook should not wait for hours. So this one does what can be done now
    and returns; run it every half hour until everything is Restored. It keeps nothing of its own: which retrievals are
    under way is asked of the vault, so that none is started and paid for twice.

    Names are looked up in the list that Send-NightlyArchive.ps1 keeps; of a file that was archived several times the
    last archive is taken. Returns one object a file: its name, its state and, once it is there, its path.
.EXAMPLE
    ./Restore-RequestedFile.ps1 -VaultName backup -Name '2019/*.pdf' -ListPath D:\documents.archives.csv -Destination D:\Restored
.EXAMPLE
    ./Restore-RequestedFile.ps1 -VaultName backup -Name contract.pdf -ListPath D:\documents.archives.csv -Destination . -Tier Expedited
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $VaultName,
    # Names as they are on the list; wildcards are taken.
    [Parameter(Mandatory)] [string[]] $Name,
    [Parameter(Mandatory)] [string] $ListPath,
    [Parameter(Mandatory)] [string] $Destination,
    [ValidateSet('Expedited', 'Standard', 'Bulk')] [string] $Tier = 'Bulk',
    # Of Connect-Glacier; the session's or AWS's defaults if none is given.
    [hashtable] $Connection = @{}
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module GlacierPS

$wanted = @{}
foreach ($line in Import-Csv -LiteralPath $ListPath) {
    if ($Name | Where-Object { $line.Name -like $_ }) { $wanted[$line.Name] = $line }
}
if ($wanted.Count -eq 0) {
    Write-Error "The list '$ListPath' has no file named $($Name -join ', ')."
}

# A retrieval that failed is no reason not to try again.
$jobs = @{}
foreach ($job in Get-GlacierJob $VaultName @Connection | Where-Object { $_.Action -eq 'ArchiveRetrieval' -and $_.StatusCode -ne 'Failed' }) {
    if (-not $jobs.ContainsKey($job.ArchiveId) -or $job.Completed) { $jobs[$job.ArchiveId] = $job }
}

foreach ($line in $wanted.Values | Sort-Object Name) {
    $path = Join-Path $Destination $line.Name
    $job = $jobs[$line.ArchiveId]
    $state = if ((Test-Path -LiteralPath $path) -and (Get-GlacierTreeHash -LiteralPath $path).Hash -eq $line.SHA256TreeHash) {
        'Restored'
    }
    elseif (-not $job) {
        if ($PSCmdlet.ShouldProcess($line.Name, "Start a $Tier retrieval of $($line.Size) bytes, for which AWS charges")) {
            $null = Start-GlacierJob $VaultName $line.ArchiveId -Tier $Tier -Description "Restore $($line.Size) bytes" @Connection
        }
        'Requested'
    }
    elseif (-not $job.Completed) {
        'Requested'
    }
    elseif ($PSCmdlet.ShouldProcess($path, 'Receive')) {
        $null = $job | Receive-GlacierJobOutput -Path $Destination -FileName $line.Name @Connection
        'Restored'
    }
    else {
        'Ready'
    }
    [pscustomobject]@{
        Name  = $line.Name
        State = $state
        Path  = if ($state -eq 'Restored') { $path }
    }
}
