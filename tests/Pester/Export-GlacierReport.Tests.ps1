# One HTML file on vaults. What a browser makes of it is tested in GlacierPS.Core.Tests.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'letters', 'unknown' | New-GlacierVault
    $work = New-TestFolder
    Push-Location $work
    foreach ($i in 1..12) { $null = New-TestFile (Join-Path $work "in/$(2010 + $i % 3)/[$i].jpg") (1000 * $i) }
    $null = New-TestFile (Join-Path $work 'in/notes.txt') 77
    $null = Send-GlacierArchive photos ./in -Recurse -BasePath ./in
    $null = Send-GlacierArchive letters ./in/notes.txt -BasePath ./in
    $null = 'photos', 'letters' | Update-GlacierCatalog
    $null = Start-GlacierMultipartUpload photos -PartSize 1MB
    $quiet = @{ WarningAction = 'SilentlyContinue' }

    function Get-Data([string] $Path) {
        [regex]::Match((Get-Content -LiteralPath $Path -Raw), '(?s)id="data">(.*?)</script>').Groups[1].Value | ConvertFrom-Json
    }
}

AfterAll {
    Pop-Location
    Disconnect-Glacier
}

Describe 'Export-GlacierReport' {
    It 'has the sums that Measure-Object has' {
        $file = Export-GlacierReport photos ./photos.html -PassThru
        # As PowerShell shows any file: no column is empty.
        ($file | Out-String) | Should -BeExactly (Get-Item ./photos.html | Out-String)
        $file.FullName | Should -Be (Join-Path $work 'photos.html')
        $data = Get-Data $file
        $archives = Get-GlacierArchive photos
        $all = $archives | Measure-Object Size -Sum
        $data.total | Should -Be $all.Count, $all.Sum
        foreach ($row in $data.byExtension) {
            $same = $archives | Where-Object { [IO.Path]::GetExtension($_.Name) -eq $row[0] } | Measure-Object Size -Sum
            $row[1], $row[2] | Should -Be $same.Count, $same.Sum
        }
        $nodes = $data.nodes
        foreach ($node in $nodes | Where-Object { $_[1] -like '201?' }) {
            $node[2] | Should -Be ($archives | Where-Object Name -Like "$($node[1])/*" | Measure-Object Size -Sum).Sum
        }
        $data.account | Should -Match '^\d{12}$'
        $data.uploadCount | Should -Be 1
        ($data.costs | Where-Object choice -EQ Stay).total | Should -Be (Measure-GlacierVault photos | Where-Object Choice -EQ Stay).Total
    }

    It 'takes all vaults, names down the pipe, and says what it leaves out' {
        Export-GlacierReport -Path ./all.html -WarningVariable said -WarningAction SilentlyContinue
        (Get-Data ./all.html).vaults.name | Should -Be 'letters', 'photos'
        @($said -match 'Left out of the report: 1 vault, of which nothing is known').Count | Should -Be 1
        (Get-Data ./all.html).notes -match 'unknown' | Should -Not -BeNullOrEmpty
        Get-GlacierVault l* | Export-GlacierReport -Path ./l.html
        (Get-Data ./l.html).vaults.name | Should -Be 'letters'
        'photos', 'letters' | Export-GlacierReport -Path ./two.html
        (Get-Data ./two.html).vaults.Count | Should -Be 2
    }

    It 'replaces no file without -Force, and writes none with -WhatIf' {
        Set-Content ./mine.html 'mine'
        Get-ErrorName (Get-Error { Export-GlacierReport photos ./mine.html }) | Should -Be 'TargetExists'
        Get-Content ./mine.html | Should -Be 'mine'
        Export-GlacierReport photos ./mine.html -Force
        Get-Content ./mine.html -Raw | Should -Match 'doctype html'
        Export-GlacierReport photos ./none.html -WhatIf
        Test-Path ./none.html | Should -BeFalse
        @(Get-ChildItem *.new).Count | Should -Be 0
        Get-ErrorName (Get-Error { Export-GlacierReport photos $work -Force }) | Should -Be 'TargetIsFolder'
        Get-ErrorName (Get-Error { Export-GlacierReport photos ./no/such/r.html }) | Should -Be 'FolderNotFound'
        (Export-GlacierReport photos './[x].html' -PassThru).Name | Should -Be '[x].html'
    }

    It 'refuses vaults of which nothing is known, and leaves no file' {
        Get-ErrorName (Get-Error { Export-GlacierReport unknown ./u.html @quiet }) | Should -Be 'CatalogEmpty'
        Test-Path ./u.html | Should -BeFalse
        Get-ErrorName (Get-Error { Export-GlacierReport 'no such' ./u.html @quiet }) | Should -Be 'InvalidVaultName'
    }

    It 'shows what is known where the service cannot be asked, and says so' {
        . "$PSScriptRoot/server.ps1"
        $server = Start-TestServer
        $connect = $server.Connect
        $null = Connect-Glacier @connect
        $null = New-GlacierVault far
        $null = Send-GlacierArchive far ./in/notes.txt
        Stop-TestServer $server
        Export-GlacierReport far ./far.html -WarningVariable said -WarningAction SilentlyContinue
        @($said -match 'could not be asked').Count | Should -Be 1
        (Get-Data ./far.html).total | Should -Be 1, 77
        (Get-Data ./far.html).notes[0] | Should -Match 'could not be asked'
        $null = Connect-TestGlacier
    }

    It 'is the only thing that a damaged catalogue does not become' {
        $null = New-GlacierVault broken
        $null = Send-GlacierArchive broken ./in/notes.txt
        $path = (Get-GlacierCatalog broken).FullName
        Wait-Until { -not (Test-Path -LiteralPath "$path-wal") } 'the end of the catalogue''s connections'
        $sql = [regex]::Escape('notes.txt')
        [IO.File]::WriteAllBytes($path, [Text.Encoding]::Latin1.GetBytes(([Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($path)) -replace $sql, 'n0tes.txt')))
        Get-ErrorName (Get-Error { Export-GlacierReport broken ./b.html }) | Should -Be 'DatabaseDamaged'
        Test-Path ./b.html | Should -BeFalse
        $null = Connect-TestGlacier
    }

    It 'shows numbers for names that are nobody''s business' {
        $null = New-GlacierVault secret-plans
        $null = Send-GlacierArchive secret-plans ./in -Recurse -BasePath ./in
        Export-GlacierReport secret-plans ./a.html -Anonymize @quiet
        Get-Content ./a.html -Raw | Should -Not -Match "secret-plans|notes\.txt|2011/|`"201[0-2]`"|$((Get-GlacierConnection).AccountId)"
        (Get-Data ./a.html).total[0] | Should -Be 13
    }

    It 'has as many folders and archives as -Nodes says' {
        $null = New-GlacierVault many
        $null = Send-GlacierArchive many ./in -Recurse -BasePath ./in
        Export-GlacierReport many ./m.html -Nodes 10 @quiet
        (Get-Data ./m.html).nodes.Count | Should -Be 11
        Export-GlacierReport many ./m.html -Force @quiet
        (Get-Data ./m.html).nodes.Count | Should -Be 17
    }
}
