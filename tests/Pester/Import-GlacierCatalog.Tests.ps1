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

    It 'B05 refuses a journal that is not UTF-8, and reads it with -Encoding: <Name>' -ForEach @(
        @{ Name = 'KOI8-R'; File = 'файл.jpg' }, @{ Name = 'Latin-1'; File = 'grüße.jpg' }, @{ Name = 'Windows-1251'; File = 'файл.jpg' }, @{ Name = '866'; File = 'файл.jpg' }
    ) {
        $page = @{ 'KOI8-R' = 20866; 'Latin-1' = 28591; 'Windows-1251' = 1251; '866' = 866 }[$Name]
        $encoding = [Text.CodePagesEncodingProvider]::Instance.GetEncoding($page) ?? [Text.Encoding]::GetEncoding($page)
        $journal = Join-Path $work "journal-$page.log"
        [IO.File]::WriteAllBytes($journal, $encoding.GetBytes("B`t1782000000`tCREATED`t$('A' * 138)`t5`tNONE`t$hash`t$File`n"))
        $null = New-GlacierVault "encoded-$page"
        $record = Get-Error { Import-GlacierCatalog "encoded-$page" $journal }
        Get-ErrorName $record | Should -Be 'EncodingNeeded'
        "$record" | Should -Match '-Encoding'
        (Import-GlacierCatalog "encoded-$page" $journal -Encoding $Name).Added | Should -Be 1
        (Get-GlacierArchive "encoded-$page" -WarningAction SilentlyContinue).Name | Should -BeExactly $File
    }

    It 'B05 says what an encoding can be' {
        (Get-Error { Import-GlacierCatalog bad (Join-Path $work 'journal.log') -Encoding 'Kauderwelsch' }).Exception.Message | Should -Match 'KOI8-R'
        $line = 'Import-GlacierCatalog v f -Encoding koi'
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Be 'koi8-r'
    }

    It 'B05 counts and tells torn lines' {
        $null = New-GlacierVault torn
        $journal = Join-Path $work 'torn.log'
        "B`t1782000000`tCREATED`t$('A' * 138)`t5`tNONE`t$hash`ta", "B`t1782000000`tCREATED`t$('B' * 138)`t5", "B`t1782000000`tCREATED`t$('C' * 138)`t5`tNONE`t$hash`tc" | Set-Content $journal
        $result = Import-GlacierCatalog torn $journal -WarningVariable said -WarningAction SilentlyContinue
        $result.Added, $result.LeftOut | Should -Be 2, 1
        "$said" | Should -Match '1 line of .*torn\.log.* left out\. The first is line 2'
    }

    It 'B06 takes in lists of one''s own, and what Export-GlacierCatalog wrote' {
        $null = 'own', 'again' | New-GlacierVault
        $list = Join-Path $work 'own.csv'
        $id = 'L' * 138
        "GlacierArchiveID;FileName`n$id;`"dir/a, `"`"b`"`".txt`"`n;nothing`n" | Set-Content $list
        $result = Import-GlacierCatalog own $list -WarningVariable said -WarningAction SilentlyContinue
        $result.Added, $result.LeftOut | Should -Be 1, 1
        "$said" | Should -Match 'line 3: it has no archive ID'
        (Get-GlacierArchive own -WarningAction SilentlyContinue).Name | Should -Be 'dir/a, "b".txt'
        $null = Export-GlacierCatalog own (Join-Path $work 'exported.csv')
        (Import-GlacierCatalog again (Join-Path $work 'exported.csv')).Added | Should -Be 1
        (Get-GlacierArchive again -WarningAction SilentlyContinue).Name | Should -Be 'dir/a, "b".txt'
    }

    It 'B06 reads again what Export-GlacierCatalog wrote, and names columns and values that it does not understand' {
        $null = 'first', 'second', 'third' | New-GlacierVault
        $content = [IO.MemoryStream]::new([byte[]]::new(7))
        $packed = '<m><v>4</v><p>Z2xhY2llci1kZy5wZGY=</p><lm>20120821T170824Z</lm><ce>1:1:4340ebcf79712dc5e3ef7d50bab98ba5:54687</ce></m>'
        $null = Send-GlacierArchive first -InputStream $content -Description $packed
        $list = Join-Path $work 'first.csv'
        $null = Export-GlacierCatalog first $list
        $null = Import-GlacierCatalog second $list -WarningVariable said -WarningAction SilentlyContinue
        $said | Should -BeNullOrEmpty
        $all = 'ArchiveId', 'Name', 'SizeInBytes', 'CreationDate', 'ModifiedTime', 'SHA256TreeHash', 'Description', 'WrittenBy', 'Compressed', 'Encrypted', 'OriginalSize', 'OriginalMD5'
        $known = Get-GlacierArchive first -WarningAction SilentlyContinue | Select-Object $all
        $known.Encrypted, $known.OriginalSize | Should -Be $true, 54687
        $read = Get-GlacierArchive second -WarningAction SilentlyContinue | Select-Object $all
        $read | ConvertTo-Json | Should -Be ($known | ConvertTo-Json)

        $rows = Import-Csv $list
        $rows | Select-Object *, @{ n = 'Shelf'; e = { 4 } } -ExcludeProperty CreationDate |
            Select-Object *, @{ n = 'CreationDate'; e = { '3/4/2020 5:06' } } | Export-Csv $list
        $null = Import-GlacierCatalog third $list -WarningVariable said -WarningAction SilentlyContinue
        @($said).Count | Should -Be 2
        "$($said[0])" | Should -Match "first\.csv.*column 'Shelf' is not understood"
        "$($said[1])" | Should -Match "1 line of .*line 2: '3/4/2020 5:06' is no time"
    }

    It 'B02 takes the day of an inventory from behind its list, as jq -S writes it' {
        $null = New-GlacierVault sorted
        $null = New-TestFile (Join-Path $work 'in/s.bin') | Send-GlacierArchive sorted -BasePath (Join-Path $work 'in')
        $json = New-TestFolder
        $null = Start-GlacierJob sorted -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput -Path $json
        $inventory = Get-Content (Get-ChildItem $json).FullName -Raw | ConvertFrom-Json -DateKind String
        foreach ($encoding in 'utf8', 'Unicode') {
            $file = Join-Path $work "sorted.$encoding.json"
            $inventory | Select-Object ArchiveList, InventoryDate, VaultARN | ConvertTo-Json -Depth 5 | Set-Content $file -Encoding $encoding
            $state = Import-GlacierCatalog sorted $file -WarningVariable said -WarningAction SilentlyContinue -Force
            $said | Should -BeNullOrEmpty
            $state.InventoryDate.ToUniversalTime().ToString('s') | Should -Be ([datetimeoffset]$inventory.InventoryDate).UtcDateTime.ToString('s')
            $state.IsInventoryDateGuessed | Should -BeFalse
            $archive = Import-GlacierInventory $file -WarningVariable said -WarningAction SilentlyContinue
            $said | Should -BeNullOrEmpty
            $archive.VaultName, $archive.VaultARN | Should -Be 'sorted', $inventory.VaultARN
            $archive.InventoryDate | Should -Be $state.InventoryDate
            Compare-GlacierInventory $file $file | Should -BeNullOrEmpty
            # Nobody holds it any more: neither the reading of the list nor that of what stands behind it.
            [IO.File]::Open($file, 'Open', 'ReadWrite', 'None').Dispose()
        }
    }

    It 'A03 refuses the inventory of another vault, by Clear-GlacierVault too, and -Force does not help' {
        $null = 'mine', 'yours' | New-GlacierVault
        $null = New-TestFile (Join-Path $work 'in/m.bin') | Send-GlacierArchive mine -BasePath (Join-Path $work 'in')
        $json = New-TestFolder
        $null = Start-GlacierJob mine -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput -Path $json
        $file = (Get-ChildItem $json).FullName
        $problem = Get-Error { Import-GlacierCatalog yours $file -Force }
        Get-ErrorName $problem | Should -Be 'InventoryElsewhere'
        "$problem" | Should -Match "vaults/mine, and not of 'yours'"
        Get-ErrorName (Get-Error { Clear-GlacierVault yours -InventoryPath $file -Confirm:$false -WarningAction SilentlyContinue }) | Should -Be 'InventoryElsewhere'
        Get-GlacierArchive yours -WarningAction SilentlyContinue -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'B07 takes in inventories that Export-Csv wrote, in UTF-16 too' {
        $null = New-GlacierVault tables
        $null = New-TestFile (Join-Path $work 'in/t.bin') | Send-GlacierArchive tables -BasePath (Join-Path $work 'in')
        $json = Join-Path $work 'tables'
        $null = Start-GlacierJob tables -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput -Path $json
        $archives = (Get-Content (Get-ChildItem $json).FullName -Raw | ConvertFrom-Json -DateKind String).ArchiveList
        $csv = Join-Path $work 'table.csv'
        $archives | Export-Csv $csv -Delimiter ';' -Encoding Unicode
        (Import-GlacierCatalog tables $csv -WarningAction SilentlyContinue -Force).Archives | Should -Be 1
        (Import-GlacierInventory $csv).Name | Should -Be 't.bin'
        $lines = Join-Path $work 'lines.json'
        $archives | ForEach-Object { ConvertTo-Json $_ -Compress } | Set-Content $lines -Encoding Unicode
        (Import-GlacierInventory $lines -VaultName tables).Name | Should -Be 't.bin'
    }

    It 'B02 guesses the day of an inventory that does not say it, says so, and replaces none that may be newer' {
        $null = New-GlacierVault dateless
        $csv = Join-Path $work 'dateless.csv'
        "ArchiveId,ArchiveDescription,CreationDate,Size,SHA256TreeHash`n$('D' * 138),d,2020-01-02T03:04:05Z,5,$hash" | Set-Content $csv
        # The time of the file, a copy of today, says nothing.
        $state = Import-GlacierCatalog dateless $csv -WarningVariable said -WarningAction SilentlyContinue
        $state.InventoryDate.ToUniversalTime() | Should -Be ([datetime]'2020-01-02T03:04:05Z').ToUniversalTime()
        $state.IsInventoryDateGuessed | Should -BeTrue
        "$said" | Should -Match 'does not say the day.*-InventoryDate'
        # What the service says counts for more, and stays.
        $null = New-TestFile (Join-Path $work 'in/d.bin') | Send-GlacierArchive dateless -BasePath (Join-Path $work 'in')
        (Update-GlacierCatalog dateless).IsInventoryDateGuessed | Should -BeFalse
        Get-ErrorName (Get-Error { Import-GlacierCatalog dateless $csv -WarningAction SilentlyContinue }) | Should -Be 'InventoryOlder'
        (Get-GlacierArchive dateless -WarningAction SilentlyContinue).Name | Should -Be 'd.bin'
        (Import-GlacierCatalog dateless $csv -Force -WarningAction SilentlyContinue).Archives | Should -Be 1
        (Get-GlacierArchive dateless -WarningAction SilentlyContinue).Name | Should -Be 'd'
    }

    It 'does nothing with -WhatIf' {
        Import-GlacierCatalog bad (Join-Path $work 'journal.log') -WhatIf | Should -BeNullOrEmpty
        Get-GlacierArchive bad -WarningAction SilentlyContinue | Should -BeNullOrEmpty
    }
}
