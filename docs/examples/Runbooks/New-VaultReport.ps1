<#
.SYNOPSIS
    Reports what the vaults of an account hold, who pays for it, and what is amiss.
.DESCRIPTION
    One object a vault: archives and bytes at the last inventory, the growth since the last report, what the storage costs
    a month, the cost centre from its tags, its lock, and what somebody should look at: inventories that are overdue,
    uploads that nobody finished, vaults without an owner. With -ReportPath the report is kept as a CSV file too, which the
    next month's run compares with. With -PagePath there is a page to look at as well: one HTML file on all vaults that the
    catalogue knows (Update-GlacierCatalog), in the place of last month's.
.EXAMPLE
    ./New-VaultReport.ps1 -ReportPath ./vaults-2026-11.csv -LastReportPath ./vaults-2026-10.csv | Format-Table
.EXAMPLE
    ./New-VaultReport.ps1 | Where-Object Remarks | Select-Object VaultName, Remarks
#>
[CmdletBinding()]
param(
    [string] $ReportPath,
    # The report of last month, if there is one.
    [string] $LastReportPath,
    # An HTML file for whoever would rather look than read.
    [string] $PagePath,
    # US dollars for a gigabyte and month; AWS's page of prices has those of your region.
    [decimal] $PricePerGigabyte = 0.0036,
    # The tags that say who owns a vault, and who pays for it.
    [string] $OwnerTag = 'owner',
    [string] $CostTag = 'cost centre',
    # Of Connect-Glacier; the session's or AWS's defaults if none is given.
    [hashtable] $Connection = @{}
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module GlacierPS

$now = Get-Date
$before = @{}
if ($LastReportPath) {
    foreach ($line in Import-Csv -LiteralPath $LastReportPath) { $before[$line.VaultName] = [long]$line.Bytes }
}

$report = foreach ($vault in Get-GlacierVault @Connection) {
    $tags = @{}
    foreach ($tag in $vault | Get-GlacierVaultTag @Connection) { $tags[$tag.Key] = $tag.Value }
    # Most vaults have no lock, which is no error here.
    $lock = $vault | Get-GlacierVaultLock @Connection
    $old = @($vault | Get-GlacierMultipartUpload @Connection | Where-Object CreationDate -LT $now.AddDays(-7))
    $remarks = @(
        if (-not $tags.ContainsKey($OwnerTag)) { "no tag '$OwnerTag'" }
        if ($old) { "uploads unfinished for a week: $($old.Count)" }
        if ($vault.LastInventoryDate -and $vault.LastInventoryDate -lt $now.AddDays(-40)) { 'nothing written for 40 days' }
        if ($lock -and $lock.State -eq 'InProgress') { "lock in progress until $($lock.ExpirationDate.ToString('s'))" }
    )
    [pscustomobject]@{
        VaultName       = $vault.VaultName
        Owner           = $tags[$OwnerTag]
        CostCentre      = $tags[$CostTag]
        Archives        = $vault.NumberOfArchives
        Bytes           = $vault.SizeInBytes
        Growth          = if ($before.ContainsKey($vault.VaultName)) { $vault.SizeInBytes - $before[$vault.VaultName] }
        DollarsPerMonth = [Math]::Round([decimal]$vault.SizeInBytes / 1GB * $PricePerGigabyte, 2)
        Lock            = if ($lock) { $lock.State }
        LastInventory   = if ($vault.LastInventoryDate) { $vault.LastInventoryDate.ToString('s') }
        Remarks         = $remarks -join '; '
    }
}

if ($ReportPath) { $report | Export-Csv -LiteralPath $ReportPath }
if ($PagePath) { Export-GlacierReport -Path $PagePath -Force @Connection }
$report
