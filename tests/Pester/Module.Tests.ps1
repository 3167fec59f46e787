BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/cmdlets.ps1"
    $binary = Join-Path $module.ModuleBase 'bin'
    $cmdletTypes = (Get-Command Send-GlacierArchive).ImplementingType.Assembly.GetTypes() |
        Where-Object { $_.IsPublic -and -not $_.IsAbstract -and [System.Management.Automation.Cmdlet].IsAssignableFrom($_) }

    function Invoke-Fresh([string] $Script) {
        # Runs a script in a PowerShell of its own and returns what it prints.
        Invoke-Child $Script 2>&1 | Out-String
    }
}

Describe 'The module' {
    It 'exports exactly the cmdlets that are compiled into it' {
        $names = $cmdletTypes | ForEach-Object {
            $attribute = $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0]
            "$($attribute.VerbName)-$($attribute.NounName)"
        }
        $manifest = Import-PowerShellDataFile (Join-Path $module.ModuleBase 'GlacierPS.psd1')
        ($manifest.CmdletsToExport | Sort-Object) -join ' ' | Should -Be (($names | Sort-Object) -join ' ')
        ($module.ExportedCmdlets.Keys | Sort-Object) -join ' ' | Should -Be (($names | Sort-Object) -join ' ')
    }

    It 'has the cmdlets that it is to have' {
        ($module.ExportedCmdlets.Keys | Sort-Object) -join ' ' | Should -Be (($cmdlets.Keys | Sort-Object) -join ' ')
    }

    It 'reaches every operation of the service' {
        # Those of a large archive's upload are Send-GlacierArchive's too.
        $reached = $cmdlets.Values | ForEach-Object { $_ } | Where-Object { $_ } | Sort-Object -Unique
        $local = [System.Reflection.Assembly]::LoadFrom((Join-Path $binary 'GlacierPS.Local.dll'))
        $all = $local.GetType('GlacierPS.Local.Http.GlacierOperation').GetEnumNames()
        $all.Count | Should -Be 33
        $reached -join ' ' | Should -Be (($all | Sort-Object) -join ' ')
    }

    It 'exports nothing else' {
        $module.ExportedFunctions.Count + $module.ExportedAliases.Count + $module.ExportedVariables.Count | Should -Be 0
    }

    It 'uses approved verbs and singular nouns' {
        $approved = (Get-Verb).Verb
        foreach ($command in $module.ExportedCmdlets.Values) {
            $approved | Should -Contain $command.Verb
            $command.Noun | Should -Not -Match 's$'
        }
    }

    It 'has parameters of one name and type in all cmdlets, none of them plural or Boolean' {
        # -InputObject takes what each cmdlet is for, and -Newest so many, as of Get-WinEvent, or the newest of each name.
        $differ = 'InputObject', 'Newest'
        $types = @{}
        foreach ($command in $module.ExportedCmdlets.Values) {
            foreach ($parameter in $command.Parameters.Values) {
                $name = $parameter.Name
                $name | Should -MatchExactly '^[A-Z][A-Za-z0-9]+$'
                $type = $parameter.ParameterType.IsArray ? $parameter.ParameterType.GetElementType() : $parameter.ParameterType
                $type = [Nullable]::GetUnderlyingType($type) ?? $type
                $type | Should -Not -Be ([bool]) -Because "$($command.Name) -$name"
                if ($name -cmatch '[^sSu]s$') {
                    # What is many in itself, or a verb.
                    $name | Should -BeIn 'AllRegions', 'FollowLinks', 'MaxSizeInBytes', 'Nodes' -Because $command.Name
                }
                if ($name -in $differ) { continue }
                if ($types.Contains($name)) { $type | Should -Be $types[$name] -Because "$($command.Name) -$name" } else { $types[$name] = $type }
            }
        }
        $types.Count | Should -BeGreaterThan 80
    }

    It 'has a public class for each cmdlet, called after it, in a namespace that ends in Commands' {
        foreach ($command in $module.ExportedCmdlets.Values) {
            $command.ImplementingType.Name | Should -BeExactly "$($command.Verb)$($command.Noun)Command"
            $command.ImplementingType.Namespace | Should -MatchExactly '\.Commands$'
            $command.ImplementingType.IsPublic | Should -BeTrue
        }
    }

    It 'ships no assembly of PowerShell' {
        Get-ChildItem $binary -Filter 'System.Management.Automation.dll' -Recurse | Should -BeNullOrEmpty
        Get-ChildItem $binary -Filter 'PowerShellStandard*.dll' -Recurse | Should -BeNullOrEmpty
    }

    It 'runs on the PowerShell of this process, not on a stub' {
        $base = (Get-Command Send-GlacierArchive).ImplementingType
        while ($base.BaseType -ne [System.Management.Automation.PSCmdlet] -and $base.BaseType) { $base = $base.BaseType }
        $base.BaseType | Should -Be ([System.Management.Automation.PSCmdlet])
    }

    It 'has -WhatIf and -Confirm on everything that changes something' {
        foreach ($command in $module.ExportedCmdlets.Values | Where-Object Verb -In 'New', 'Remove', 'Send', 'Start', 'Set', 'Add', 'Stop', 'Complete', 'Receive') {
            $command.Parameters.Keys | Should -Contain 'WhatIf' -Because $command.Name
        }
    }

    It 'asks before it removes, buys or locks' {
        $grave = 'Complete-GlacierVaultLock', 'Start-GlacierVaultLock', 'New-GlacierProvisionedCapacity', 'Stop-GlacierMultipartUpload'
        foreach ($command in $module.ExportedCmdlets.Values | Where-Object { $_.Verb -eq 'Remove' -or $_.Name -in $grave }) {
            $command.ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0].ConfirmImpact |
                Should -Be 'High' -Because $command.Name
        }
    }

    It 'is imported by the name of its folder, as users do' {
        $folder = Split-Path $module.ModuleBase
        Invoke-Fresh "(Import-Module '$folder' -PassThru).ExportedCmdlets.Count" | Should -Match "^$($module.ExportedCmdlets.Count)\s*$"
    }

    It 'loads by itself when one of its commands is called' {
        $modules = Split-Path (Split-Path $module.ModuleBase)
        Invoke-Fresh "`$env:PSModulePath = '$modules' + [IO.Path]::PathSeparator + `$env:PSModulePath; Get-GlacierConnection -WarningAction Ignore; (Get-Module GlacierPS).Name" |
            Should -Match '^GlacierPS\s*$'
    }

    It 'keeps its commands through Import-Module -Force' {
        $path = $env:GLACIERPS_MODULE
        Invoke-Fresh "Import-Module '$path'; Import-Module '$path' -Force; (Get-Command -Module GlacierPS).Count" |
            Should -Match "^$($module.ExportedCmdlets.Count)\s*$"
    }

    It 'can be removed and imported again' {
        $path = $env:GLACIERPS_MODULE
        Invoke-Fresh "Import-Module '$path'; Remove-Module GlacierPS; Import-Module '$path'; (Get-Command -Module GlacierPS).Count; Get-GlacierConnection -WarningAction Ignore" |
            Should -Match "^$($module.ExportedCmdlets.Count)\s*$"
    }

    It 'says that another copy was imported earlier, and goes on with that one' {
        # As after an update in the same session. .NET cannot unload the first one's assemblies.
        $copy = Join-Path (New-TestFolder) 'GlacierPS'
        Copy-Item -LiteralPath $module.ModuleBase -Destination $copy -Recurse
        $path = $env:GLACIERPS_MODULE
        $count = '@(Get-Command -Module GlacierPS).Count'
        $said = Invoke-Fresh "Import-Module '$path'; Remove-Module GlacierPS; try { Import-Module '$copy/GlacierPS.psd1' } catch { `$_.Exception.Message }; $count; Import-Module '$path'; $count"
        $said | Should -Match ("^Another copy of GlacierPS, in '$([regex]::Escape($module.ModuleBase))', was imported earlier in this process, " +
            "and \.NET cannot unload it\. Start a new PowerShell to use this one\.\s+0\s+$($module.ExportedCmdlets.Count)\s*$")
    }

    It 'works beside a module that brought AWSSDK.Core 3.7, whichever came first' {
        # A real one: tests/OtherSdkModule signs with the SDK that it brings.
        $configuration = if ($env:GLACIERPS_CONFIGURATION) { $env:GLACIERPS_CONFIGURATION } else { 'Release' }
        $other = (Resolve-Path (Join-Path $PSScriptRoot "../OtherSdkModule/bin/$configuration/net8.0/OtherSdkModule.dll")).Path
        $vaults = Join-Path (New-TestFolder) 'vaults'
        $ours = "`$null = Connect-Glacier -LocalPath '$vaults'; (New-GlacierVault v).VaultName"
        $import = "Import-Module '$env:GLACIERPS_MODULE'", "Import-Module '$other'"
        $both = '^v\s+3\.3\.0\.0 signed 64\s+v\s*$'
        Invoke-Fresh "$($import[0]); $($import[1]); $ours; Invoke-OtherSdk; (Get-GlacierVault v).VaultName" | Should -Match $both
        Invoke-Fresh "$($import[1]); Invoke-OtherSdk | Out-Null; $($import[0]); $ours; Invoke-OtherSdk; (Get-GlacierVault v).VaultName" | Should -Match $both
    }

    It 'takes the images compiled ahead for this platform, and the assemblies themselves where there are none' {
        . "$PSScriptRoot/../../.ci/Images.ps1"
        $script = '(Get-Command Send-GlacierArchive).ImplementingType.Assembly.Location, [GlacierPS.ByteRange].Assembly.Location'
        $vaults = Join-Path (New-TestFolder) 'vaults'
        # With SQLite's library found from both.
        $used = "`$null = New-GlacierVault v -LocalPath '$vaults'; (Get-GlacierVault v -LocalPath '$vaults').VaultName"
        $names = 'GlacierPS.Cmdlets.dll', 'GlacierPS.Core.dll'
        $copy = Join-Path (New-TestFolder) 'GlacierPS'
        Copy-Item -LiteralPath $module.ModuleBase -Destination $copy -Recurse
        Get-ChildItem -Path (Join-Path $copy 'bin/runtimes/*/lib') | Remove-Item -Recurse -Force
        $without = Invoke-Fresh "Import-Module '$copy/GlacierPS.psd1'; $script; $used"
        $without | Should -Be ((@($names | ForEach-Object { Join-Path $copy "bin/$_" }) + 'v' + '') -join [Environment]::NewLine)

        $images = Join-Path $binary "runtimes/$(Get-OwnPlatform)/lib/net$([Environment]::Version.Major).0"
        if (-not (Test-Path -LiteralPath $images)) {
            Set-ItResult -Skipped -Because "the module was staged without images for this platform, in '$images'"
            return
        }
        Join-Path $images 'GlacierPS.Loader.dll' | Should -Not -Exist
        $ahead = Invoke-Fresh "Import-Module '$env:GLACIERPS_MODULE'; $script; $used"
        $ahead | Should -Be ((@($names | ForEach-Object { Join-Path $images $_ }) + 'v' + '') -join [Environment]::NewLine)
    }

    It 'loads nothing of AWS''s before it is used' {
        $script = "Import-Module '$env:GLACIERPS_MODULE'; function Show { ([AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -like 'AWSSDK*' | Sort-Object) -join ' ' }"
        Invoke-Fresh "$script; '[' + (Show) + ']'" | Should -Match '^\[\]'
        Invoke-Fresh "$script; Get-GlacierConnection -WarningAction Ignore; '[' + (Show) + ']'" | Should -Match '^\[\]'
        Invoke-Fresh "$script; `$null = New-GlacierVault v -LocalPath '$(New-TestFolder)'; '[' + (Show) + ']'" | Should -Match '^\[AWSSDK.Core\]'
    }

    It 'is imported about as fast as a module with nothing in it, and is soon ready' -Tag Time {
        # Each in a fresh process, the best of five; the bounds hold on a busy machine, the figures are shown.
        $empty = Join-Path (New-TestFolder) 'Empty.dll'
        Add-Type -OutputAssembly $empty -OutputType Library -TypeDefinition 'using System.Management.Automation; [Cmdlet("Get", "Empty")] public class GetEmptyCommand : PSCmdlet { }'
        $vaults = Join-Path (New-TestFolder) 'vaults'
        $null = New-GlacierVault v -LocalPath $vaults
        $clock = '$clock = [Diagnostics.Stopwatch]::StartNew(); {0}; $clock.Elapsed.TotalMilliseconds'
        $times = foreach ($round in 1..5) {
            [pscustomobject]@{
                Empty = [double](Invoke-Fresh ($clock -f "Import-Module '$empty'"))
                Ours  = [double](Invoke-Fresh ($clock -f "Import-Module '$env:GLACIERPS_MODULE'"))
                First = [double](Invoke-Fresh "Import-Module '$env:GLACIERPS_MODULE'; $($clock -f "`$null = Get-GlacierVault -LocalPath '$vaults'")")
            }
        }
        $best = foreach ($name in 'Empty', 'Ours', 'First') { ($times.$name | Measure-Object -Minimum).Minimum }
        Write-Information ('An empty module: {0:N0} ms; this one: {1:N0} ms; its first command: {2:N0} ms more' -f $best) -InformationAction Continue
        $best[1] - $best[0] | Should -BeLessThan 1500
        $best[2] | Should -BeLessThan 4000
    }

    It 'has a clean manifest and is small' {
        $manifest = Test-ModuleManifest (Join-Path $module.ModuleBase 'GlacierPS.psd1') -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        $manifest.ExportedCmdlets.Count | Should -Be $module.ExportedCmdlets.Count
        # Symbols are not packed. Of the images compiled ahead those for this platform alone are here.
        (Get-ChildItem $module.ModuleBase -File -Recurse -Exclude *.pdb | Measure-Object Length -Sum).Sum | Should -BeLessThan 36MB
    }
}
