# Names from a vault and messages of a service are written by others: none of them reaches the terminal as it is.
BeforeDiscovery {
    . "$PSScriptRoot/common.ps1"
    $views = foreach ($file in Get-ChildItem -Path (Join-Path $module.ModuleBase 'Formats') -Filter *.ps1xml) {
        foreach ($view in ([xml](Get-Content -LiteralPath $file.FullName -Raw)).SelectNodes('//View')) {
            # Files with properties of ours, and no type: Expand-GlacierArchive.Tests.ps1 looks at them.
            if ($view.Name -eq 'GlacierPS.ExpandedFile') { continue }
            @{ TypeName = $view.SelectSingleNode('.//TypeName').InnerText; Form = $view.SelectSingleNode('TableControl|ListControl').Name }
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/recorder.ps1"
    $null = Connect-TestGlacier
    $null = New-GlacierVault hostile

    # Clears the screen, sets the clipboard, turns the direction, begins a line, a C1 control, and what hides.
    $bad = "a$([char]27)[2J$([char]27)]52;c;eA==$([char]7)$([char]0x202E)gpj.$([char]0x9B)1m$([char]0x200B)x`r`nWARNING: b"
    $shown = 'a␛[2J␛]52;c;eA==␇‹U+202E›gpj.‹U+009B›1m‹U+200B›x␍␊WARNING: b'
    $raw = '[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\u200B-\u200F\u202A-\u202E\u2066-\u2069]'
    $loaded = [AppDomain]::CurrentDomain.GetAssemblies()

    function Find-Type([string] $Name) {
        $loaded | ForEach-Object { $_.GetType($Name) } | Where-Object { $_ } | Select-Object -First 1
    }

    function New-Hostile([type] $Type) {
        # An object of a type all of whose texts are hostile, whatever its constructor asks for.
        if ($Type.BaseType.Name -eq 'ArchiveListing') {
            return $Type::new($bad, $bad, 5, (ConvertTo-GlacierArchiveDescription $bad), [datetime]::UtcNow, $null)
        }
        $object = [Runtime.CompilerServices.RuntimeHelpers]::GetUninitializedObject($Type)
        foreach ($field in $Type.GetFields([Reflection.BindingFlags]'Instance, NonPublic, Public')) {
            if ($field.FieldType -eq [string]) { $field.SetValue($object, $(if ($field.Name -like '*Policy*') { $bad -replace '\r\n' } else { $bad })) }
            elseif ($field.FieldType.IsAssignableFrom([string[]])) { $field.SetValue($object, [string[]]@($bad, $bad)) }
            elseif ($field.FieldType -eq [uri]) { $field.SetValue($object, [uri]'http://127.0.0.1/') }
        }
        $object
    }

    function Test-Shown([string] $Text, [string] $Because) {
        # That the text has no raw control, and that none of the hostile name's lines begins one of its own.
        $Text | Should -Not -Match $raw -Because $Because
        $Text | Should -Not -Match '(?m)^\s*WARNING: b' -Because $Because
    }
}

AfterAll { Disconnect-Glacier }

Describe 'E11_ a view' {
    It 'shows a hostile object as signs: <TypeName>, <Form>' -ForEach $views {
        $object = New-Hostile (Find-Type $TypeName)
        $text = if ($Form -eq 'ListControl') { $object | Format-List | Out-String -Width 4000 } else { $object | Format-Table -Wrap | Out-String -Width 4000 }
        $text.Trim() | Should -Not -BeNullOrEmpty
        Test-Shown $text "$TypeName, $Form"
    }

    It 'is not all that shows a text: behind an object of another type so does a list, <TypeName>' -ForEach ($views | Sort-Object TypeName -Unique) {
        $type = Find-Type $TypeName
        if (-not @($type.GetProperties() | Where-Object { [GlacierPS.Cmdlets.Formatting.ShownText]::IsText($_) })) { return }
        $object = New-Hostile $type
        foreach ($name in ([psobject]$object).PSStandardMembers.DefaultDisplayPropertySet.ReferencedPropertyNames) {
            if ($name -ne 'Shown') {
                [GlacierPS.Cmdlets.Formatting.ShownText]::IsText($type.GetProperty($name)) | Should -BeFalse -Because "$TypeName.$name can hold a text"
            }
        }
        $other = New-Hostile (Find-Type $(if ($TypeName -like '*VaultTag') { 'GlacierPS.Core.Sync.SyncResult' } else { 'GlacierPS.Cmdlets.Settings.VaultTag' }))
        Test-Shown ($other, $object | Out-String -Width 4000) $TypeName
        Test-Shown ($object | Format-Wide | Out-String -Width 4000) $TypeName
    }

    It 'leaves the properties as they are' {
        $archive = New-Hostile (Find-Type 'GlacierPS.Core.Catalog.CatalogArchive')
        $archive.Name | Should -BeExactly $bad
        ($archive | Format-Table Name | Out-String -Width 4000) | Should -Match ([regex]::Escape([string][char]27))
    }
}

Describe 'E11_ a service with hostile messages' {
    It 'is quoted in signs' {
        $message = ($bad | ConvertTo-Json)
        $service = [GlacierPSTests.Recorder]::new("{`"code`":`"InvalidParameterValueException`",`"message`":$message,`"type`":`"Client`"}", 400)
        try {
            $record = Get-ErrorElsewhere { Get-GlacierVault photos -EndpointUrl $service.Url -Region us-east-1 -Credential (New-Credential AKIDEXAMPLE) }
        }
        finally {
            $service.Dispose()
        }
        $record.Exception.Message | Should -Match 'gpj'
        Test-Shown "$record" 'as text'
        Test-Shown $record.Exception.Message 'the message'
        Test-Shown ($record | Out-String -Width 4000) 'as PowerShell shows it'
    }
}

Describe 'E11_ a vault with hostile names' {
    BeforeAll {
        $source = New-TestFolder
        $file = New-TestFile (Join-Path $source 'plain.bin') 700000
        $stream = [IO.File]::OpenRead($file)
        $sent = Send-GlacierArchive hostile -InputStream $stream -Name $bad
        $stream.Dispose()
        Add-GlacierVaultTag hostile @{ key = 'value' }

        function Get-Streams([string] $Script, [hashtable] $Variables = @{}) {
            # Runs a script in a runspace of its own; returns the text of every record of every stream.
            $shell = [powershell]::Create()
            try {
                $null = $shell.AddScript("Import-Module '$env:GLACIERPS_MODULE'; `$ErrorActionPreference = 'Continue'; `$VerbosePreference = 'Continue'; `$DebugPreference = 'Continue'; `$ProgressPreference = 'Continue'").Invoke()
                $shell.Streams.ClearStreams()
                $shell.Commands.Clear()
                foreach ($variable in $Variables.GetEnumerator()) { $shell.Runspace.SessionStateProxy.SetVariable($variable.Key, $variable.Value) }
                $output = $shell.AddScript($Script).AddCommand('Out-String').AddParameter('Width', 4000).Invoke()
                [pscustomobject]@{
                    Output   = -join $output
                    Warning  = ($shell.Streams.Warning | ForEach-Object Message) -join "`n"
                    Verbose  = ($shell.Streams.Verbose | ForEach-Object Message) -join "`n"
                    Debug    = ($shell.Streams.Debug | ForEach-Object Message) -join "`n"
                    Progress = ($shell.Streams.Progress | ForEach-Object { "$($_.Activity) $($_.StatusDescription) $($_.CurrentOperation)" }) -join "`n"
                    Error    = ($shell.Streams.Error | ForEach-Object {
                        # What .NET says is shown by the record; its own message stays as it is.
                        "$_ $($_.CategoryInfo) $(if ($_.Exception.GetType().FullName -like 'GlacierPS.*') { $_.Exception.Message })"
                    }) -join "`n"
                }
            }
            finally {
                $shell.Dispose()
            }
        }

        function Test-Streams($Streams) {
            foreach ($stream in $Streams.PSObject.Properties) { Test-Shown $stream.Value $stream.Name }
        }
    }

    It 'is listed in signs' {
        $streams = Get-Streams 'Get-GlacierArchive hostile -Connection $c; Get-GlacierArchive hostile -Connection $c | Format-List' @{ c = Get-GlacierConnection }
        Test-Streams $streams
        $streams.Output | Should -Match ([regex]::Escape($shown))
        (Get-GlacierArchive hostile).Name | Should -BeExactly $bad
    }

    It 'is restored, tested and received in signs' {
        $variables = @{ c = Get-GlacierConnection; to = New-TestFolder; in = New-TestFolder; id = $sent.ArchiveId }
        $streams = Get-Streams @'
Get-GlacierArchive hostile -Connection $c | Restore-GlacierArchive -Path $to -Connection $c
Get-GlacierArchive hostile -Connection $c | Test-GlacierArchive -Path $to -Connection $c
Test-GlacierArchive hostile -Path $to -Connection $c
Start-GlacierJob hostile $id -Connection $c | Wait-GlacierJob -Connection $c | Receive-GlacierJobOutput -Path $in -Connection $c
'@ $variables
        Test-Streams $streams
        # A file has such a name only where the system allows it; where it went elsewhere, that is said.
        "$($streams.Output) $($streams.Warning)" | Should -Match 'plain|U\+202E|gpj'
    }

    It 'is told in signs by errors, also by those of .NET' {
        $streams = Get-Streams 'Restore-GlacierArchive hostile $n $to -Connection $c; Remove-GlacierArchive hostile $n -Connection $c -Confirm:$false; Get-GlacierTreeHash -LiteralPath $n; Get-GlacierVault $n -Connection $c' @{ c = Get-GlacierConnection; n = "no $bad"; to = New-TestFolder }
        Test-Streams $streams
        $streams.Error | Should -Match 'gpj'
    }

    It 'is sent and synced in signs, with progress' {
        $folder = New-TestFolder
        $name = $IsWindows ? "gpj$([char]0x202E)$([char]0x200B).bin" : "$($bad -replace '/').bin"
        $null = New-TestFile (Join-Path $folder '0/one.bin') 100
        [IO.File]::WriteAllBytes((Join-Path $folder $name), [byte[]]::new(900000))
        [IO.File]::WriteAllBytes((Join-Path $folder "empty$name"), [byte[]]::new(0))
        $streams = Get-Streams 'Send-GlacierArchive hostile $folder -Recurse -BasePath $folder -MaxBytesPerSecond 1000000 -Connection $c; Sync-GlacierFolder hostile $folder -Prefix p -Connection $c; Sync-GlacierFolder hostile $folder -Connection $c; Send-GlacierArchive hostile -LiteralPath $folder/gone$name -Connection $c' @{ c = Get-GlacierConnection; folder = $folder; name = $name }
        Test-Streams $streams
        $streams.Progress | Should -Match 'gpj'
        $streams.Verbose | Should -Match 'gpj'
        $streams.Warning | Should -Match 'gpj'
        $streams.Error | Should -Match 'gpj'
    }

    It 'is asked about in signs, by -WhatIf and -Confirm' {
        . "$PSScriptRoot/host.ps1"
        $connection = Get-GlacierConnection
        $folder = New-TestFolder
        [IO.File]::WriteAllBytes((Join-Path $folder "gpj$([char]0x202E)$([char]0x200B).bin"), [byte[]]::new(9))
        foreach ($case in @(
                @{ Name = 'Send-GlacierArchive'; Parameters = @{ VaultName = 'hostile'; Path = "$folder/*" } }
                @{ Name = 'Sync-GlacierFolder'; Parameters = @{ VaultName = 'hostile'; Path = $folder } }
                @{ Name = 'Restore-GlacierArchive'; Parameters = @{ VaultName = 'hostile'; Name = '*'; Path = "$folder/to" } }
                @{ Name = 'Remove-GlacierArchive'; Parameters = @{ VaultName = 'hostile'; ArchiveId = $bad } }
                @{ Name = 'Add-GlacierVaultTag'; Parameters = @{ VaultName = 'hostile'; Tag = @{ key = 'a' } } }
            )) {
            $result = Invoke-UnderHost $case.Name ($case.Parameters + @{ Connection = $connection; Confirm = $true }) No
            foreach ($prompt in $result.Prompts) { Test-Shown $prompt $case.Name }
        }
        $text = Invoke-Child "`$PSStyle.OutputRendering = 'PlainText'; Import-Module '$env:GLACIERPS_MODULE'; `$null = Connect-Glacier -LocalPath '$(Join-Path (New-TestFolder) 'other')'; `$null = New-GlacierVault hostile; Send-GlacierArchive hostile '$folder/*' -WhatIf; Sync-GlacierFolder hostile '$folder' -WhatIf" | Out-String
        Test-Shown $text '-WhatIf'
        $text | Should -Match 'gpj‹U\+202E›‹U\+200B›\.bin'
    }

    It 'completes in signs, to what is the very name' {
        $line = 'Get-GlacierArchive hostile -Name a'
        foreach ($try in 1..20) {
            $found = @((TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches)
            if ($found) { break }
        }
        $match = $found | Where-Object ListItemText -EQ $shown
        $match | Should -Not -BeNullOrEmpty
        foreach ($one in $found) {
            Test-Shown $one.ListItemText 'list item'
            Test-Shown $one.ToolTip 'tool tip'
            Test-Shown $one.CompletionText 'what is inserted'
        }
        & ([scriptblock]::Create($match.CompletionText)) | Should -BeExactly $bad
    }

    It 'completes a quote of any kind to the very name' {
        $name = "it`u{2019}s `"that`"; `$(1+1)"
        $stream = [IO.MemoryStream]::new([byte[]]::new(10))
        $null = Send-GlacierArchive hostile -InputStream $stream -Name $name
        $line = 'Get-GlacierArchive hostile -Name it'
        foreach ($try in 1..20) {
            $found = @((TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches)
            if ($found.ListItemText -eq $name) { break }
            Start-Sleep -Milliseconds 500
        }
        & ([scriptblock]::Create(($found | Where-Object ListItemText -EQ $name).CompletionText)) | Should -BeExactly $name
    }
}
