BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'saved', 'bad' | New-GlacierVault
    $work = New-TestFolder
    $hash = '6b9d4cf8697bd3af6aa1b590a0b27b337da5b18988dbcc619a3e608a554a1e62'
}

AfterAll { Disconnect-Glacier }

Describe 'Import-GlacierCatalog' {
    It 'takes in a journal of mt-aws-glacier' {
        $journal = Join-Path $work 'journal.log'
        "B`t1782000000`tCREATED`t$('A' * 138)`t5`t1781990000`t$hash`tdir/файл.jpg", "B`t1782000001`tCREATED`t$('B' * 138)`t6`tNONE`t$hash`tgone",
            "B`t1782000002`tDELETED`t$('B' * 138)`tgone" | Set-Content $journal
        (Import-GlacierCatalog photos $journal).Added | Should -Be 1
        $archive = Get-GlacierArchive photos -WarningAction SilentlyContinue
        $archive.Name | Should -Be 'dir/файл.jpg'
        $archive.Evidence | Should -Be 'Import'
        $archive.SHA256TreeHash | Should -Be $hash
    }

    It 'takes in inventories that were saved, from the pipeline' {
        $null = New-TestFile (Join-Path $work 'in/a.bin') | Send-GlacierArchive saved -BasePath (Join-Path $work 'in')
        $folder = Join-Path $work 'inventories'
        $null = Start-GlacierJob saved -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput -Path $folder
        (Get-ChildItem $folder | Import-GlacierCatalog saved).Archives | Should -Be 1
        (Get-GlacierArchive saved -WarningAction SilentlyContinue).Evidence | Should -Be 'Inventory'
    }

    It 'says what is wrong with a file that is none of these' {
        $file = Join-Path $work 'letter.txt'
        'Dear Sir' | Set-Content $file
        Get-ErrorName (Get-Error { Import-GlacierCatalog bad $file }) | Should -Be 'JournalDamaged'
        Get-ErrorName (Get-Error { Import-GlacierCatalog bad (Join-Path $work 'nowhere') }) | Should -Be 'FileNotFound'
    }

    It 'does nothing with -WhatIf' {
        Import-GlacierCatalog bad (Join-Path $work 'journal.log') -WhatIf | Should -BeNullOrEmpty
        Get-GlacierArchive bad -WarningAction SilentlyContinue | Should -BeNullOrEmpty
    }
}
