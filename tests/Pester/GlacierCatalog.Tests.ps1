BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $path = Connect-TestGlacier
    $null = New-GlacierVault photos
    $work = New-TestFolder
    # What CSV puts into quotes. Windows has no quotes in the names of files.
    $quote = if ($IsWindows) { "'" } else { '"' }
    $null = 1..3 | ForEach-Object { New-TestFile (Join-Path $work "Größe, $quote$_$quote.bin") } | Send-GlacierArchive photos -BasePath $work
}

AfterAll { Disconnect-Glacier }

Describe 'Get-GlacierCatalog' {
    It 'B14 shows which vaults are known, how old that is, and where' {
        $state = Get-GlacierCatalog
        $state.VaultName | Should -Be 'photos'
        $state.KnownArchives | Should -Be 3
        $state.InventoryDate | Should -BeNullOrEmpty
        $state.FullName | Should -Exist
        $null = Update-GlacierCatalog photos
        (Get-GlacierCatalog ph*).InventoryDate | Should -Not -BeNullOrEmpty
        Get-GlacierCatalog z* | Should -BeNullOrEmpty
    }

    It 'B14 shows what is known where no inventory was taken in yet' {
        $null = New-GlacierVault sent
        $null = 1, 2 | ForEach-Object { New-TestFile (Join-Path $work "s$_.bin") 1000 } | Send-GlacierArchive sent
        $row = (Get-GlacierCatalog sent | Format-Table | Out-String -Width 120) -split '\r?\n' | Where-Object { $_ -match '^sent ' }
        $row | Should -Match '^sent +2 +1\.95 KiB none yet +2 +0 *$'
        $list = Get-GlacierCatalog sent | Format-List | Out-String -Width 120
        $list | Should -Match 'KnownArchives +: 2\b'
        $list | Should -Match 'InventoryDate +: none yet: only what was sent from here or imported is known'
        $list | Should -Match '(?m)^Archives +: *\r?$'
        $null = Update-GlacierCatalog sent
        $null = New-TestFile (Join-Path $work 's3.bin') 24 | Send-GlacierArchive sent
        (Get-GlacierCatalog sent | Format-Table | Out-String -Width 120) | Should -Match '(?m)^sent +3 +1\.98 KiB \d{4}-\d\d-\d\d \d\d:\d\d +2 +1 +0 *\r?$'
        @(Get-GlacierCatalog | Where-Object Listed -EQ 2).VaultName | Should -Be 'sent'
        Remove-GlacierCatalog sent -Confirm:$false
    }

    It 'says so of a vault that nothing is known of' {
        Get-ErrorName (Get-Error { Get-GlacierCatalog unknown }) | Should -Be 'CatalogEmpty'
    }

    It 'completes the vaults that are known' {
        $line = 'Get-GlacierCatalog ph'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'photos'
    }

    It 'B13 is warned of a newer inventory only if it has other archives' {
        $null = Start-GlacierJob photos -Inventory
        $null = Get-GlacierArchive photos -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
        # What came from here and what went from here is in the newer one as it is known.
        $own = New-TestFile (Join-Path $work 'own.bin') 77 | Send-GlacierArchive photos -BasePath $work
        $null = Start-GlacierJob photos -Inventory
        (Get-GlacierVault photos).LastInventoryDate | Should -BeGreaterThan (Get-GlacierCatalog photos).InventoryDate
        $null = Get-GlacierArchive photos -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
        $own | Remove-GlacierArchive -Confirm:$false
    }
}

Describe 'Names' {
    It 'B08 compare whatever the culture, and in either form of Unicode' {
        $null = New-TestFile (Join-Path $work 'FILM.mkv') | Send-GlacierArchive photos -BasePath $work
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'tr-TR'
            (Get-GlacierArchive photos *film*).Name | Should -Be 'FILM.mkv'
            @(Get-GlacierArchive photos ("gro$([char]0x308)*")).Count | Should -Be 3
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }
    }
}

Describe 'Completion of names' {
    It 'E03_goes by the catalogue, a folder at a time' {
        $null = New-TestFile (Join-Path $work 'deep/er/x.bin') | Send-GlacierArchive photos -BasePath $work
        $line = 'Get-GlacierArchive photos de'
        (TabExpansion2 $line $line.Length).CompletionMatches.ListItemText | Should -Be 'deep/'
        $line = 'Get-GlacierArchive photos deep/er/'
        (TabExpansion2 $line $line.Length).CompletionMatches.ListItemText | Should -Be 'deep/er/x.bin'
    }
}

Describe 'Export-GlacierCatalog' {
    It 'writes a list that Import-Csv reads' {
        $file = Export-GlacierCatalog photos (Join-Path $work 'list.csv')
        $rows = Import-Csv -LiteralPath $file.FullName
        ($rows | Where-Object Name -Like 'Gr*').Name | Sort-Object | Should -Be (1..3 | ForEach-Object { "Größe, $quote$_$quote.bin" })
        $rows.ArchiveId | Sort-Object | Should -Be ((Get-GlacierArchive photos).ArchiveId | Sort-Object)
    }

    It 'writes an inventory that Import-GlacierInventory reads' {
        $file = Export-GlacierCatalog photos (Join-Path $work 'list.json')
        @(Import-GlacierInventory $file.FullName).Count | Should -Be @(Get-GlacierArchive photos).Count
    }

    It 'replaces a file only with -Force' {
        $target = Join-Path $work 'list.csv'
        Get-ErrorName (Get-Error { Export-GlacierCatalog photos $target }) | Should -Be 'TargetExists'
        Export-GlacierCatalog photos $target -Force -WhatIf | Should -BeNullOrEmpty
        (Export-GlacierCatalog photos $target -Force).FullName | Should -Be $target
    }

    It 'replaces no pipe, with -Force neither, and does not wait for its reader' -Skip:$IsWindows {
        $pipe = Join-Path (New-TestFolder) 'list.csv'
        mkfifo $pipe
        Get-ErrorName (Get-Error { Export-GlacierCatalog photos $pipe -Force }) | Should -Be 'NotAFile'
        test -p $pipe
        $LASTEXITCODE | Should -Be 0 -Because 'the pipe is left'
    }

    It 'asks for a format that the name does not tell' {
        Get-ErrorName (Get-Error { Export-GlacierCatalog photos (Join-Path $work 'list.txt') }) | Should -Be 'InvalidOption'
    }
}

Describe 'Another vault of the same name' {
    It 'A03 is told, and what was known of the old one is set aside' {
        $null = New-GlacierVault short
        $folder = New-TestFolder
        $null = New-TestFile (Join-Path $folder 'a.bin')
        $null = Sync-GlacierFolder short $folder
        Remove-Item -LiteralPath (Join-Path $path 'vaults') -Recurse -ErrorAction Ignore
        Disconnect-Glacier
        Get-ChildItem -LiteralPath $path -Directory | Remove-Item -Recurse
        $null = Connect-Glacier -LocalPath $path
        $null = New-GlacierVault short
        $plan = Sync-GlacierFolder short $folder -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'another vault'
        @($plan).Count | Should -Be 1
        @(Get-GlacierCatalog short).Count | Should -Be 2
    }
}

Describe 'Remove-GlacierCatalog' {
    It 'forgets a vault that was set aside, and no other' {
        Get-GlacierCatalog short | Where-Object SetAside | Remove-GlacierCatalog -Confirm:$false
        (Get-GlacierCatalog short).SetAside | Should -BeNullOrEmpty
        @(Get-GlacierCatalog short).Count | Should -Be 1
    }

    It 'forgets a vault' {
        Remove-GlacierCatalog short -WhatIf
        Get-GlacierCatalog short | Should -Not -BeNullOrEmpty
        Remove-GlacierCatalog short -Confirm:$false
        Get-GlacierCatalog s* | Should -BeNullOrEmpty
    }
}
