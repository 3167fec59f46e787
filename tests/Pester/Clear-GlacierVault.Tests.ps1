BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'other', 'locked' | New-GlacierVault
    $work = New-TestFolder
    $files = 1..12 | ForEach-Object { New-TestFile (Join-Path $work "$_.bin") 500 }
    $null = $files | Send-GlacierArchive photos -BasePath $work
    $null = $files[0] | Send-GlacierArchive locked

    function Get-Left([string] $Vault) { @(Start-GlacierJob $Vault -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput).Count }
}

AfterAll { Disconnect-Glacier }

Describe 'Clear-GlacierVault' {
    It 'does not begin before an inventory is known' {
        Get-ErrorName (Get-Error { Clear-GlacierVault photos -Confirm:$false }) | Should -Be 'CatalogEmpty'
        Get-Left photos | Should -Be 12
    }

    It 'says with -WhatIf what it would delete, and deletes nothing' {
        $null = Update-GlacierCatalog photos
        $plan = Clear-GlacierVault photos -WhatIf
        $plan.Archives | Should -Be 12
        $plan.SizeInBytes | Should -Be 6000
        $plan.EarlyArchives | Should -Be 12
        $plan.EarlyDeletionCost | Should -BeGreaterThan 0
        $plan.IsLastVault | Should -BeFalse
        Get-Left photos | Should -Be 12
    }

    It 'empties the vault, and leaves others alone' {
        $result = Clear-GlacierVault photos -Confirm:$false
        $result.Deleted | Should -Be 12
        $result.Failed | Should -Be 0
        Get-Left photos | Should -Be 0
        Get-Left locked | Should -Be 1
        Get-GlacierArchive photos -WarningAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'takes a saved inventory, and goes on where it was' {
        $null = $files[0..3] | Send-GlacierArchive other -BasePath $work
        $saved = Start-GlacierJob other -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput -Path (Join-Path $work 'saved')
        (Clear-GlacierVault other -InventoryPath $saved.Path -Confirm:$false).Deleted | Should -Be 4
        (Clear-GlacierVault other -InventoryPath $saved.Path -Confirm:$false -WarningAction SilentlyContinue).Deleted | Should -Be 0
        Get-Left other | Should -Be 0
    }

    It 'refuses what a lock forbids' {
        $null = Update-GlacierCatalog locked
        $arn = (Get-GlacierVault locked).VaultARN
        $policy = @{ Version = '2012-10-17'; Statement = @(@{ Sid = 'keep'; Effect = 'Deny'; Principal = '*'; Action = 'glacier:DeleteArchive'; Resource = $arn
                    Condition = @{ NumericLessThan = @{ 'glacier:ArchiveAgeInDays' = '365' } } }) } | ConvertTo-Json -Depth 9
        $null = Start-GlacierVaultLock locked -Policy $policy -Confirm:$false
        $problem = Get-Error { Clear-GlacierVault locked -Confirm:$false }
        Get-ErrorName $problem | Should -Be 'VaultLocked'
        "$problem" | Should -Match 'forbids the deletion of 1 of its 1 archives'
        Get-Left locked | Should -Be 1
    }

    It 'removes the vault with -RemoveVault' {
        $result = Clear-GlacierVault photos -RemoveVault -Confirm:$false -WarningAction SilentlyContinue
        $result.VaultRemoved | Should -BeTrue
        Get-GlacierVault photos -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'warns of the last vault' {
        $path = New-TestFolder
        $null = New-GlacierVault only -LocalPath $path
        $result = Clear-GlacierVault only -RemoveVault -LocalPath $path -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue
        $result.VaultRemoved | Should -BeTrue
        "$warnings" | Should -Match 'last vault'
    }

    It 'asks before it deletes' {
        [System.Management.Automation.CmdletAttribute]$attribute = (Get-Command Clear-GlacierVault).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0]
        $attribute.ConfirmImpact | Should -Be 'High'
    }
}
