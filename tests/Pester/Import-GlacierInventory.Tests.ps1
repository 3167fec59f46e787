BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $work = New-TestFolder
    $hash = '6b9d4cf8697bd3af6aa1b590a0b27b337da5b18988dbcc619a3e608a554a1e62'
    $json = Join-Path $work 'inventory.json'
    $archives = 1..2000 | ForEach-Object { "{`"ArchiveId`":`"id-$_`",`"ArchiveDescription`":`"file $_`",`"CreationDate`":`"2020-01-01T00:00:00Z`",`"Size`":$_,`"SHA256TreeHash`":`"$hash`"}" }
    "{`"VaultARN`":`"arn:aws:glacier:us-east-1:111122223333:vaults/photos`",`"InventoryDate`":`"2026-01-01T00:00:00Z`",`"ArchiveList`":[$($archives -join ',')]}" | Set-Content $json -NoNewline
    $csv = Join-Path $work 'inventory.csv'
    @('ArchiveId,ArchiveDescription,CreationDate,Size,SHA256TreeHash', "-1,`"a \`"quoted\`", one`",2020-01-01T00:00:00Z,7,$hash") | Set-Content $csv
}

Describe 'Import-GlacierInventory' {
    It 'reads JSON, and knows the vault' {
        $found = Import-GlacierInventory $json
        $found.Count | Should -Be 2000
        $found[1999].Name | Should -Be 'file 2000'
        $found[0].VaultName | Should -Be 'photos'
        $found[0].InventoryDate | Should -Be ([datetime]::new(2026, 1, 1, 0, 0, 0, [DateTimeKind]::Utc))
    }

    It "reads AWS's own CSV" {
        $found = Get-Item $csv | Import-GlacierInventory -VaultName photos
        $found.Name | Should -Be 'a "quoted", one'
        $found.VaultName | Should -Be 'photos'
        $found.ArchiveId | Should -Be '-1'
    }

    It 'takes wildcards' {
        @(Import-GlacierInventory (Join-Path $work '*.*')).Count | Should -Be 2001
    }

    It 'gives what is good of one that is cut off, then one error with the place' {
        $cut = Join-Path $work 'cut/short.json'
        $null = New-Item -ItemType Directory (Split-Path $cut)
        $text = Get-Content $json -Raw
        Set-Content $cut $text.Substring(0, $text.IndexOf('"id-1500"', [StringComparison]::Ordinal) + 30) -NoNewline
        $found = Import-GlacierInventory $cut -ErrorAction SilentlyContinue -ErrorVariable problem
        $found.Count | Should -Be 1499
        $problem.Count | Should -Be 1
        Get-ErrorName $problem[0] | Should -Be 'InventoryTruncated'
        "$($problem[0])" | Should -Match 'at byte [\d,]+'
    }

    It 'stops reading when the reader has enough' {
        (Import-GlacierInventory $json | Select-Object -First 2).Count | Should -Be 2
    }

    It 'says that there is no such file' {
        Get-ErrorName (Get-Error { Import-GlacierInventory -LiteralPath (Join-Path $work 'no*.json') }) | Should -Be 'FileNotFound'
    }
}
