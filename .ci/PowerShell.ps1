# Finds a PowerShell that can load the module, and starts scripts in it. Dot-sourced by build.ps1, the packing and the
# tests, so it also runs in Windows PowerShell 5.1.

function Get-OwnPowerShell {
    # The words of a command line that starts another PowerShell like this one; none if this one is older than 7.4.
    # A PowerShell that is a dotnet tool is the process `dotnet` with pwsh.dll, and its executable is no PowerShell.
    if ($PSVersionTable.PSVersion -lt [version]'7.4') {
        return
    }
    $executable = (Get-Process -Id $PID).Path
    if ([System.IO.Path]::GetFileNameWithoutExtension($executable) -eq 'pwsh') {
        return , $executable
    }
    return $executable, (Join-Path $PSHOME 'pwsh.dll')
}

function Invoke-PowerShell {
    # Runs a PowerShell without the user's profile and without questions: the words that start it, then its arguments.
    # What it prints is returned; its exit code is in $LASTEXITCODE.
    param([Parameter(Mandatory)] [string[]] $PowerShell, [Parameter(Mandatory)] [string[]] $Arguments)
    $program = $PowerShell[0]
    $words = @($PowerShell | Select-Object -Skip 1) + @('-NoProfile', '-NonInteractive') + $Arguments
    & $program @words
}

function Test-PowerShell([string[]] $PowerShell) {
    # Whether a command line starts a PowerShell 7.4 or newer.
    try {
        $found = Invoke-PowerShell $PowerShell @('-Command', '''{0}.{1}'' -f $PSVersionTable.PSVersion.Major, $PSVersionTable.PSVersion.Minor') 2>$null
        return $LASTEXITCODE -eq 0 -and [version]$found -ge [version]'7.4'
    }
    catch {
        return $false
    }
}

function Find-PowerShell([string] $Root) {
    # The words of a command line that starts PowerShell 7.4 or newer: this one, the one on PATH, or the dotnet tool that
    # the manifest in $Root names, which is fetched. None where that cannot be had.
    # What a program says on standard error is no failure of ours; Windows PowerShell would make it one.
    $ErrorActionPreference = 'Continue'
    $own = @(Get-OwnPowerShell)
    if ($own) {
        return $own
    }
    if ((Get-Command -Name pwsh -CommandType Application -ErrorAction Ignore) -and (Test-PowerShell 'pwsh')) {
        return , 'pwsh'
    }

    Write-Information '== PowerShell 7.4 or newer is not on PATH: fetching it as a local dotnet tool' -InformationAction Continue
    # A tool is found from the folder of its manifest only.
    Push-Location -LiteralPath $Root
    try {
        # Another tool of the manifest that cannot be had is no reason to go without PowerShell.
        & dotnet tool restore 2>$null | Out-Null
        $line = & dotnet tool run pwsh -- -NoProfile -NonInteractive -Command '(Get-Process -Id $PID).Path, $PSHOME -join "|"' 2>$null
        if ($LASTEXITCODE -eq 0 -and $line) {
            $executable, $folder = "$line".Split('|')
            $tool = $executable, (Join-Path $folder 'pwsh.dll')
            if (Test-PowerShell $tool) {
                return $tool
            }
        }
    }
    finally {
        Pop-Location
    }
}
