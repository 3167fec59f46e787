BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/cmdlets.ps1"
    $binary = Join-Path $module.ModuleBase 'bin'
    $cmdletTypes = (Get-Command Send-GlacierArchive).ImplementingType.Assembly.GetTypes() |
        Where-Object { $_.IsPublic -and -not $_.IsAbstract -and [System.Management.Automation.Cmdlet].IsAssignableFrom($_) }

    function Invoke-Fresh([string] $Script) {
        # Runs a script in a PowerShell of its own and returns what it prints.
        & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $Script 2>&1 | Out-String
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
        Invoke-Fresh "`$env:PSModulePath = '$modules' + [IO.Path]::PathSeparator + `$env:PSModulePath; Get-GlacierConnection; (Get-Module GlacierPS).Name" |
            Should -Match '^GlacierPS\s*$'
    }

    It 'keeps its commands through Import-Module -Force' {
        $path = $env:GLACIERPS_MODULE
        Invoke-Fresh "Import-Module '$path'; Import-Module '$path' -Force; (Get-Command -Module GlacierPS).Count" |
            Should -Match "^$($module.ExportedCmdlets.Count)\s*$"
    }

    It 'can be removed and imported again' {
        $path = $env:GLACIERPS_MODULE
        Invoke-Fresh "Import-Module '$path'; Remove-Module GlacierPS; Import-Module '$path'; (Get-Command -Module GlacierPS).Count; Get-GlacierConnection" |
            Should -Match "^$($module.ExportedCmdlets.Count)\s*$"
    }

    It 'works beside a module that brought another AWSSDK.Core, whichever came first' {
        $other = New-TestFolder
        $null = New-Item -ItemType Directory -Path (Join-Path $other 'Other')
        Add-Type -OutputAssembly (Join-Path $other 'Other/AWSSDK.Core.dll') -OutputType Library -TypeDefinition @'
[assembly: System.Reflection.AssemblyVersion("3.3.0.0")]
namespace Amazon.Runtime { public class AmazonServiceClient { public static string Whose => "the other module's"; } }
'@
        Set-Content (Join-Path $other 'Other/Other.psm1') 'Add-Type -Path (Join-Path $PSScriptRoot "AWSSDK.Core.dll"); function Get-Whose { [Amazon.Runtime.AmazonServiceClient]::Whose }'
        $vaults = Join-Path $other 'vaults'
        $use = "`$null = Connect-Glacier -LocalPath '$vaults'; (New-GlacierVault v).VaultName; Get-Whose"
        $import = "Import-Module '$env:GLACIERPS_MODULE'", "Import-Module '$(Join-Path $other 'Other')'"
        Invoke-Fresh "$($import[0]); $($import[1]); $use" | Should -Match "^v\s+the other module's\s*$"
        Invoke-Fresh "$($import[1]); $($import[0]); $use" | Should -Match "^v\s+the other module's\s*$"
    }
}
