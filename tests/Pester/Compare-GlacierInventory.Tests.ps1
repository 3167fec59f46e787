# In what two lists of a vault differ.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = New-GlacierVault photos
    $work = New-TestFolder
    $sent = 1..5 | ForEach-Object { New-TestFile (Join-Path $work "in/$_.bin") (1000 * $_) } | Send-GlacierArchive photos

    function Save-Inventory([string] $Name, [string] $Format = 'Json') {
        (Start-GlacierJob photos -Inventory -Format $Format | Wait-GlacierJob | Receive-GlacierJobOutput -Path (Join-Path $work $Name)).FullName
    }

    $monday = Save-Inventory monday
    $null = $sent[0] | Remove-GlacierArchive -Confirm:$false
    $new = New-TestFile (Join-Path $work 'in/new [1].bin') 77 | Send-GlacierArchive photos
    $friday = Save-Inventory friday
    $csv = Save-Inventory csv Csv
}

AfterAll { Disconnect-Glacier }

Describe 'Compare-GlacierInventory' {
    It 'tells what was added and what was removed between two files' {
        $found = @(Compare-GlacierInventory $monday $friday)
        $found.Count | Should -Be 2
        $added = $found | Where-Object Change -EQ Added
        $added.ArchiveId, $added.SizeInBytes, $added.VaultName | Should -Be $new.ArchiveId, 77, 'photos'
        $added.Name | Should -Be $new.Name
        ($found | Where-Object Change -EQ Removed).ArchiveId | Should -Be $sent[0].ArchiveId
        @(Compare-GlacierInventory $friday $monday | Where-Object Change -EQ Removed).ArchiveId | Should -Be $new.ArchiveId
        @(Compare-GlacierInventory $friday $friday).Count | Should -Be 0
        (Compare-GlacierInventory $friday $friday -Verbose 4>&1) -match '5 archives are the same' | Should -Not -BeNullOrEmpty
    }

    It 'takes CSV, archives, files and the catalogue in either place' {
        @(Compare-GlacierInventory $csv $friday).Count | Should -Be 0
        @(Compare-GlacierInventory (Get-Item $monday) (Get-Item $friday)).Count | Should -Be 2
        @(Import-GlacierInventory $friday | Compare-GlacierInventory $monday).Count | Should -Be 2
        @(Compare-GlacierInventory (Import-GlacierInventory $monday) $friday).Count | Should -Be 2
        $null = Update-GlacierCatalog photos -Force
        @(Get-GlacierCatalog photos | Compare-GlacierInventory $monday).Count | Should -Be 2
        @(Compare-GlacierInventory (Get-GlacierCatalog photos) $friday).Count | Should -Be 0
        @(Compare-GlacierInventory $friday @()).Change | Select-Object -Unique | Should -Be 'Removed'
    }

    It 'shows an archive that changed as what it is: one of the lists is wrong' {
        $other = Join-Path $work 'other.json'
        (Get-Content $friday -Raw) -replace '"Size":77\b', '"Size":78' | Set-Content $other -NoNewline
        $found = Compare-GlacierInventory $friday $other
        $found.Change, $found.SizeInBytes, $found.OldSizeInBytes | Should -Be 'Changed', 78, 77
    }

    It 'tells nothing of a list that is cut off' {
        $cut = Join-Path $work 'cut.json'
        $text = Get-Content $friday -Raw
        $text.Substring(0, $text.Length - 150) | Set-Content $cut -NoNewline
        $found = @()
        $problem = Get-Error { $script:found = Compare-GlacierInventory $monday $cut }
        Get-ErrorName $problem | Should -Be 'InventoryTruncated'
        "$problem" | Should -Match ([regex]::Escape($cut)) -Because 'one of two files is meant'
        $found.Count | Should -Be 0
    }

    It 'refuses two vaults, nothing down the pipe, and what is no list' {
        $null = New-GlacierVault letters
        $null = New-TestFile (Join-Path $work 'l.bin') 5 | Send-GlacierArchive letters
        $letters = Start-GlacierJob letters -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput
        Get-ErrorName (Get-Error { Compare-GlacierInventory $monday $letters }) | Should -Be 'InventoriesOfTwoVaults'
        Get-ErrorName (Get-Error { Get-GlacierArchive letters -Name nothing* -WarningAction SilentlyContinue | Compare-GlacierInventory $monday }) | Should -Be 'NothingToCompare'
        Get-ErrorName (Get-Error { Compare-GlacierInventory $monday (Get-Date) }) | Should -Be 'NotAnInventory'
        Get-ErrorName (Get-Error { Compare-GlacierInventory (Join-Path $work 'none.json') $monday }) | Should -Be 'FileNotFound'
    }

    It 'hands what was removed on to other cmdlets' {
        (Compare-GlacierInventory $monday $friday | Where-Object Change -EQ Added | Start-GlacierJob).ArchiveId | Should -Be $new.ArchiveId
    }
}

Describe 'Get-GlacierVaultLock -Evidence' {
    BeforeAll {
        $null = New-GlacierVault kept
        $null = New-TestFile (Join-Path $work 'k.bin') 500 | Send-GlacierArchive kept
        $null = Update-GlacierCatalog kept
        $policy = @{ Version = '2012-10-17'; Statement = @(
                @{ Effect = 'Deny'; Principal = '*'; Action = 'glacier:DeleteArchive'; Resource = (Get-GlacierVault kept).VaultARN; Condition = @{ NumericLessThan = @{ 'glacier:ArchiveAgeInDays' = '365' } } }
                @{ Effect = 'Deny'; Principal = '*'; Action = 'glacier:DeleteArchive'; Resource = (Get-GlacierVault kept).VaultARN; Condition = @{ StringLike = @{ 'glacier:ResourceTag/LegalHold' = 'true' } } }
            )
        }
        $null = Start-GlacierVaultLock kept $policy -Confirm:$false
    }

    It 'gives the lock, and for each archive the day from which it can be deleted, as the service does' {
        $proof = Get-GlacierVaultLock kept -Evidence -WarningVariable said -WarningAction SilentlyContinue
        $proof.State, $proof.MinimumAgeInDays, $proof.NumberOfArchives, $proof.KeptArchives | Should -Be 'InProgress', 365, 1, 1
        $proof.Archives[0].Name | Should -BeLike '*k.bin'
        $proof.Archives[0].DeletableFrom | Should -Be $proof.Archives[0].CreationDate.AddDays(365)
        $proof.LastDeletableFrom | Should -Be $proof.Archives[0].DeletableFrom
        $proof.Conditions | Should -Match 'LegalHold'
        @($said -match 'LegalHold').Count | Should -Be 1
        Get-ErrorName (Get-Error { Get-GlacierArchive kept | Remove-GlacierArchive -Confirm:$false }) | Should -Be 'AccessDenied'
        $read = $proof | ConvertTo-Json -Depth 4 | ConvertFrom-Json
        $read.Archives[0].ArchiveId | Should -Be $proof.Archives[0].ArchiveId
        $read.Policy | Should -Be $proof.Policy
    }

    It 'says of a vault without a lock that it has none' {
        $proof = Get-GlacierVaultLock photos -Evidence
        $proof.VaultName | Should -Be 'photos'
        $proof.State | Should -BeNullOrEmpty
        $proof.KeptArchives | Should -Be 0
        $proof.Archives.Count | Should -Be 5
        $proof.Archives[0].DeletableFrom | Should -Be $proof.Archives[0].CreationDate
    }

    It 'says what it cannot know' {
        $null = New-GlacierVault unknown
        $proof = Get-GlacierVaultLock unknown -Evidence -WarningVariable said -WarningAction SilentlyContinue
        $proof.InventoryDate | Should -BeNullOrEmpty
        @($said -match 'Nothing is known').Count | Should -Be 1
        Get-ErrorName (Get-Error { Get-GlacierVaultLock no-such -Evidence }) | Should -Be 'ResourceNotFound'
    }
}
