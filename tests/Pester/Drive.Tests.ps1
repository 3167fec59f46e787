# The Glacier: drive, row by row of what was found when it was tried out, and as people use a drive.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    Push-Location -LiteralPath (New-TestFolder)
    $vaults = Connect-TestGlacier
    $null = 'photos', 'empty' | New-GlacierVault
    # The account is known from the first vault on, and the drive begins with it.
    $null = Connect-Glacier -LocalPath $vaults
    $work = New-TestFolder
    $names = '2016/a.jpg', '2016/b[1].jpg', '2016/note.txt', '2016/summer/c.jpg', '2017/summer/d.jpg', 'top.jpg'
    foreach ($name in $names) { $null = New-TestFile (Join-Path $work $name) 10 }
    $null = Get-ChildItem -LiteralPath $work -Recurse -File | Send-GlacierArchive photos -BasePath $work
    $root = 'us-east-1@111122223333'

    function Get-Names($Items) { ($Items.Name | Sort-Object) -join ' ' }
}

AfterAll {
    Pop-Location
    Disconnect-Glacier
}

Describe 'The Glacier: drive' {
    It 'comes with the connection, and is rooted at its region and account' {
        $drive = Get-PSDrive Glacier
        $drive.Root | Should -Be $root
        $drive.Connection | Should -Be (Get-GlacierConnection)
        (Get-ChildItem Glacier:/).VaultName | Should -Be 'empty', 'photos'
    }

    It 'lists folders and archives in one table, as the objects that the cmdlets take' {
        $items = Get-ChildItem Glacier:/photos/2016
        Get-Names $items | Should -Be '2016/a.jpg 2016/b[1].jpg 2016/note.txt 2016/summer/'
        $items[0].Archives | Should -Be 1
        $items[1] | Should -BeOfType ([GlacierPS.CatalogArchive])
        $text = $items | Out-String -Width 100
        $text | Should -Match '(?m)^ +2016/summer/'
        $text | Should -Match '(?m)^ +10 B .* 2016/note\.txt +Upload'
        $text | Should -Not -Match 'Shown'
        Get-ChildItem Glacier:/ | Out-String | Should -Match '(?m)^photos +\d'
    }

    It 'goes down with -Recurse, as far as -Depth says, and by -File, -Directory and -Filter' {
        Get-Names (Get-ChildItem Glacier:/photos -Recurse -File) | Should -Be ($names -join ' ')
        Get-Names (Get-ChildItem Glacier:/photos -Recurse -Directory) | Should -Be '2016/ 2016/summer/ 2017/ 2017/summer/'
        Get-Names (Get-ChildItem Glacier:/photos -Depth 1 -File) | Should -Be '2016/a.jpg 2016/b[1].jpg 2016/note.txt top.jpg'
        Get-Names (Get-ChildItem Glacier:/photos -Recurse -Filter *.txt) | Should -Be '2016/note.txt'
        Get-Names (Get-ChildItem Glacier:/ -Recurse -File -WarningAction SilentlyContinue) | Should -Be ($names -join ' ')
    }

    It 'takes wildcards in every segment' {
        Get-Names (Get-ChildItem Glacier:/ph*/*/summer/?.JPG) | Should -Be '2016/summer/c.jpg 2017/summer/d.jpg'
        (Resolve-Path Glacier:/photos/*/summer).Path | Sort-Object | Should -Be 'Glacier:/photos/2016/summer', 'Glacier:/photos/2017/summer'
        Get-Names (Get-ChildItem Glacier:/photos -Recurse *.txt) | Should -Be '2016/note.txt'
    }

    It 'can be gone into, with relative paths from there' {
        Set-Location Glacier:/photos/2016
        try {
            $PWD.Path | Should -Be 'Glacier:/photos/2016'
            Get-Names (Get-ChildItem ../2017/summer) | Should -Be '2017/summer/d.jpg'
            Get-Names (Get-ChildItem -Recurse *.jpg) | Should -Be '2016/a.jpg 2016/b[1].jpg 2016/summer/c.jpg'
            Test-Path a.jpg, A.JPG, summer, nothing, ../2018 | Should -Be $true, $true, $true, $false, $false
            Test-Path summer -PathType Container | Should -BeTrue
            Test-Path a.jpg -PathType Container | Should -BeFalse
        }
        finally { Set-Location -LiteralPath $work }
    }

    It 'completes on Tab' {
        (TabExpansion2 'Get-Item Glacier:/pho' 21).CompletionMatches.CompletionText | Should -Be 'Glacier:/photos'
        (TabExpansion2 'Get-Item Glacier:/photos/2016/s' 31).CompletionMatches.CompletionText | Should -Be 'Glacier:/photos/2016/summer'
        (TabExpansion2 'Get-Item Glacier:/photos/2016/b' 31).CompletionMatches.CompletionText | Should -Be "'Glacier:/photos/2016/b``[1``].jpg'"
    }

    It 'gives objects paths without a drive, by which they are found again, brackets and all' {
        $items = Get-ChildItem Glacier:/photos -Recurse
        $items.PSPath | Should -Contain "Glacier::$root/photos/2016/b[1].jpg"
        Get-Names ($items | Get-Item) | Should -Be (Get-Names $items)
        (Get-Item -LiteralPath 'Glacier:/photos/2016/b[1].jpg').Name | Should -Be '2016/b[1].jpg'
        Test-Path -LiteralPath "Glacier::$root/photos/2016/a.jpg" | Should -BeTrue
        Test-Path -LiteralPath 'Glacier::us-east-1@999999999999/photos' -ErrorAction SilentlyContinue | Should -BeFalse
    }

    It 'pipes archives and folders to a restore, each archive once, and fetches nothing itself' {
        Set-Location Glacier:/photos
        try {
            $estimate = Get-ChildItem -Recurse *.jpg | Restore-GlacierArchive -Path ./back -WhatIf 6>$null
            $estimate.Archives | Should -Be 5
            (Get-ChildItem Glacier:/photos -Recurse | Restore-GlacierArchive -Path back -WhatIf 6>$null).Archives | Should -Be 6
            (Get-Item Glacier:/photos/2016 | Restore-GlacierArchive -Path back -WhatIf 6>$null).Archives | Should -Be 4
        }
        finally { Set-Location -LiteralPath $work }
        Get-GlacierJob photos | Should -BeNullOrEmpty
        $back = New-TestFolder
        $done = Get-Item Glacier:/photos/2017 | Restore-GlacierArchive -Path $back
        $done.FullName | Should -Be (Join-Path $back '2017/summer/d.jpg')
        (Get-FileHash $done.FullName).Hash | Should -Be (Get-FileHash (Join-Path $work '2017/summer/d.jpg')).Hash
    }

    It 'lets no cmdlet take a folder for its vault' {
        foreach ($cmdlet in 'Clear-GlacierVault', 'Remove-GlacierVault', 'Remove-GlacierArchive') {
            $refused = @(Get-Item Glacier:/photos/2016 | & $cmdlet -WhatIf 2>&1)
            $refused.Count | Should -Be 1 -Because $cmdlet
            $refused[0].FullyQualifiedErrorId | Should -Match 'InputObjectNotBound|InvalidVaultName' -Because $cmdlet
        }
    }

    It 'says of a vault that nothing is known of how to learn it, and lists nothing' {
        Get-ChildItem Glacier:/empty -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -Match 'Update-GlacierCatalog ''empty'''
    }

    It 'does nothing, and says what does: <Name>' -ForEach @(
        @{ Name = 'Rename-Item'; Do = { Rename-Item Glacier:/photos/top.jpg other.jpg } }
        @{ Name = 'Copy-Item'; Do = { Copy-Item Glacier:/photos/top.jpg Glacier:/photos/other.jpg } }
        @{ Name = 'Move-Item'; Do = { Move-Item Glacier:/photos/top.jpg Glacier:/photos/2016 } }
        @{ Name = 'Set-Item'; Do = { Set-Item Glacier:/photos/top.jpg x } }
        @{ Name = 'Clear-Item'; Do = { Clear-Item Glacier:/photos/top.jpg } }
        @{ Name = 'Invoke-Item'; Do = { Invoke-Item Glacier:/photos/top.jpg } }
        @{ Name = 'Set-Content'; Do = { Set-Content Glacier:/photos/top.jpg x } }
        @{ Name = 'Add-Content'; Do = { Add-Content Glacier:/photos/top.jpg x } }
        @{ Name = 'Set-Content'; Do = { Set-Alias put Set-Content; 'x' | put Glacier:/photos/new.jpg } }
        @{ Name = 'Add-Content'; Do = { 'x' | Add-Content Glacier:/photos/new.jpg } }
        @{ Name = 'Set-Content'; Do = { ${Glacier:/photos/new.jpg} = 'x' } }
        @{ Name = 'Clear-Content'; Do = { Clear-Content Glacier:/photos/top.jpg } }
        @{ Name = 'New-Item'; Do = { New-Item Glacier:/photos/new -ItemType Directory } }
        @{ Name = 'New-Item'; Do = { New-Item Glacier:/photos/new.txt -Value text } }
        @{ Name = 'Remove-Item'; Do = { Remove-Item Glacier:/photos/2016 -Recurse -Force } }
        @{ Name = 'Remove-Item'; Do = { Remove-Item Glacier:/photos -Recurse -Force } }
    ) {
        $problem = Get-Error $Do
        Get-ErrorName $problem | Should -Be 'NotOnDrive'
        "$problem" | Should -Match "^On the drive $Name "
        Get-Names (Get-ChildItem Glacier:/photos -Recurse -File) | Should -Be ($names -join ' ')
    }

    It 'is not copied from or to by Copy-Item, which PowerShell refuses itself; Copy-GlacierItem does both' {
        $outside = New-TestFolder
        foreach ($do in { Copy-Item Glacier:/photos/top.jpg $outside }, { Copy-Item (Join-Path $work 'top.jpg') Glacier:/photos/2016 }) {
            Get-ErrorName (Get-Error $do) | Should -Match 'CopyItem|NotOnDrive|NotSupported'
        }
        Test-Path -LiteralPath (Join-Path $outside 'top.jpg') | Should -BeFalse
        Get-Names (Get-ChildItem Glacier:/photos -Recurse -File) | Should -Be ($names -join ' ')
        (Get-Command Copy-GlacierItem).Parameters.Keys | Should -Contain Destination
    }

    It 'sees at once what is sent and deleted' {
        $null = New-GlacierVault moving
        $one = Send-GlacierArchive moving (New-TestFile (Join-Path $work 'm/one.bin') 5) -BasePath $work
        Get-Names (Get-ChildItem Glacier:/moving/m) | Should -Be 'm/one.bin'
        $null = Send-GlacierArchive moving (New-TestFile (Join-Path $work 'm/n/two.bin') 5) -BasePath $work
        Get-Names (Get-ChildItem Glacier:/moving -Recurse -File) | Should -Be 'm/n/two.bin m/one.bin'
        $one | Remove-GlacierArchive -Confirm:$false
        Test-Path Glacier:/moving/m/one.bin | Should -BeFalse
    }
}

Describe 'What can be changed on the drive' {
    BeforeAll {
        . "$PSScriptRoot/host.ps1"
        $null = New-GlacierVault changing
        foreach ($name in 'a.txt', 'b.txt', 'c/d.txt', 'twice', 'twice') {
            $null = Send-GlacierArchive changing (New-TestFile (Join-Path $work "ch/$([guid]::NewGuid())") 8) -Name $name
        }
    }

    It 'are vaults that come, seen at once' {
        $null = Get-ChildItem Glacier:/
        New-Item Glacier:/newer -WhatIf
        Test-Path Glacier:/newer | Should -BeFalse
        (New-Item Glacier:/newer).VaultName | Should -Be 'newer'
        Test-Path Glacier:/newer | Should -BeTrue
        (New-Item Glacier:/newer -ItemType Directory).VaultName | Should -Be 'newer'
        $null = New-GlacierVault later
        (Get-ChildItem Glacier:/).VaultName | Should -Contain 'later'
        Get-ErrorName (Get-Error { New-Item 'Glacier:/no good' }) | Should -Be 'InvalidVaultName'
    }

    It 'are vaults that go if they are empty' {
        Remove-Item Glacier:/newer -WhatIf
        Test-Path Glacier:/newer | Should -BeTrue
        Remove-Item Glacier:/newer, Glacier:/later -Confirm:$false
        (Get-ChildItem Glacier:/).VaultName | Should -Not -Contain 'newer'
        Test-Path Glacier:/later | Should -BeFalse
    }

    It 'are archives that go, one by one, and not those of which several have the name' {
        Remove-Item Glacier:/changing/a.txt -WhatIf
        Test-Path Glacier:/changing/a.txt | Should -BeTrue
        Remove-Item Glacier:/changing/a.txt -Confirm:$false
        Get-ChildItem Glacier:/changing/c | Remove-Item -Force
        (Get-GlacierArchive changing -WarningAction SilentlyContinue).Name | Sort-Object | Should -Be 'b.txt', 'twice', 'twice'
        $problem = Get-Error { Remove-Item Glacier:/changing/twice -Force }
        Get-ErrorName $problem | Should -Be 'NotOnDrive'
        "$problem" | Should -Match '2 archives have this name'
        Get-ErrorName (Get-Error { Remove-Item Glacier:/changing/none -Force }) | Should -Be 'PathNotFound'
    }

    It 'goes after a question alone: asked <Asked> times with <With>' -ForEach @(
        @{ With = 'nothing'; Parameters = @{}; Asked = 1 }
        @{ With = '-Confirm'; Parameters = @{ Confirm = $true }; Asked = 1 }
        @{ With = '-Force'; Parameters = @{ Force = $true }; Asked = 0 }
        @{ With = '-Confirm:$false'; Parameters = @{ Confirm = $false }; Asked = 0 }
    ) {
        $name = "asked-$([guid]::NewGuid())"
        $null = Send-GlacierArchive changing (Get-Item (Join-Path $work 'top.jpg')) -Name $name
        # A host whose user says No, with $ConfirmPreference as it is by default.
        $answering = [GlacierPSTests.AnsweringHost]::new(2)
        $runspace = [runspacefactory]::CreateRunspace($answering)
        $runspace.Open()
        $shell = [powershell]::Create($runspace)
        try {
            $null = $shell.AddScript({ param($Module, $Connection, $Name, $Parameters) Import-Module $Module; $null = New-PSDrive Mine Glacier -Root '' -Connection $Connection; Remove-Item -LiteralPath "Mine:/changing/$Name" @Parameters }).AddArgument($env:GLACIERPS_MODULE).AddArgument((Get-GlacierConnection)).AddArgument($name).AddArgument($Parameters).Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally {
            $shell.Dispose()
            $runspace.Dispose()
        }
        $answering.Prompts.Count | Should -Be $Asked
        Test-Path -LiteralPath "Glacier:/changing/$name" | Should -Be ($Asked -gt 0)
    }
}

Describe 'Content on the drive' {
    BeforeAll {
        $server = Start-TestServer -Option '--control'
        $connect = $server.Connect
        $null = Connect-Glacier @connect
        $null = New-GlacierVault texts
        $null = Connect-Glacier @connect
        $text = "first`nsecönd`n`nlast"
        $file = Join-Path (New-TestFolder) 'note.txt'
        [IO.File]::WriteAllText($file, $text)
        $null = Send-GlacierArchive texts $file -Name 'a/note.txt'
        $null = Send-GlacierArchive texts $file -Name 'a/other.txt'
    }

    AfterAll {
        Stop-TestServer $server
        $null = Connect-Glacier -LocalPath $vaults -WarningAction SilentlyContinue
    }

    It 'is not retrieved by reading: the error says what would, and for how much' {
        $problem = Get-Error { Get-Content Glacier:/texts/a/note.txt }
        Get-ErrorName $problem | Should -Be 'NotRetrieved'
        "$problem" | Should -Match 'USD.*Start-GlacierJob texts -ArchiveId '
        Get-GlacierJob texts | Should -BeNullOrEmpty
        # The command is the one that helps.
        $job = & ([scriptblock]::Create(($problem -split ': ')[-1]))
        $null = $job | Wait-GlacierJob
        Get-Content Glacier:/texts/a/note.txt | Should -Be 'first', 'secönd', '', 'last'
        # One that cannot be read does not keep the others from being read.
        $read = Get-Content Glacier:/texts/a/other.txt, Glacier:/texts/a/note.txt -ErrorAction SilentlyContinue -ErrorVariable problems
        $read.Count | Should -Be 4
        @($problems).Count | Should -Be 1
    }

    It 'is read as lines, as one text, as bytes, and in pieces' {
        Get-Content Glacier:/texts/a/note.txt -Raw | Should -Be $text
        Get-Content Glacier:/texts/a/note.txt -TotalCount 2 | Should -Be 'first', 'secönd'
        $bytes = Get-Content Glacier:/texts/a/note.txt -AsByteStream -Raw
        , $bytes | Should -BeOfType ([byte[]])
        [Convert]::ToHexString($bytes) | Should -Be ([Convert]::ToHexString([IO.File]::ReadAllBytes($file)))
        @(Get-Content Glacier:/texts/a/note.txt -AsByteStream).Count | Should -Be $bytes.Count
        Get-Content Glacier:/texts/a/note.txt -Encoding latin1 | Select-Object -Index 1 | Should -Be "sec$([char]0xC3)$([char]0xB6)nd"
        Get-Item Glacier:/texts/a/note.txt | Get-Content | Select-Object -First 1 | Should -Be 'first'
        Get-Content Glacier:/texts/*/note.* | Select-Object -Last 1 | Should -Be 'last'
        Get-ErrorName (Get-Error { Get-Content Glacier:/texts/a }) | Should -Be 'PathIsFolder'
        @(Get-GlacierJob texts).Count | Should -Be 1
    }
}

Describe 'Hostile names on the drive' {
    BeforeAll {
        $null = New-GlacierVault hostile
        $hostile = @('a\b:c/d', '../up', './here', '/rooted//empty/', 'C:\x\y', "esc`e[31m", ('turn' + [char]0x202E + 'ed'), '*?[x]', '~', ' ', 'same', 'Same', "quote'``$(1)", 'x::y', '%41')
        $tick = 0
        foreach ($name in $hostile) {
            $file = New-TestFile (Join-Path $work "h$((++$tick))/f") (100 + $tick)
            $null = Send-GlacierArchive hostile $file -Name $name
        }
    }

    It 'are shown as they can be typed, and found again by that' {
        $items = @(Get-ChildItem Glacier:/hostile -Recurse -File)
        $items.Count | Should -Be $hostile.Count
        foreach ($item in $items) {
            $item.PSPath.Substring('Glacier::'.Length) | Should -Not -Match '[\\:\x00-\x1f\u202e]' -Because $item.Name
            $again = @(Get-Item -LiteralPath $item.PSPath)
            $again.ArchiveId | Should -Contain $item.ArchiveId -Because $item.Name
            Test-Path -LiteralPath ('Glacier:' + $item.PSPath.Substring("Glacier::$root".Length)) | Should -BeTrue -Because $item.Name
        }
        @(Get-Item -LiteralPath Glacier:/hostile/same).Count | Should -Be 2
        ($items.PSPath -join ' ') | Should -Match ([regex]::Escape('/a＼b：c/d'))
    }

    It 'are walked by hand as well as at once' {
        function Step($Path) { foreach ($item in Get-ChildItem -LiteralPath $Path) { if ($item.PSIsContainer) { Step $item.PSPath } else { $item.ArchiveId } } }
        @(Step Glacier:/hostile | Sort-Object -Unique).Count | Should -Be $hostile.Count
    }
}

Describe 'The drive where things are not as they should be' {
    It 'takes paths as Windows writes them' {
        foreach ($path in 'photos\2016\a.jpg', '\photos\2016\summer\', 'photos\2016/b[1].jpg', '\photos') {
            Test-Path -LiteralPath "Glacier::$root\$path" | Should -BeTrue -Because $path
        }
        (Get-Item -LiteralPath "Glacier::$root\photos\2016\a.jpg").Name | Should -Be '2016/a.jpg'
        Get-Names (Get-ChildItem -LiteralPath "Glacier::$root\photos\2016\summer") | Should -Be '2016/summer/c.jpg'
        Test-Path -LiteralPath "Glacier::$root\photos\2018" | Should -BeFalse
        Split-Path "Glacier::$root\photos\2016\a.jpg" -Leaf | Should -Be 'a.jpg'
    }

    It 'says that a catalogue is damaged, and shows no smaller vault' {
        $there = New-TestFolder
        $printed = Invoke-Child @"
            `$env:XDG_STATE_HOME = '$there/state'
            Import-Module '$env:GLACIERPS_MODULE'
            `$null = Connect-Glacier -LocalPath '$there/a'
            `$null = New-GlacierVault hurt
            `$null = Connect-Glacier -LocalPath '$there/a'
            `$null = Get-Item -LiteralPath '$work/top.jpg' | Send-GlacierArchive hurt -Name x/one.jpg
            `$null = Get-Item -LiteralPath '$work/top.jpg' | Send-GlacierArchive hurt -Name x/two.jpg
            `$file = (Get-GlacierCatalog hurt).FullName
            # A catalogue is one file a second or two after its last use.
            for (`$left = 100; `$left -gt 0 -and (Test-Path "`$file-wal"); `$left--) { Start-Sleep -Milliseconds 50 }
            `$bytes = [IO.File]::ReadAllBytes(`$file)
            `$text = [Text.Encoding]::Latin1.GetString(`$bytes)
            for (`$at = `$text.IndexOf('two.jpg'); `$at -ge 0; `$at = `$text.IndexOf('two.jpg', `$at + 1)) { `$bytes[`$at] = 90 }
            [IO.File]::WriteAllBytes(`$file, `$bytes)
            foreach (`$do in { Get-ChildItem Glacier:/hurt/x }, { Get-ChildItem Glacier:/hurt -Recurse -File }, { Copy-GlacierItem Glacier:/hurt/x '$there/back' -Recurse }) {
                `$problems = @(& `$do 2>&1 | Where-Object { `$_ -is [System.Management.Automation.ErrorRecord] })
                "`$(`$problems.Count) `$((`$problems[0].FullyQualifiedErrorId -split ',')[0])"
            }
            (Get-ChildItem Glacier:/).VaultName
"@
        $printed | Should -Be '1 DatabaseDamaged', '1 DatabaseDamaged', '1 DatabaseDamaged', 'hurt'
    }

    It 'works beside a module with another AWS SDK, and one with the names of AWS.Tools' {
        $configuration = if ($env:GLACIERPS_CONFIGURATION) { $env:GLACIERPS_CONFIGURATION } else { 'Release' }
        $other = (Resolve-Path (Join-Path $PSScriptRoot "../OtherSdkModule/bin/$configuration/net8.0/OtherSdkModule.dll")).Path
        $there = New-TestFolder
        $printed = Invoke-Child @"
            `$env:XDG_STATE_HOME = '$there/state'
            # Cmdlets of these names are in AWS.Tools.Glacier; a script has them here.
            New-Module AwsLike { function Get-GLCVault { 'theirs' }; function Get-GLCJobList { 'theirs' } } | Import-Module
            Import-Module '$other'
            Invoke-OtherSdk
            Import-Module '$env:GLACIERPS_MODULE'
            `$null = Connect-Glacier -LocalPath '$there/a'
            `$null = New-Item Glacier:/beside
            (Get-ChildItem Glacier:/).VaultName
            Invoke-OtherSdk
            Get-GLCVault
"@
        $printed | Should -Be '3.3.0.0 signed 64', 'beside', '3.3.0.0 signed 64', 'theirs'
    }
}

Describe 'Drives beside each other' {
    It 'show other connections, regions and accounts' {
        $drive = New-PSDrive West Glacier -Root us-west-2@111122223333
        try {
            $null = New-GlacierVault western -Connection $drive.Connection
            (Get-ChildItem West:/).VaultName | Should -Be 'western'
            (Get-ChildItem Glacier:/).VaultName | Should -Not -Contain 'western'
            (Get-ChildItem West:/ | Get-Item).VaultName | Should -Be 'western'
            # Another connection to the same: a path without a drive could mean either, and means none.
            $null = New-PSDrive Again Glacier -Root us-west-2@111122223333
            (Get-Item Again:/western).VaultName | Should -Be 'western'
            Get-ChildItem West:/ | Get-Item -ErrorAction SilentlyContinue -ErrorVariable refused | Should -BeNullOrEmpty
            Get-ErrorName $refused[0] | Should -Be 'DriveAmbiguous'
            "$($refused[0])" | Should -Match 'Again and West|West and Again'
            Get-ErrorName (Get-Error { Get-ChildItem Glacier::us-west-2@111122223333/western }) | Should -Be 'DriveAmbiguous'
        }
        finally { Remove-PSDrive West, Again }
        Get-ErrorName (Get-Error { New-PSDrive Bad Glacier -Root nonsense }) | Should -Be 'InvalidRoot'
    }

    It 'of the same root are not taken for each other' {
        $drives = Invoke-Child @"
            `$null = Import-Module '$env:GLACIERPS_MODULE'
            `$env:XDG_STATE_HOME = '$(New-TestFolder)'
            `$first = Connect-Glacier -LocalPath '$(New-TestFolder)/a'
            `$null = New-GlacierVault first
            `$null = New-PSDrive Kept Glacier -Root '' -Connection `$first
            (Get-ChildItem Kept:/).VaultName
            (Get-ChildItem Kept:/ | Get-Item).VaultName
            Get-PSDrive Kept | ForEach-Object Root
"@
        "$drives" | Should -Match 'first\s+first\s+us-east-1@'
    }
}

Describe 'The drive and the session' {
    It 'is not in another runspace, which makes its own' {
        $module = $env:GLACIERPS_MODULE
        $shell = [powershell]::Create()
        try {
            $found = $shell.AddScript({ param($Module, $Connection) Import-Module $Module; @(Get-PSDrive -PSProvider Glacier).Count; $null = New-PSDrive Mine Glacier -Root '' -Connection $Connection; (Get-ChildItem Mine:/photos/2017/summer).Name }).AddArgument($module).AddArgument((Get-GlacierConnection)).Invoke()
            $found | Should -Be 0, '2017/summer/d.jpg'
        }
        finally { $shell.Dispose() }
    }

    It 'goes with the connection and the module, and comes with a second import' {
        $printed = Invoke-Child @"
            `$env:XDG_STATE_HOME = '$(New-TestFolder)'
            Import-Module '$env:GLACIERPS_MODULE'
            `$null = Connect-Glacier -LocalPath '$(New-TestFolder)/a'
            `$null = New-GlacierVault first
            Set-Location Glacier:/first
            Disconnect-Glacier -WarningAction SilentlyContinue
            "in `$((Get-Location).Provider.Name), drives `$(@(Get-PSDrive -PSProvider Glacier).Count)"
            `$null = Connect-Glacier -LocalPath '$(New-TestFolder)/b'
            `$null = New-GlacierVault second
            "vaults `$((Get-ChildItem Glacier:/).VaultName)"
            Import-Module '$env:GLACIERPS_MODULE' -Force
            "again `$((Get-ChildItem Glacier:/).VaultName), providers `$(@(Get-PSProvider Glacier).Count)"
            Remove-Module GlacierPS
            "left `$(@(Get-PSDrive | Where-Object Name -EQ Glacier).Count)"
"@
        $printed | Should -Be 'in FileSystem, drives 0', 'vaults second', 'again second, providers 1', 'left 0'
    }

    It 'shows what the catalogue knows where the service cannot be asked' {
        $server = Start-TestServer
        try {
            $connect = $server.Connect
            $null = Connect-Glacier @connect
            $null = New-GlacierVault far
            $null = Connect-Glacier @connect
            $null = Send-GlacierArchive far (Get-Item (Join-Path $work 'top.jpg'))
            Stop-TestServer $server
            Get-Names (Get-ChildItem Glacier:/far) | Should -Be 'top.jpg'
            $null = Test-Path Glacier:/far/top.jpg
        }
        finally {
            Stop-TestServer $server
            $null = Connect-Glacier -LocalPath $vaults -WarningAction SilentlyContinue
        }
    }
}
