<#
.SYNOPSIS
    Has several machines copy a vault to a bucket together, and shows how far they are.

.DESCRIPTION
    Machines are named by -HostName and reached by PowerShell over SSH, or they are processes of this machine, for a try
    (-Process 4). Each runs the same Copy-GlacierArchive with -ShareTable. This machine, the first of them, has the vault's
    catalogue; the others need nothing but the module and credentials. Stop it with Ctrl+C and run it again at any time.

.EXAMPLE
    ./Copy-Together.ps1 photos -Bucket archive-2026 -ShareTable leave -HostName two, three, four -Connect @{ Region = 'us-east-1' }

    This machine and three others.

.EXAMPLE
    ./Copy-Together.ps1 photos -Bucket archive-2026 -ShareTable leave -Process 4 -More @{ MaxCost = 300; Prefix = 'photos/' }

    Four processes of this machine.
#>
param(
    [Parameter(Mandatory, Position = 0)] [string] $VaultName,
    [Parameter(Mandatory)] [string] $Bucket,
    [Parameter(Mandatory)] [string] $ShareTable,

    # Other machines, beside this one.
    [string[]] $HostName = @(),

    # How many processes take part on this machine.
    [ValidateRange(1, 64)] [int] $Process = 1,

    # Parameters of Connect-Glacier; credentials are looked for on each machine.
    [hashtable] $Connect = @{},

    # Further parameters of Copy-GlacierArchive, the same for all machines.
    [hashtable] $More = @{},

    # Where the table is, as the -Share parameters say, if not in the vault's region and account.
    [hashtable] $Share = @{},

    # What machines import.
    [string] $Module = 'GlacierPS',

    [ValidateRange(1, 3600)] [int] $EverySeconds = 30
)

$ErrorActionPreference = 'Stop'
Import-Module $Module
$null = Connect-Glacier @Connect
$null = New-GlacierShareTable $ShareTable @Share -WarningAction SilentlyContinue

# What runs on each machine. Only the first has this user's catalogue: the others would have one of their own.
$work = {
    param($Module, $Connect, $Copy, $State)
    if ($State) { $env:XDG_STATE_HOME = $State }
    Import-Module $Module
    $null = Connect-Glacier @Connect
    @(Copy-GlacierArchive @Copy -WarningAction SilentlyContinue).Count
}
$copy = $More + $Share + @{ VaultName = $VaultName; Bucket = $Bucket; ShareTable = $ShareTable }
$jobs = @(
    foreach ($number in 1..$Process) {
        $state = if ($number -eq 1) { '' } else { Join-Path ([IO.Path]::GetTempPath()) "glacierps-machine-$PID-$number" }
        Start-Job -Name "here-$number" -ScriptBlock $work -ArgumentList $Module, $Connect, $copy, $state
    }
    foreach ($name in $HostName) {
        Invoke-Command -HostName $name -AsJob -JobName $name -ScriptBlock $work -ArgumentList $Module, $Connect, $copy, ''
    }
)
try {
    # A machine that fails is told, and the others go on: start it again at any time.
    while ($jobs | Where-Object State -EQ Running) {
        $null = Wait-Job $jobs -Timeout $EverySeconds
        foreach ($now in Get-GlacierShare $ShareTable @Share | Where-Object ShareName -Like "Copy */$VaultName") {
            Write-Host ('{0:HH:mm:ss}  {1}: {2:N0} of {3:N0} archives, {4} of {5} windows, {6} machines' -f
                [datetime]::Now, $now.State, $now.ArchivesDone, $now.Archives, $now.WindowsEnded, $now.Windows.Count, $now.Machines.Count)
        }
    }
    foreach ($job in $jobs) {
        [pscustomobject]@{ Machine = $job.Name; Archives = [int](Receive-Job $job -ErrorAction Continue | Select-Object -Last 1) }
    }
}
finally {
    # Ctrl+C: each gives its windows back.
    $jobs | Stop-Job
    $jobs | Remove-Job -Force
}
