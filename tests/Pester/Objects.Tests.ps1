# What cmdlets emit, as PowerShell's own cmdlets see it: keys, properties of their own headings, and files.
BeforeDiscovery {
    . "$PSScriptRoot/common.ps1"
    $tables = foreach ($file in Get-ChildItem -Path (Join-Path $module.ModuleBase 'Formats') -Filter *.ps1xml) {
        foreach ($view in ([xml](Get-Content -LiteralPath $file.FullName -Raw)).SelectNodes('//View[TableControl]')) {
            # Files with properties of ours, and no type: Expand-GlacierArchive.Tests.ps1 looks at them.
            if ($view.Name -eq 'GlacierPS.ExpandedFile') { continue }
            $headings = $view.SelectNodes('.//TableColumnHeader/Label') | ForEach-Object { (Get-Culture).TextInfo.ToTitleCase($_.InnerText -creplace '\(\w+\)') -replace ' ' }
            @{ TypeName = $view.SelectSingleNode('.//TypeName').InnerText; Headings = $headings }
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'letters' | New-GlacierVault
    $folder = New-TestFolder
    Push-Location $folder
    $files = 1..6 | ForEach-Object { New-TestFile (Join-Path $folder "$_.bin") (1000 * $_) }
    $sent = @($files | Send-GlacierArchive photos)
    $null = Update-GlacierCatalog photos
    $archives = @(Get-GlacierArchive photos)
    $jobs = @($sent[0..1] | Start-GlacierJob | Wait-GlacierJob)
    $loaded = [AppDomain]::CurrentDomain.GetAssemblies()
}

AfterAll {
    Pop-Location
    Disconnect-Glacier
}

Describe 'A05_ an object is its key' {
    It 'so that PowerShell tells objects apart' {
        foreach ($list in $sent, $archives, $jobs, @(Get-GlacierVault)) {
            $half = [int][Math]::Floor($list.Count / 2)
            @(Compare-Object $list[0..($half - 1)] $list[$half..($list.Count - 1)]).Count | Should -Be $list.Count -Because $list[0].GetType().Name
            @($list + $list | Select-Object -Unique).Count | Should -Be $list.Count
            @($list + $list | Sort-Object -Unique).Count | Should -Be $list.Count
            @($list | Get-Unique).Count | Should -Be $list.Count
        }
    }

    It 'as text, and equal where vault and ID are' {
        "$($sent[0])", "$($archives[0])", "$($jobs[0])", "$(Get-GlacierVault photos)" | Should -Be $sent[0].ArchiveId, $archives[0].ArchiveId, $jobs[0].JobId, 'photos'
        $archives -contains @(Get-GlacierArchive photos)[3] | Should -BeTrue
        $archives[0] -eq [GlacierPS.CatalogArchive]::new('other', $archives[0].ArchiveId, 5) | Should -BeFalse
    }

    It 'in the place of an argument' {
        (Start-GlacierJob photos $sent[2]).ArchiveId | Should -Be $sent[2].ArchiveId
        (Start-GlacierJob photos $archives[3..4]).ArchiveId | Sort-Object | Should -Be ($archives[3..4].ArchiveId | Sort-Object)
        (Get-GlacierJob photos $jobs[0]).JobId | Should -Be $jobs[0].JobId
        $vault = Get-GlacierVault photos
        Add-GlacierVaultTag $vault @{ a = '1' }
        (Get-GlacierVaultTag $vault).Key | Should -Be 'a'
    }
}

Describe 'A05_ a vault is no file' {
    It 'even where a folder has its name' {
        $null = New-Item -ItemType Directory -Path (Join-Path $folder photos)
        $null = Set-GlacierVaultAccessPolicy photos '{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Deny","Principal":"*","Action":"glacier:DeleteVault","Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/photos"}]}'
        foreach ($object in (Get-GlacierVault photos), (Get-GlacierVaultAccessPolicy photos), (Get-GlacierCatalog photos)) {
            $object | Remove-Item -Recurse -WhatIf -ErrorAction SilentlyContinue -ErrorVariable refused 6>&1 | Should -BeNullOrEmpty
            $refused | Should -Not -BeNullOrEmpty -Because $object.GetType().Name
        }
        Remove-GlacierVaultAccessPolicy photos -Confirm:$false
        Test-Path (Join-Path $folder photos) | Should -BeTrue
    }
}

Describe 'A06_ the headings of <TypeName>' -ForEach $tables {
    It 'are properties' {
        $type = $loaded | ForEach-Object { $_.GetType($TypeName) } | Where-Object { $_ } | Select-Object -First 1
        $known = @($type.GetProperties().Name) + @(Get-TypeData -TypeName $TypeName | ForEach-Object { $_.Members.Keys })
        foreach ($heading in $Headings) { $heading | Should -BeIn $known }
    }
}

Describe 'A06_ what people type' {
    It 'finds archives, vaults and jobs' {
        @($archives | Where-Object Size -GT 3500).Count | Should -Be 3
        @($archives | Where-Object Length -LE 2000).Count | Should -Be 2
        ($archives | Sort-Object Size -Descending)[0].Name | Should -Be '6.bin'
        @($archives | Where-Object Created -GT (Get-Date).AddHours(-1)).Count | Should -Be 6
        @($archives | Where-Object ArchiveDescription -Like '*').Count | Should -Be 6
        (Get-GlacierVault | Where-Object Archives -GE 6).VaultName | Should -Be 'photos'
        @($jobs | Where-Object Status -EQ Succeeded).Count | Should -Be 2
        ($jobs | Measure-Object Size -Sum).Sum | Should -Be ($sent[0..1] | Measure-Object Size -Sum).Sum
    }
}

Describe 'A07_ what names a file' {
    It 'means that file, brackets and all: <_>' -ForEach 'Send-GlacierArchive', 'Receive-GlacierJobOutput', 'Restore-GlacierArchive', 'Test-GlacierArchive', 'Get-GlacierTreeHash' {
        $here = New-TestFolder
        $odd = New-TestFile (Join-Path $here 'a[1].txt') 500
        Push-Location $here
        $archive = Send-GlacierArchive letters -LiteralPath $odd.FullName
        Pop-Location
        $out = switch ($_) {
            'Send-GlacierArchive' { $archive }
            'Receive-GlacierJobOutput' { $archive | Start-GlacierJob | Wait-GlacierJob | Receive-GlacierJobOutput -Path (New-TestFolder) }
            'Restore-GlacierArchive' { Restore-GlacierArchive letters -ArchiveId $archive.ArchiveId -Path (New-TestFolder) }
            'Test-GlacierArchive' { Test-GlacierArchive letters -Path $here | Where-Object ArchiveId -EQ $archive.ArchiveId }
            'Get-GlacierTreeHash' { Get-GlacierTreeHash -LiteralPath $odd.FullName }
        }
        $other = New-TestFile (Join-Path (Split-Path $out.FullName) 'a1.txt') 500
        $out.PSObject.Properties.Name | Should -Not -Contain 'Path'
        ($out | Get-Item).FullName | Should -Be $out.FullName
        ($out | Get-GlacierTreeHash).Length | Should -Be 500
        $out | Remove-Item
        Test-Path -LiteralPath $out.FullName | Should -BeFalse
        $other.FullName | Should -Exist
    }

    It 'is no type''s Path' {
        foreach ($type in $module.ExportedCmdlets.Values | ForEach-Object { $_.OutputType } | ForEach-Object Type | Where-Object { $_ } | Sort-Object FullName -Unique) {
            $type.GetProperties().Name | Should -Not -Contain 'Path' -Because $type.Name
        }
    }
}
