# Copies between the drive and the file system: what each path stands for, and what Restore and Send make of it.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    Push-Location -LiteralPath (New-TestFolder)
    $vaults = Connect-TestGlacier
    $null = 'photos', 'letters' | New-GlacierVault
    $null = Connect-Glacier -LocalPath $vaults
    $work = New-TestFolder
    $names = '2016/a.jpg', '2016/b[1].jpg', '2016/note.txt', '2016/summer/c.jpg', '2017/summer/d.jpg', 'top.jpg'
    foreach ($name in $names) { $null = New-TestFile (Join-Path $work $name) 20 }
    $null = Get-ChildItem -LiteralPath $work -Recurse -File | Send-GlacierArchive photos -BasePath $work

    function Get-Files([string] $Folder) {
        # The files below a folder by their relative paths, each compared with the one that was sent.
        $found = Get-ChildItem -LiteralPath $Folder -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($Folder, $_.FullName).Replace('\', '/') }
        ($found | Sort-Object) -join ' '
    }
}

AfterAll {
    Pop-Location
    Disconnect-Glacier
}

Describe 'Copy-GlacierItem from the drive' {
    It 'puts an archive under its own name into the folder, as it was stored' {
        $back = New-TestFolder
        $done = Copy-GlacierItem Glacier:/photos/2016/a.jpg $back
        $done.FullName | Should -Be (Join-Path $back 'a.jpg')
        $done.Verified | Should -BeTrue
        (Get-FileHash $done.FullName).Hash | Should -Be (Get-FileHash (Join-Path $work '2016/a.jpg')).Hash
        # The same call again finds it there and retrieves nothing.
        $jobs = @(Get-GlacierJob photos).Count
        (Copy-GlacierItem Glacier:/photos/2016/a.jpg $back).WasThere | Should -BeTrue
        @(Get-GlacierJob photos).Count | Should -Be $jobs
    }

    It 'takes folders and vaults with -Recurse, each as a folder of its name, and refuses them without' {
        $back = New-TestFolder
        $null = Copy-GlacierItem Glacier:/photos/2016 $back -Recurse
        Get-Files $back | Should -Be '2016/a.jpg 2016/b[1].jpg 2016/note.txt 2016/summer/c.jpg'
        $null = Copy-GlacierItem Glacier:/photos $back -Recurse
        Get-Files (Join-Path $back 'photos') | Should -Be (($names | Sort-Object) -join ' ')
        Get-ErrorName (Get-Error { Copy-GlacierItem Glacier:/photos/2016 $back }) | Should -Be 'PathIsFolder'
        Get-ErrorName (Get-Error { Copy-GlacierItem Glacier:/ $back -Recurse }) | Should -Be 'InvalidId'
    }

    It 'takes wildcards, relative paths and what comes down the pipe, one wrong path beside the others' {
        $back = New-TestFolder
        Push-Location Glacier:/photos/2016
        try {
            $null = Copy-GlacierItem */c.jpg, note.txt, nothing.txt -Destination $back -ErrorAction SilentlyContinue -ErrorVariable problems
            Get-Files $back | Should -Be 'c.jpg note.txt'
            @($problems).Count | Should -Be 1
            Get-ErrorName $problems[0] | Should -Be 'ArchiveNotFound'
            # Relative to the last folder of the file system, as with all cmdlets of the module.
            $null = Get-ChildItem *.jpg | Copy-GlacierItem -Destination ./piped
        }
        finally { Pop-Location }
        Get-Files (Join-Path $PWD.ProviderPath 'piped') | Should -Be 'a.jpg b[1].jpg'
    }

    It 'asks for an archive with several names once, and makes a file of each name that is copied' {
        $null = New-GlacierVault many
        $one = Send-GlacierArchive many (New-TestFile (Join-Path $work 'l/first.txt') 30)
        Remove-GlacierCatalog many -Confirm:$false
        $list = Join-Path (New-TestFolder) 'list.csv'
        @('GlacierArchiveID;FileName') + ('x/first.txt', 'x/y/second.txt', 'z/third.txt' | ForEach-Object { "$($one.ArchiveId);$_" }) | Set-Content $list
        $null = Import-GlacierCatalog many $list
        @(Get-ChildItem Glacier:/many -Recurse -File).Count | Should -Be 3
        $back = New-TestFolder
        $null = Copy-GlacierItem Glacier:/many/x $back -Recurse -WarningAction SilentlyContinue
        Get-Files $back | Should -Be 'x/first.txt x/y/second.txt'
        @(Get-GlacierJob many).Count | Should -Be 1
    }

    It 'says with -WhatIf what and for how much, and with a limit of cost starts nothing beyond' {
        $jobs = @(Get-GlacierJob photos).Count
        $back = Join-Path (New-TestFolder) 'none'
        $said = Invoke-Child @"
            `$env:XDG_STATE_HOME = '$env:XDG_STATE_HOME'
            Import-Module '$env:GLACIERPS_MODULE'
            `$null = Connect-Glacier -LocalPath '$(New-TestFolder)/a'
            `$null = New-GlacierVault photos
            `$null = Connect-Glacier -LocalPath (Get-GlacierConnection).LocalPath
            `$null = Get-ChildItem -LiteralPath '$work/2016' -Recurse -File | Send-GlacierArchive photos -BasePath '$work'
            Copy-GlacierItem Glacier:/photos/2016 '$back' -Recurse -WhatIf
            Copy-GlacierItem '$work/2016/note.txt' Glacier:/photos/new -WhatIf | Format-List Name
"@
        "$said" | Should -Match "2016/summer/c\.jpg' \(20 B\) in vault photos"
        "$said" | Should -Match 'Restore 4 archives, 80 B.*USD'
        "$said" | Should -Match "note\.txt as 'new/note\.txt' \(20 B\)"
        "$said" | Should -Match 'would be sent to vault photos.*USD a month'
        Test-Path -LiteralPath $back | Should -BeFalse
        $null = New-GlacierVault dear
        $null = Copy-GlacierItem (Join-Path $work 'top.jpg') Glacier:/dear
        $refused = Get-Error { Copy-GlacierItem Glacier:/dear/top.jpg (New-TestFolder) -Tier Bulk -MaxCost 0 -WarningAction SilentlyContinue }
        Get-ErrorName $refused | Should -Be 'MaxCostReached'
        @(Get-GlacierJob photos).Count | Should -Be $jobs
        Get-GlacierJob dear | Should -BeNullOrEmpty
    }

    It 'lets no name leave the folder' {
        $null = New-GlacierVault hostile
        foreach ($name in '../up', 'a/../../b', '/etc/passwd', 'C:\x\y', '..') {
            $null = Send-GlacierArchive hostile (New-TestFile (Join-Path $work "h/$([guid]::NewGuid())") 40) -Name $name
        }
        $top = New-TestFolder
        $done = Copy-GlacierItem Glacier:/hostile/* (Join-Path $top 'in') -Recurse -WarningAction SilentlyContinue -WarningVariable warnings
        @($warnings).Count | Should -BeGreaterThan 0
        @($warnings).Count | Should -Be @($warnings | Select-Object -Unique).Count
        @($done).Count | Should -Be 5
        Get-ChildItem -LiteralPath $top | ForEach-Object Name | Should -Be 'in'
        foreach ($file in $done) { Test-Path -LiteralPath $file.FullName | Should -BeTrue; $file.FullName | Should -BeLike "$top*in*" }
    }

    It 'hands a terminating error, -ErrorVariable, -ErrorAction and the end of a pipe on' {
        $into = (New-TestFile (Join-Path (New-TestFolder) 'file') 5).FullName
        Get-ErrorName (Get-Error { Copy-GlacierItem Glacier:/photos/top.jpg $into }) | Should -Be 'DestinationNotFolder'
        $back = New-TestFolder
        $null = New-TestFile (Join-Path $back 'top.jpg') 7
        Copy-GlacierItem Glacier:/photos/top.jpg, Glacier:/photos/none $back -ErrorAction SilentlyContinue -ErrorVariable problems
        ($problems | ForEach-Object { Get-ErrorName $_ } | Sort-Object) -join ' ' | Should -Be 'ArchiveNotFound TargetExists'
        { Copy-GlacierItem Glacier:/photos/top.jpg $back -ErrorAction Stop } | Should -Throw -ErrorId 'TargetExists*'
        (Copy-GlacierItem Glacier:/photos/top.jpg $back -Force).Verified | Should -BeTrue
        (Copy-GlacierItem Glacier:/photos/2016 (New-TestFolder) -Recurse | Select-Object -First 1).Verified | Should -BeTrue
    }
}

Describe 'Copy-GlacierItem to the drive' {
    It 'stores files under their own names in the folder, as it is spelled' {
        $sent = Copy-GlacierItem (Join-Path $work 'top.jpg') Glacier:/LETTERS/New
        $sent.Name | Should -Be 'New/top.jpg'
        $sent.VaultName | Should -Be 'letters'
        (Copy-GlacierItem (Join-Path $work '2016/note.txt') Glacier:/letters/NEW).Name | Should -Be 'New/note.txt'
        (Copy-GlacierItem (Join-Path $work '2016/note.txt') Glacier:/letters).Name | Should -Be 'note.txt'
        (Get-ChildItem Glacier:/letters/New).Name | Sort-Object | Should -Be 'New/note.txt', 'New/top.jpg'
    }

    It 'stores folders with -Recurse, and what the pipe and wildcards give' {
        $sent = Copy-GlacierItem (Join-Path $work '2016') Glacier:/letters/kept -Recurse
        ($sent.Name | Sort-Object) -join ' ' | Should -Be 'kept/2016/a.jpg kept/2016/b[1].jpg kept/2016/note.txt kept/2016/summer/c.jpg'
        $sent = Get-ChildItem -LiteralPath (Join-Path $work '2016') -File | Copy-GlacierItem -Destination Glacier:/letters/piped
        ($sent.Name | Sort-Object) -join ' ' | Should -Be 'piped/a.jpg piped/b[1].jpg piped/note.txt'
        (Copy-GlacierItem (Join-Path $work '201*') Glacier:/letters/two -Recurse -Exclude *.txt).Count | Should -Be 4
        Copy-GlacierItem (Join-Path $work '2016') Glacier:/letters/kept -Recurse -SkipKnown | Should -BeNullOrEmpty
        Get-ErrorName (Get-Error { Copy-GlacierItem (Join-Path $work '2016') Glacier:/letters }) | Should -Be 'PathIsFolder'
    }

    It 'does not send two files under one name, nor guess what a name for the copy means' {
        $sent = Get-ChildItem -LiteralPath $work -Recurse -File -Filter note.txt | Copy-GlacierItem -Destination Glacier:/letters/one
        $sent.Name | Should -Be 'one/note.txt'
        $null = New-TestFile (Join-Path $work '2017/note.txt') 9
        $problem = Get-Error { Get-ChildItem -LiteralPath $work -Recurse -File -Filter note.txt | Copy-GlacierItem -Destination Glacier:/letters/again | Out-Null }
        Get-ErrorName $problem | Should -Be 'NameTaken'
        $top = Join-Path $work 'top.jpg'
        foreach ($destination in 'Glacier:/letters/other.jpg', 'Glacier:/photos/2016/a.jpg') {
            Get-ErrorName (Get-Error { Copy-GlacierItem $top $destination }) | Should -Be 'DestinationNotFolder'
        }
        (Copy-GlacierItem $top Glacier:/letters/folder.jpg/).Name | Should -Be 'folder.jpg/top.jpg'
    }

    It 'goes from the drive''s current folder on, and to the connection of the drive that is named' {
        Push-Location Glacier:/letters/New
        try { (Copy-GlacierItem (Join-Path $work '2017/summer/d.jpg') .).Name | Should -Be 'New/d.jpg' }
        finally { Pop-Location }
        $drive = New-PSDrive West Glacier -Root us-west-2@111122223333
        try {
            $null = New-GlacierVault far -Connection $drive.Connection
            $null = Copy-GlacierItem (Join-Path $work 'top.jpg') West:/far/here
            (Get-GlacierArchive far -Connection $drive.Connection).Name | Should -Be 'here/top.jpg'
            $back = New-TestFolder
            $null = Copy-GlacierItem West:/far/here/top.jpg, Glacier:/photos/2016/a.jpg $back
            Get-Files $back | Should -Be 'a.jpg top.jpg'
        }
        finally { Remove-PSDrive West }
    }
}

Describe 'What Copy-GlacierItem refuses' {
    It '<Says>' -ForEach @(
        @{ Says = 'two paths of the file system'; Do = { Copy-GlacierItem (Join-Path $work 'top.jpg') (New-TestFolder) }; Error = 'CopyDirection' }
        @{ Says = 'two paths of the drive'; Do = { Copy-GlacierItem Glacier:/photos/top.jpg Glacier:/letters }; Error = 'NotOnDrive' }
        @{ Says = 'both ways at once'; Do = { Copy-GlacierItem Glacier:/photos/top.jpg, (Join-Path $work 'top.jpg') (New-TestFolder) | Out-Null }; Error = 'CopyDirection' }
        @{ Says = 'a tier for files'; Do = { Copy-GlacierItem (Join-Path $work 'top.jpg') Glacier:/letters -Tier Bulk }; Error = 'CopyDirection' }
        @{ Says = '-SkipKnown for archives'; Do = { Copy-GlacierItem Glacier:/photos/top.jpg (New-TestFolder) -SkipKnown }; Error = 'CopyDirection' }
        @{ Says = 'the drive''s root as destination'; Do = { Copy-GlacierItem (Join-Path $work 'top.jpg') Glacier:/ }; Error = 'InvalidVaultName' }
        @{ Says = 'a vault that is not there'; Do = { Copy-GlacierItem (Join-Path $work 'top.jpg') Glacier:/nowhere/x }; Error = 'ResourceNotFound' }
        @{ Says = 'an archive of a vault that is not there'; Do = { Copy-GlacierItem Glacier:/nowhere/x (New-TestFolder) }; Error = 'ArchiveNotFound' }
        @{ Says = 'a wildcard that finds nothing'; Do = { Copy-GlacierItem Glacier:/photos/*.none (New-TestFolder) }; Error = 'ArchiveNotFound' }
    ) {
        Get-ErrorName (Get-Error $Do) | Should -Be $Error
    }

    It 'archives without a path, which Restore-GlacierArchive takes' {
        $problem = Get-Error { Get-GlacierArchive photos -Name top.jpg | Copy-GlacierItem -Destination (New-TestFolder) }
        Get-ErrorName $problem | Should -Be 'InputObjectNotBound'
    }
}
