BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'unknown' | New-GlacierVault
    $folder = New-TestFolder
    $null = New-TestFile (Join-Path $folder 'a.jpg') 100
    $null = New-TestFile (Join-Path $folder 'sub/b.jpg') 200
    $null = New-TestFile (Join-Path $folder 'c.tmp') 300

    function Get-Names { Get-GlacierArchive photos -WarningAction SilentlyContinue | ForEach-Object Name | Sort-Object }
}

AfterAll { Disconnect-Glacier }

Describe 'Sync-GlacierFolder' {
    It 'E01_ sends nothing with -WhatIf, and returns its plan, which is no file to whom it is piped' {
        $plan = Sync-GlacierFolder photos $folder -WhatIf
        $plan | Should -BeOfType GlacierPS.SyncStep
        $plan.Action | Select-Object -Unique | Should -Be 'SendNew'
        $plan.FullName | Should -Be ($plan.Name | ForEach-Object { Join-Path $folder $_ })
        ($plan | Measure-Object SizeInBytes -Sum).Sum | Should -Be (Get-ChildItem $folder -File -Recurse | Measure-Object Length -Sum).Sum
        $plan | Remove-Item -ErrorAction SilentlyContinue
        $plan.FullName | Should -Exist
        Get-Names | Should -BeNullOrEmpty
    }

    It 'sends what is new, and no more the next time' {
        $done = Sync-GlacierFolder photos $folder -Prefix box -Exclude *.tmp
        ($done | Sort-Object Name).Name | Should -Be 'box/a.jpg', 'box/sub/b.jpg'
        $done.Action | Sort-Object -Unique | Should -Be 'SendNew'
        Sync-GlacierFolder photos $folder -Prefix box -Exclude *.tmp -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        (Sync-GlacierFolder photos $folder -Prefix box -Include c.* -WarningAction SilentlyContinue).Name | Should -Be 'box/c.tmp'
    }

    It 'sends what is changed and removes what is gone' {
        $null = New-TestFile (Join-Path $folder 'a.jpg') 101
        Remove-Item (Join-Path $folder 'sub/b.jpg')
        $done = Sync-GlacierFolder photos $folder -Prefix box -Remove -WarningAction SilentlyContinue
        ($done | Where-Object Action -EQ 'SendChanged').Name | Should -Be 'box/a.jpg'
        ($done | Where-Object Action -EQ 'Remove').Name | Sort-Object | Should -Be 'box/a.jpg', 'box/sub/b.jpg'
        Get-Names | Should -Be 'box/a.jpg', 'box/c.tmp'
        $null = Update-GlacierCatalog photos -Force
        Get-Names | Should -Be 'box/a.jpg', 'box/c.tmp'
    }

    It 'does not send all again when nothing is known of a full vault' {
        Invoke-Elsewhere {
            Get-ErrorName (Get-Error { Sync-GlacierFolder photos $folder }) | Should -Be 'CatalogEmpty'
        }
    }

    It 'says that there is no such folder' {
        Get-ErrorName (Get-Error { Sync-GlacierFolder unknown (Join-Path $folder 'nowhere') }) | Should -Be 'FolderNotFound'
    }

    It 'A08 keeps the archives of files and folders that became links, and says how many' -Skip:$IsWindows {
        $null = New-GlacierVault links
        $tree = New-TestFolder
        $null = New-TestFile (Join-Path $tree 'sub/a') 10
        $null = New-TestFile (Join-Path $tree 'b') 10
        $null = Sync-GlacierFolder links $tree
        $elsewhere = Join-Path (New-TestFolder) 'moved'
        Move-Item (Join-Path $tree 'sub') $elsewhere
        $null = New-Item -ItemType SymbolicLink -Path (Join-Path $tree 'sub') -Target $elsewhere
        Sync-GlacierFolder links $tree -Remove -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warnings" | Should -Match '1 link left out'
        "$warnings" | Should -Match 'Not removed: the archives of 1 name'
        Sync-GlacierFolder links $tree -Remove -FollowLinks -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warnings" | Should -Not -Match 'left out|Not removed'
    }

    It 'B09 reports a name that is not UTF-8 and sends the others; excluded folders are not entered' -Skip:(-not $IsLinux) {
        $null = New-GlacierVault odd
        $tree = New-TestFolder
        $null = New-TestFile (Join-Path $tree 'a') 10
        $null = New-TestFile (Join-Path $tree 'cache/b') 10
        sh -c 'printf x > "$0/$(printf ''c\377'')"' $tree
        try {
            $done = Sync-GlacierFolder odd $tree -Exclude cache -ErrorVariable problems -ErrorAction SilentlyContinue
            $done.Name | Should -Be 'a'
            $problems.Count | Should -Be 1
            "$problems" | Should -Match 'not valid UTF-8'
            (Send-GlacierArchive odd $tree -Recurse -BasePath $tree -Exclude cache/* -ErrorVariable problems -ErrorAction SilentlyContinue).Name | Should -Be 'a'
            "$problems" | Should -Match 'not valid UTF-8'
        }
        finally {
            sh -c 'rm "$0"/c?' $tree
        }
    }

    It 'C04 says which files are there under another name' {
        $null = New-GlacierVault twice
        $tree = New-TestFolder
        $null = New-TestFile (Join-Path $tree 'sub/a') 10
        $null = Send-GlacierArchive twice $tree -Recurse -BasePath (Split-Path $tree)
        $null = Sync-GlacierFolder twice $tree -WhatIf -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match "'sub/a' as '$(Split-Path $tree -Leaf)/sub/a'"
        Sync-GlacierFolder twice $tree -Prefix (Split-Path $tree -Leaf) -WarningAction SilentlyContinue | Should -BeNullOrEmpty
    }
}
