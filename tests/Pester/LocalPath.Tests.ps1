# A folder that was mistyped must not become an empty Glacier, by any way in which it is named.
BeforeDiscovery {
    . "$PSScriptRoot/common.ps1"
    $connected = $module.ExportedCmdlets.Values | Where-Object { $_.Parameters.ContainsKey('LocalPath') } | Sort-Object Name
    $makers = 'Connect-Glacier', 'New-GlacierVault', 'New-GlacierProvisionedCapacity', 'Set-GlacierDataRetrievalPolicy'
    $asking = @(
        @{ Name = 'New-GlacierVault'; Parameters = @{ VaultName = 'photos' } }
        @{ Name = 'New-GlacierProvisionedCapacity'; Parameters = @{} }
        @{ Name = 'Set-GlacierDataRetrievalPolicy'; Parameters = @{ Strategy = 'FreeTier' } }
    )
    $others = $connected | Where-Object Name -NotIn $makers | ForEach-Object { @{ Command = $_; Name = $_.Name } }
}

BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/host.ps1"
    $file = (New-TestFile (Join-Path (New-TestFolder) 'a.bin') 2000).FullName

    function New-Mandatory($Command) {
        # What a cmdlet must be given to come as far as its connection, in the set that needs no object of ours.
        $set = $Command.ParameterSets | Where-Object { -not ($_.Parameters | Where-Object { $_.IsMandatory -and $_.Name -eq 'InputObject' }) } | Select-Object -First 1
        $given = @{}
        foreach ($parameter in $set.Parameters | Where-Object IsMandatory) {
            $type = $parameter.ParameterType
            $given[$parameter.Name] = if ($type -eq [switch]) { $true }
            elseif ($parameter.Name -eq 'Tag') { @{ a = '1' } }
            elseif ($parameter.Name -match 'Path$|^Policy$') { $file }
            elseif ($type.IsPrimitive) { 1MB }
            elseif ($type.IsEnum) { [enum]::GetNames($type)[0] }
            else { 'photos' }
        }
        $given
    }
}

Describe '-LocalPath of <Name>' -ForEach $others {
    It 'refuses a folder that holds no Glacier, and leaves it alone' {
        $parameters = New-Mandatory $Command
        $folder = New-TestFolder
        foreach ($path in (Join-Path $folder 'typo'), $folder) {
            if ($Command.Parameters.ContainsKey('Confirm')) { $parameters.Confirm = $false }
            $problem = Get-Error { & $Name @parameters -LocalPath $path }
            Get-ErrorName $problem | Should -Be 'StoreNotFound'
            $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $problem.TargetObject | Should -Be $path
        }
        Get-ChildItem -LiteralPath $folder -Force | Should -BeNullOrEmpty
    }
}

Describe '-LocalPath' {
    It 'is made by what can be done in an empty one, but not with -WhatIf' {
        $path = Join-Path (New-TestFolder) 'vaults'
        New-GlacierVault photos -LocalPath $path -WhatIf -WarningAction SilentlyContinue
        $WhatIfPreference = $true
        New-GlacierVault photos -LocalPath $path -WarningAction SilentlyContinue
        $WhatIfPreference = $false
        $path | Should -Not -Exist
        (New-GlacierVault photos -LocalPath $path).VaultName | Should -Be 'photos'
        $path | Should -Exist
        (Get-GlacierVault -LocalPath $path).VaultName | Should -Be 'photos'
    }

    It 'is not made by <Name> where the question is answered No, and is where it is answered Yes' -ForEach $asking {
        $path = Join-Path (New-TestFolder) 'vaults'
        foreach ($answer in 'No', 'Yes') {
            $asked = Invoke-UnderHost -Name $Name -Parameters ($Parameters + @{ LocalPath = $path }) -Answer $answer
            $asked.Errors | Should -BeNullOrEmpty
            $asked.Prompts.Count | Should -Be 1
            Test-Path $path | Should -Be ($answer -eq 'Yes')
        }
    }

    It 'W09_in_another_letter_case_is_the_same_Glacier_with_the_same_catalogue' -Skip:$IsLinux {
        $path = Connect-TestGlacier
        $null = New-GlacierVault photos
        $null = Send-GlacierArchive photos $file
        $known = (Get-GlacierCatalog photos).FullName
        $null = Connect-Glacier -LocalPath $path.ToUpperInvariant()
        (Get-GlacierConnection).LocalPath | Should -BeExactly $path
        (Get-GlacierCatalog photos).FullName | Should -BeExactly $known
        (Get-GlacierCatalog photos).KnownArchives | Should -Be 1
    }

    It 'is left as it is by -WhatIf, but for who has it open' {
        $path = Connect-TestGlacier
        $null = New-GlacierVault photos
        $sent = Send-GlacierArchive photos $file
        $null = Update-GlacierCatalog photos
        $inventory = Start-GlacierJob photos -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput -Path (New-TestFolder)
        Disconnect-Glacier
        function Get-State {
            # Until the catalogue, which is kept open for a second, is closed, and one file again.
            $state = Join-Path $env:XDG_STATE_HOME 'GlacierPS'
            Wait-Until { -not (Get-ChildItem -LiteralPath $path, $state -File -Recurse -Filter *-wal) } 'the end of the catalogue''s connections'
            Get-ChildItem -LiteralPath $path, $state -File -Recurse | Where-Object Name -NotLike 'store.*' |
                ForEach-Object { "$($_.FullName) $((Get-FileHash -LiteralPath $_.FullName).Hash)" } | Sort-Object
        }
        $before = Get-State
        $asked = @{ LocalPath = $path; WhatIf = $true }
        Remove-GlacierArchive photos $sent.ArchiveId @asked
        Remove-GlacierVault photos @asked
        Send-GlacierArchive photos $file @asked
        Sync-GlacierFolder photos (Split-Path $file) @asked
        Update-GlacierCatalog photos @asked
        Import-GlacierCatalog photos $inventory.FullName @asked
        (Restore-GlacierArchive photos *a.bin -Path (New-TestFolder) @asked).Archives | Should -Be 1
        # The plan is that of the inventory, which the catalogue does not take in.
        (Clear-GlacierVault photos -InventoryPath $inventory.FullName @asked).Archives | Should -Be 1
        Get-State | Should -Be $before
        Get-ChildItem ([IO.Path]::GetTempPath()) -Directory -Filter 'GlacierPS-*' | Where-Object { $_.Name -clike 'GlacierPS-*' -and $_.Name -notlike 'GlacierPS-tests*' } | Where-Object CreationTime -GT (Get-Date).AddSeconds(-20) | Should -BeNullOrEmpty
    }
}
