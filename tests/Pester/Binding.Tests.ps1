# A vault is named in the same ways everywhere: by its name down the pipe, or by whatever has a VaultName.
BeforeDiscovery {
    . "$PSScriptRoot/common.ps1"
    # Down the pipe these take files or archives.
    $takeOthers = 'Restore-GlacierArchive', 'Send-GlacierArchive', 'Test-GlacierArchive'
    # Takes a whole vault by its name, or archives: the vault of an archive must not make it the whole.
    $other = 'Copy-GlacierArchive', 'Measure-GlacierRetrieval'
    $named = $module.ExportedCmdlets.Values | Where-Object { $_.Name -notin $other -and $_.Parameters.ContainsKey('VaultName') -and @($_.Parameters.VaultName.ParameterSets.Values)[0].IsMandatory } |
        Sort-Object Name | ForEach-Object { @{ Command = $_; Name = $_.Name; TakesOthers = $_.Name -in $takeOthers } }
}

BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'photos-old', 'letters' | New-GlacierVault
    $folder = New-TestFolder
    $null = 'a.txt', 'b.txt' | ForEach-Object { New-TestFile (Join-Path $folder $_) 500 }
    Push-Location $folder
    $null = Get-ChildItem | Send-GlacierArchive photos
    $null = Get-Item a.txt | Send-GlacierArchive photos-old
    Pop-Location
    $null = 'photos', 'photos-old' | Update-GlacierCatalog
}

AfterAll { Disconnect-Glacier }

Describe '-VaultName of <Name>' -ForEach $named {
    It 'is the first word, or comes down the pipe' {
        foreach ($set in $Command.Parameters.VaultName.ParameterSets.Values) {
            $set.Position | Should -Be 0
            $set.ValueFromPipelineByPropertyName | Should -BeTrue
            $set.ValueFromPipeline | Should -Be (-not $TakesOthers)
        }
    }
}

Describe 'Names of vaults in a pipe' {
    It 'are read, updated, synced and emptied' {
        ('photos' | Get-GlacierArchive).Name | Sort-Object | Should -Be 'a.txt', 'b.txt'
        ('photos', 'photos-old' | Update-GlacierCatalog).VaultName | Should -Be 'photos', 'photos-old'
        ('photos-old' | Sync-GlacierFolder -Path $folder).Name | Should -Be 'b.txt'
        ('photos' | Get-GlacierJob).VaultName | Sort-Object -Unique | Should -Be 'photos'
        'photos', 'letters' | Add-GlacierVaultTag -Tag @{ owner = 'anna' }
        ('photos', 'letters' | Get-GlacierVaultTag).VaultName | Should -Be 'photos', 'letters'
        ('photos' | Clear-GlacierVault -WhatIf).Archives | Should -Be 2
    }

    It 'may come as vaults, chosen by wildcards' {
        (Get-GlacierVault photos* | Get-GlacierArchive -Name a.* -WarningAction SilentlyContinue | Group-Object VaultName).Name | Should -Be 'photos', 'photos-old'
        (Get-GlacierVault photos* | Clear-GlacierVault -WhatIf).VaultName | Should -Be 'photos', 'photos-old'
        (Get-GlacierVault photos | Test-GlacierArchive -Path $folder).Status | Select-Object -Unique | Should -Be 'Same'
        (Get-GlacierVault photos | Restore-GlacierArchive -Name a.txt -Path (New-TestFolder)).Name | Should -Be 'a.txt'
    }

    It 'are refused one by one, and the others go on' {
        $found = 'letters', 'no such', 'photos' | Get-GlacierVaultTag -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.VaultName | Should -Be 'letters', 'photos'
        Get-ErrorName $problems[0] | Should -Be 'InvalidVaultName'
    }
}
