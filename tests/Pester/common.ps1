# Dot-sourced by every suite: the staged module, a local Glacier in a fresh folder, and files to play with.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Continue'
$ProgressPreference = 'SilentlyContinue'

# A user's own settings must not reach a test, nor a test's them.
foreach ($name in 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ENDPOINT_URL') {
    Remove-Item -Path "env:$name" -ErrorAction Ignore
}

# Journals of unfinished uploads go where no user's are.
$env:XDG_STATE_HOME = Join-Path ([IO.Path]::GetTempPath()) "GlacierPS-tests-$PID"

. "$PSScriptRoot/../../.ci/PowerShell.ps1"
$script:module = Import-Module -Name $env:GLACIERPS_MODULE -PassThru -ErrorAction Stop

function Invoke-Child([string] $Script) {
    # Runs a script in a PowerShell of its own, like this one, and returns what it prints.
    Invoke-PowerShell (Get-OwnPowerShell) @('-Command', $Script)
}

function Invoke-InRunspace([scriptblock] $Script) {
    # Runs a script in another runspace of this process, and returns what it gives.
    $shell = [powershell]::Create()
    try { $shell.AddScript($Script).Invoke() } finally { $shell.Dispose() }
}

function Wait-Until([scriptblock] $Condition, [string] $What) {
    # Waits until something holds, two minutes at most: no test may ask how fast a machine is.
    $clock = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalMinutes -gt 2) { throw "Waited two minutes in vain for $What." }
        Start-Sleep -Milliseconds 50
    }
}

function New-TestFolder {
    # A folder of its own below Pester's TestDrive, as a path of the file system.
    $path = Join-Path (Resolve-Path TestDrive:).ProviderPath ([guid]::NewGuid().ToString('N').Substring(0, 12))
    (New-Item -ItemType Directory -Path $path).FullName
}

function New-TestFile {
    # A file of random bytes; its folders are made.
    param([Parameter(Mandatory)] [string] $Path, [long] $Size = 1000)
    $null = New-Item -ItemType Directory -Path (Split-Path -Path $Path) -Force
    $stream = [IO.File]::Create($Path)
    try {
        $block = [byte[]]::new([Math]::Min($Size, 1MB))
        for ($left = $Size; $left -gt 0; $left -= $block.Length) {
            [Random]::Shared.NextBytes($block)
            $stream.Write($block, 0, [Math]::Min($left, $block.Length))
        }
    }
    finally {
        $stream.Dispose()
    }
    Get-Item -LiteralPath $Path
}

function New-StorePath {
    # Where a store is to be made. Not below TestDrive, where Pester removes at the end of each Describe what came in it:
    # a database that is in use, and archives of later tests.
    Join-Path ([IO.Path]::GetTempPath()) "GlacierPS-tests-$PID" 'stores' ([guid]::NewGuid().ToString('N').Substring(0, 12)) 'vaults'
}

function Connect-TestGlacier {
    # A local Glacier in a folder of its own, as the session's connection.
    param([string] $Path = (New-StorePath))
    $null = Connect-Glacier -LocalPath $Path
    $Path
}

function Invoke-Elsewhere([scriptblock] $Script) {
    # Runs a script as on another machine, which knows nothing of our catalogues and journals. The folder is not one of
    # TestDrive: a catalogue is open for a second after its last use, and Windows removes no file that is open.
    $state = $env:XDG_STATE_HOME
    $env:XDG_STATE_HOME = Join-Path $state "elsewhere-$([guid]::NewGuid().ToString('N').Substring(0, 12))"
    try { & $Script } finally { $env:XDG_STATE_HOME = $state }
}

function Get-Error {
    # The one error that a script block gives, terminating or not; fails if there is none, or more than one.
    param([Parameter(Mandatory)] [scriptblock] $ScriptBlock)
    $errors = @()
    try {
        $errors = @(& $ScriptBlock 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
    }
    catch {
        $errors = @($_)
    }
    $errors.Count | Should -Be 1 -Because "one thing is wrong, so there is one error, not: $($errors -join ' / ')"
    $errors[0]
}

function Get-ErrorElsewhere([scriptblock] $ScriptBlock) {
    # The one error of what is done without the session's local Glacier, which is connected again afterwards.
    $path = (Get-GlacierConnection).LocalPath
    Disconnect-Glacier
    try { Get-Error $ScriptBlock } finally { $null = Connect-Glacier -LocalPath $path }
}

function Get-ErrorName($ErrorRecord) {
    # The first half of an error's fully qualified ID: what a script tests for.
    ($ErrorRecord.FullyQualifiedErrorId -split ',')[0]
}
