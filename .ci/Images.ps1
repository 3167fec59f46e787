# Compiles ahead (ReadyToRun) what every session uses of the module. Dot-sourced by build.ps1, so it also runs in Windows
# PowerShell 5.1. An image is the assembly with machine code beside its IL, for one platform and one major version of .NET;
# anywhere else the loader takes the assembly as it was.

function Get-ImageTool([string[]] $OtherPlatform) {
    # Where the compiler, the runtimes and PowerShell's reference lie, fetched from NuGet; fails where that cannot be had.
    $project = Join-Path $PSScriptRoot 'Images/Images.csproj'
    $others = "-property:OtherPlatforms=$($OtherPlatform -join '+')"
    $text = & dotnet restore $project --nologo --verbosity quiet $others 2>&1 | Out-String
    if ($LASTEXITCODE -ne 0) {
        throw "What compiles assemblies ahead could not be fetched from NuGet:`n$text"
    }
    $names = 'Packages', 'CompilerVersion', 'OwnRuntime', 'CompilerFolder', 'PowerShellFolder'
    $values = & dotnet msbuild $project -nologo $others "-getProperty:$($names -join ',')" | Out-String | ConvertFrom-Json
    $tool = $values.Properties
    if (-not (Test-Path -LiteralPath $tool.OwnRuntime)) {
        throw "The .NET SDK has no runtime $($tool.CompilerVersion) beside it, in '$($tool.OwnRuntime)'."
    }
    $tool
}

function Get-OwnPlatform {
    # This machine's platform, as the loader names it: what is compiled for Linux runs with every C library.
    # Windows PowerShell knows no other system than its own.
    $runtime = [System.Runtime.InteropServices.RuntimeInformation]
    $system = 'linux'
    if ($PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows) { $system = 'win' } elseif ($IsMacOS) { $system = 'osx' }
    "$system-$("$($runtime::ProcessArchitecture)".ToLowerInvariant())"
}

function Update-ModuleImage {
    # Puts the images for some platforms into the module's folder bin. Those that were made of the same IL before are kept.
    param(
        # The module's folder with the assemblies.
        [Parameter(Mandatory)] [string] $Bin,
        # Where images are kept until their IL changes.
        [Parameter(Mandatory)] [string] $Cache,
        [Parameter(Mandatory)] [string[]] $Platform
    )
    # What no session goes without. The loader itself is loaded by PowerShell, as IL; AWS's clients are rarely used.
    $assemblies = @(Get-ChildItem -Path (Join-Path $Bin '*') -Include 'GlacierPS.*.dll', 'AWSSDK.Core.dll', 'SQLitePCLRaw.*.dll' |
        Where-Object Name -NE 'GlacierPS.Loader.dll')
    $own = Get-OwnPlatform
    $sdk = & dotnet --version
    $tool = $null
    foreach ($name in $Platform) {
        $kept = Join-Path $Cache $name
        $target = Join-Path $Bin "runtimes/$name/lib/net10.0"
        $null = New-Item -ItemType Directory -Path $kept, $target -Force
        foreach ($assembly in $assemblies) {
            $image = Join-Path $kept $assembly.Name
            $source = "$((Get-FileHash -LiteralPath $assembly.FullName).Hash) by $sdk"
            $madeOf = "$image.of"
            if (-not (Test-Path -LiteralPath $madeOf) -or (Get-Content -LiteralPath $madeOf) -ne $source) {
                if (-not $tool) {
                    $tool = Get-ImageTool @($Platform | Where-Object { $_ -ne $own })
                }
                New-Image $tool $assembly.FullName $image $name
                Set-Content -LiteralPath $madeOf -Value $source
            }
            Copy-Item -LiteralPath $image -Destination $target
        }
    }
}

function Get-CompiledPowerShell {
    # The words of a command line that starts a PowerShell whose own assemblies are compiled ahead, as those of an installed
    # PowerShell are and those of the dotnet tool are not: the one given, or a copy of it that is made here once.
    param([Parameter(Mandatory)] [string[]] $PowerShell, [Parameter(Mandatory)] [string] $Cache)
    if ($PowerShell.Count -eq 1) {
        return $PowerShell
    }
    $source = Split-Path $PowerShell[1]
    $target = Join-Path $Cache (Get-Item -LiteralPath $PowerShell[1]).VersionInfo.ProductVersion.Split(' ')[0]
    if (-not (Test-Path -LiteralPath $target)) {
        $tool = Get-ImageTool @()
        $making = "$target.$PID"
        Copy-Item -LiteralPath $source -Destination $making -Recurse
        foreach ($name in 'pwsh', 'System.Management.Automation', 'Newtonsoft.Json', 'Microsoft.PowerShell.ConsoleHost', 'Microsoft.PowerShell.Security',
            'Microsoft.PowerShell.Commands.Management', 'Microsoft.PowerShell.Commands.Utility') {
            New-Image $tool (Join-Path $source "$name.dll") (Join-Path $making "$name.dll") (Get-OwnPlatform)
        }
        Rename-Item -LiteralPath $making -NewName (Split-Path $target -Leaf)
    }
    $PowerShell[0], (Join-Path $target 'pwsh.dll')
}

function New-Image($Tool, [string] $Assembly, [string] $Image, [string] $Platform) {
    # Compiles one assembly for one platform. What it refers to may be another build of the same version when it runs: code
    # of other assemblies is called, and not copied in. PowerShell's own assembly is the reference that it was compiled with.
    $compiler = 'crossgen2', 'crossgen2.exe' | ForEach-Object { Join-Path $Tool.CompilerFolder $_ } | Where-Object { Test-Path -LiteralPath $_ } | Select-Object -First 1
    if (-not $compiler) {
        throw "There is no crossgen2 in '$($Tool.CompilerFolder)'."
    }
    $system, $architecture = $Platform.Split('-')
    $runtime = @($Tool.OwnRuntime)
    if ($Platform -ne (Get-OwnPlatform)) {
        $package = Join-Path $Tool.Packages "microsoft.netcore.app.runtime.$Platform/$($Tool.CompilerVersion)/runtimes/$Platform"
        $runtime = (Join-Path $package 'lib/net10.0'), (Join-Path $package 'native')
    }
    $words = @($Assembly, "--out:$Image", '--optimize', "--targetarch:$architecture")
    $words += '--targetos:' + @{ win = 'windows'; osx = 'osx'; linux = 'linux' }[$system]
    $words += $runtime + (Split-Path $Assembly) + $Tool.PowerShellFolder | ForEach-Object { '--reference:' + (Join-Path $_ '*.dll') }
    Remove-Item -LiteralPath $Image, "$Image.of" -ErrorAction Ignore
    # In a file: PowerShell would make many words of one with a wildcard.
    [System.IO.File]::WriteAllLines("$Image.rsp", [string[]]$words)
    $text = & $compiler "@$Image.rsp" 2>&1 | Out-String
    if ($LASTEXITCODE -ne 0) {
        throw "'$Assembly' could not be compiled ahead for $Platform`:`n$text"
    }
}
