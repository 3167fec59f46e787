BeforeDiscovery {
    . "$PSScriptRoot/common.ps1"
    $names = $module.ExportedCmdlets.Keys | Sort-Object
    . "$PSScriptRoot/../../docs/HelpExamples.ps1"
    $examples = foreach ($name in $names) {
        $page = Get-Content -LiteralPath "$PSScriptRoot/../../docs/en-US/$name.md" -Raw -ErrorAction Ignore
        foreach ($example in Find-Example "$page") {
            @{ Name = $name; Title = $example.Title; Code = $example.Code; Output = $example.Output; NeedsAccount = $example.NeedsAccount }
        }
    }
    # Of each page the first is tried on every system, and the others where that takes seconds: under Wine it is a minute.
    $pages = @($examples | Where-Object { -not $_.NeedsAccount } | Group-Object { $_.Name })
    $first = $pages | ForEach-Object { $_.Group[0] }
    $further = $pages | ForEach-Object { $_.Group | Select-Object -Skip 1 }
}

BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/settled.ps1"
    . "$PSScriptRoot/../../docs/HelpExamples.ps1"
    $folder = Join-Path $PSScriptRoot '../../docs/en-US'
    $common = [System.Management.Automation.Cmdlet]::CommonParameters

    function Read-Page([string] $Name) {
        # A page's text, and what stands under each heading of the second and third level, down to the next of its level.
        # Many tests look at each parameter: each asks Should once, with what it found wrong, since Should takes milliseconds.
        $text = [IO.File]::ReadAllText((Join-Path $folder "$Name.md")) -replace '\r'
        $sections = @{}
        $headings = [regex]::Matches($text, '(?m)^(#{1,3}) .*$')
        for ($i = 0; $i -lt $headings.Count; $i++) {
            $level = $headings[$i].Groups[1].Length
            $start = $headings[$i].Index + $headings[$i].Length
            for ($next = $i + 1; $next -lt $headings.Count -and $headings[$next].Groups[1].Length -gt $level; $next++) { }
            $end = $next -lt $headings.Count ? $headings[$next].Index : $text.Length
            if (-not $sections.ContainsKey($headings[$i].Value)) {
                $sections[$headings[$i].Value] = $text.Substring($start, $end - $start).Trim()
            }
        }
        @{ Text = $text; Sections = $sections }
    }
}

Describe 'The page of <_>' -Tag NotWine -ForEach $names {
    BeforeAll {
        $read = Read-Page $_
        $page = $read.Text
        $sections = $read.Sections
        $command = $module.ExportedCmdlets[$_]
        $mine = $command.Parameters.Keys | Where-Object { $_ -notin $common }
    }

    It 'has a synopsis of one sentence, a description and links' {
        $sections['## SYNOPSIS'] | Should -Match '^[A-Z].+\.$'
        "$($sections['## DESCRIPTION'])".Length | Should -BeGreaterThan 100
        $sections['## RELATED LINKS'] | Should -Not -BeNullOrEmpty
    }

    It 'shows an example' {
        $sections['## EXAMPLES'] | Should -Match '(?ms)^### Example 1: .+^```powershell'
    }

    It 'has no place left to fill in' {
        $page | Should -Not -Match '\{\{'
    }

    It 'describes exactly the parameters that are compiled' {
        $described = [regex]::Matches($page, '(?m)^### -(\w+)') | ForEach-Object { $_.Groups[1].Value }
        ($described | Sort-Object) -join ' ' | Should -Be (($mine | Sort-Object) -join ' ')
        # No heading without a name.
        @([regex]::Matches($sections['## PARAMETERS'], '(?m)^### ')).Count | Should -Be (@($described).Count + [int]($page -match '(?m)^### CommonParameters'))
    }

    It 'says something of every parameter, and how it binds' {
        $wrong = foreach ($name in $mine) {
            $section = $sections["### -$name"]
            if (("$section" -split '```yaml')[0].Trim() -notmatch '(?s)^[A-Z].+\.$') {
                "-$name needs a description"
            }
            foreach ($set in $command.Parameters[$name].ParameterSets.GetEnumerator()) {
                $setName = $set.Key -eq '__AllParameterSets' ? '\(All\)' : [regex]::Escape($set.Key)
                $position = $set.Value.Position -lt 0 ? 'Named' : $set.Value.Position
                $binding = "Position: $position\s+IsRequired: $($set.Value.IsMandatory)\s+ValueFromPipeline: $($set.Value.ValueFromPipeline)\s+ValueFromPipelineByPropertyName: $($set.Value.ValueFromPipelineByPropertyName)"
                if ($section -notmatch "(?m)^- Name: $setName\s+$binding") {
                    "-$name in set $($set.Key) is $binding"
                }
            }
        }
        $wrong | Should -BeNullOrEmpty
    }

    It 'gives the type of every parameter, its aliases and values, and whether it takes wildcards' {
        $wrong = foreach ($name in $mine) {
            $parameter = $command.Parameters[$name]
            $type = [Nullable]::GetUnderlyingType($parameter.ParameterType) ?? $parameter.ParameterType
            $set = $parameter.Attributes | Where-Object { $_ -is [ValidateSet] }
            $lists = @{
                Aliases        = $parameter.Aliases
                AcceptedValues = $set ? $set.ValidValues : $type.IsEnum ? [Enum]::GetNames($type) : @()
            }
            $wildcards = [bool]($parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.SupportsWildcardsAttribute] })
            $section = $sections["### -$name"]
            if ($section -notmatch "(?m)^Type: $([regex]::Escape($parameter.ParameterType.ToString()))$") {
                "-$name is a $($parameter.ParameterType)"
            }
            foreach ($key in $lists.Keys) {
                $values = $lists[$key]
                if ($section -notmatch ($values ? "(?m)^${key}: ?\n- $($values -join '\n- ')\n(?!-)" : "(?m)^${key}: \[\]`$")) {
                    "-$name has the $key '$($values -join ', ')'"
                }
            }
            if ($section -notmatch "(?m)^SupportsWildcards: $wildcards$") {
                "-$name takes wildcards: $wildcards"
            }
        }
        $wrong | Should -BeNullOrEmpty
    }

    It 'says the range of every parameter that has one, and the default' {
        $value = $command.ImplementingType.GetConstructor(@()).Invoke(@())
        $wrong = foreach ($name in $mine | Where-Object { $_ -notin 'WhatIf', 'Confirm' }) {
            $section = $sections["### -$name"]
            $said = ($section -split '```yaml')[0]
            $range = $command.Parameters[$name].Attributes | Where-Object { $_ -is [ValidateRange] }
            # What is as large as the type can be has no end.
            foreach ($end in $range | ForEach-Object { $_.MinRange, $_.MaxRange } | Where-Object { $_ -notin [int]::MaxValue, [long]::MaxValue }) {
                $forms = @("$end", ([long]$end).ToString('N0', [cultureinfo]::InvariantCulture)) +
                    @('KB', 'MB', 'GB', 'TB' | Where-Object { $end -gt 0 -and $end % "1$_" -eq 0 } | ForEach-Object { "$($end / "1$_")$_" })
                if (-not ($forms | Where-Object { $said -match "(?<![\w.,])$([regex]::Escape($_))(?![\w]|[.,]\d)" })) {
                    "-$name ends at $end"
                }
            }
            $default = $value.$name
            if (-not $command.Parameters[$name].ParameterSets.Values.IsMandatory -and $default -and $default -isnot [switch] -and $default -isnot [hashtable]) {
                $written = [regex]::Match($section, '(?m)^DefaultValue: *(.*)$').Groups[1].Value.Trim("'")
                # The number of processors is another on each machine.
                if ($written -ne ($default -join ', ') -and $said -notmatch 'The default is the number\s+of processors') {
                    "-$name is $default, and not '$written'"
                }
            }
        }
        $wrong | Should -BeNullOrEmpty
    }

    It 'says what it is given and gives, and each type that is compiled' {
        $sections['## INPUTS'] | Should -Match '(?m)^### \S+\s+\w'
        $given = @([regex]::Matches($sections['## OUTPUTS'], '(?m)^### (\S+)') | ForEach-Object { $_.Groups[1].Value })
        ($given | Sort-Object) -join ' ' | Should -Be ((($command.OutputType ? $command.OutputType.Name : 'None') | Sort-Object) -join ' ')
    }

    It 'says the point of every example' {
        # A comment in an example's code is no heading.
        $examples = [regex]::Match($page, '(?ms)^## EXAMPLES$(.*?)^## PARAMETERS$').Groups[1].Value
        $silent = [regex]::Matches($examples, '(?ms)^### (Example \d+: .+?)$(.*?)(?=^### |\z)') | Where-Object {
            ($_.Groups[2].Value -replace '(?s)```.*?```').Trim() -notmatch '(?s)\w\s.*[.:]$'
        }
        $silent | ForEach-Object { $_.Groups[1].Value } | Should -BeNullOrEmpty
    }

    It 'names errors that there are' {
        $catalog = $command.ImplementingType.Assembly.GetType('GlacierPS.Cmdlets.Errors.ErrorCatalog').GetProperty('ErrorIds').GetValue($null)
        $named = [regex]::Matches([regex]::Match($sections['## NOTES'], '(?ms)^Errors: .*?(?=\n\n|\z)').Value -replace '\([^)]*\)', '(?<![-\w])[A-Z][a-z]+[A-Z]\w+') | ForEach-Object Value
        $named | Where-Object { $_ -notin $catalog } | Should -BeNullOrEmpty
        if ($command.Parameters.ContainsKey('Connection') -and $command.Name -notin 'Disconnect-Glacier', 'Get-GlacierDataRetrievalPolicy', 'Get-GlacierProvisionedCapacity', 'Remove-GlacierVaultAccessPolicy', 'Remove-GlacierVaultNotification', 'Remove-GlacierVaultTag', 'Find-GlacierVault') {
            $named | Should -Not -BeNullOrEmpty -Because 'scripts tell errors apart by their names'
        }
    }

    It 'gives the parameter sets that are compiled, and the default one' {
        $sets = [regex]::Matches($sections['## SYNTAX'], '(?m)^### (\S+)') | ForEach-Object { $_.Groups[1].Value }
        ($sets | Sort-Object) -join ' ' | Should -Be (($command.ParameterSets.Name | Sort-Object) -join ' ')
        [regex]::Match($page, '(?m)^### (\S+) \(Default\)').Groups[1].Value | Should -BeExactly "$($command.DefaultParameterSet)"
    }

    It 'gives the syntax that is compiled' {
        # Each line's parameters, and the lines, in any order.
        $words = { @($input | ForEach-Object { ([regex]::Matches($_, ' \[{0,2}-\w+\]?( <[^>]+>\]?)?') | ForEach-Object Value | Sort-Object) -join '' } | Sort-Object) -join "`n" }
        $written = [regex]::Matches($sections['## SYNTAX'], '(?ms)^```\r?\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value -replace '\s+', ' ' }
        $compiled = (Get-Command -Name $command.Name -Syntax) -split '\r?\n' | Where-Object { $_.Trim() }
        $written | & $words | Should -BeExactly ($compiled | & $words)
    }

    It 'names the aliases of the cmdlet' {
        $aliases = Get-Alias -Definition $command.Name -ErrorAction Ignore
        $sections['## ALIASES'] | Should -BeExactly ($aliases ? $aliases.Name -join ', ' : 'None.')
    }

    It 'links to pages that exist' {
        $links = [regex]::Matches($page, '\]\(([^)]+\.md)\)') | ForEach-Object { $_.Groups[1].Value } | Sort-Object -Unique
        $links | Where-Object { -not (Test-Path -LiteralPath (Join-Path $folder $_)) } | Should -BeNullOrEmpty
    }
}

Describe 'What all cmdlets share' -Tag NotWine {
    It 'is said in the same words on each page: -<_>' -ForEach 'AccountId', 'Connection', 'Credential', 'EndpointUrl', 'LocalPath', 'ProfileName', 'Region' {
        $parameter = $_
        # Those are about connections themselves, or take several.
        $cmdlets = $module.ExportedCmdlets.Values | Where-Object { $_.ImplementingType.IsSubclassOf($module.ExportedCmdlets['Get-GlacierVault'].ImplementingType.BaseType.BaseType) }
        $cmdlets.Count | Should -BeGreaterThan 50
        $said = $cmdlets | ForEach-Object {
            $makes = $_.ImplementingType.GetProperty('MakesLocalStore', [Reflection.BindingFlags]'Instance,NonPublic')
            [pscustomobject]@{
                Kind = $parameter -ne 'LocalPath' ? '' : $makes.DeclaringType -eq $_.ImplementingType ? 'makes it' : $_.Parameters.ContainsKey('WhatIf') ? 'stands in' : 'refuses'
                Text = ((Read-Page $_.Name).Sections["### -$parameter"] -split '```yaml')[0].Trim()
            }
        }
        $said | Group-Object Kind | ForEach-Object { @($_.Group.Text | Sort-Object -Unique).Count } | Should -Be (@(1) * @($said.Kind | Sort-Object -Unique).Count)
    }
}

Describe 'The examples of the pages' {
    BeforeAll {
        function Test-Example([string] $Code, [string[]] $Output) {
            if ($Code -match '(?m)^tar ' -and -not (Get-Command tar -CommandType Application -ErrorAction Ignore)) {
                # Windows 10 and newer have it, and Wine has not.
                Set-ItResult -Skipped -Because 'there is no tar here'
            }
            $ErrorActionPreference = 'Stop'
            if (-not $Output -or $IsWindows) {
                { & ([scriptblock]::Create($Code)) } | Should -Not -Throw
                return
            }
            # What is kept is the screen of Linux: paths of Windows are longer, and cut at other places.
            $shown = Show-Example $Code $work
            Compare-Object @(ConvertTo-Settled $Output) @(ConvertTo-Settled $shown) | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } |
                Should -BeNullOrEmpty -Because 'docs/Build-HelpOutput.ps1 writes what is shown'
        }
    }

    BeforeEach {
        $work = New-TestFolder
        Enter-ExampleWorld $work
        $modulePath = $env:PSModulePath
        $env:PSModulePath = (Split-Path (Split-Path $module.ModuleBase)) + [IO.Path]::PathSeparator + $modulePath
    }

    AfterEach {
        $env:PSModulePath = $modulePath
        Exit-ExampleWorld
    }

    It 'work as they stand: <Name>, <Title>' -ForEach $first {
        Test-Example $Code $Output
    }

    It 'work as they stand, the further ones too: <Name>, <Title>' -Tag NotWine -ForEach $further {
        Test-Example $Code $Output
    }

    It 'E10_ show what they give, on the pages of the main cmdlets' {
        foreach ($name in $shownPages) {
            @(Find-Example (Get-Content -LiteralPath (Join-Path $folder "$name.md") -Raw) | Where-Object Output).Count | Should -BeGreaterThan 0 -Because $name
        }
        (Get-Help Get-GlacierVault -Examples | Out-String -Width 100) | Should -Match '(?m)^ +photos +\d+ +[\d.]+ \w+ '
    }

    It 'are at least those that need no account' {
        # So that a page whose examples could not be found does not pass unseen.
        $module.ExportedCmdlets.Keys | Where-Object {
            [regex]::Matches((Get-Content -LiteralPath (Join-Path $folder "$_.md") -Raw), '(?m)^### Example \d+: ').Count -lt 2
        } | Should -BeNullOrEmpty -Because 'each cmdlet needs two examples'
    }
}

Describe 'The examples of the pages that need an account' -Tag NotWine {
    BeforeAll {
        # Looked up once each: PowerShell looks through every module there is for a command that is not loaded yet.
        $parameters = @{}
        foreach ($name in $module.ExportedCmdlets.Keys) {
            $parameters[$name] = $module.ExportedCmdlets[$name].Parameters.Keys
        }
    }

    It 'use only parameters that there are, where they need an account: <Name>, <Title>' -ForEach ($examples | Where-Object { $_.NeedsAccount }) {
        $tree = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref]$null, [ref]$null)
        $unknown = foreach ($call in $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
            $name = $call.GetCommandName()
            if (-not $parameters.ContainsKey($name)) {
                $parameters[$name] = (Get-Command $name -ErrorAction Stop).Parameters.Keys
            }
            $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] -and $_.ParameterName -notin $parameters[$name] }
        }
        $unknown | Should -BeNullOrEmpty
    }
}

Describe 'The topic <_>' -ForEach 'about_GlacierPS', 'about_GlacierPS_Local', 'about_GlacierPS_Transfers', 'about_GlacierPS_Catalog', 'about_GlacierPS_Cost', 'about_GlacierPS_Errors', 'about_GlacierPS_Drive', 'about_GlacierPS_Fleet', 'about_GlacierPS_FromAwsTools', 'about_GlacierPS_Leaving' {
    BeforeAll { $about = Get-Content -LiteralPath (Join-Path $folder "$_.md") }

    It 'fits into 80 columns' {
        $about | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'says what it is about, and where else to look' {
        "$about" | Should -Match "TOPIC\s+$_\s+SHORT DESCRIPTION\s+\S.+LONG DESCRIPTION.+KEYWORDS.+SEE ALSO"
        foreach ($name in ($about -join "`n" -split 'SEE ALSO')[1].Trim() -split '\s+') {
            Join-Path $folder "$name.md" | Should -Exist
        }
    }

    It 'names only cmdlets and types that there are' {
        $commands = $module.ExportedCmdlets
        $named = [regex]::Matches("$about", '\b[A-Z][a-z]+-Glacier\w*') | ForEach-Object Value | Sort-Object -Unique
        $named | Where-Object { -not $commands.ContainsKey($_) } | Should -BeNullOrEmpty
        $types = [regex]::Matches("$about", '\[?(GlacierPS\.(\w+Exception|JobDescription))') | ForEach-Object { $_.Groups[1].Value } | Sort-Object -Unique
        $types | Where-Object { -not ($_ -as [type]) } | Should -BeNullOrEmpty
    }

    It 'is shown by Get-Help' {
        Join-Path $module.ModuleBase "en-US/$_.help.txt" | Should -Exist
        Get-Content (Join-Path $module.ModuleBase "en-US/$_.help.txt") -Raw | Should -BeExactly (Get-Content (Join-Path $folder "$_.md") -Raw)
    }
}

Describe 'about_GlacierPS_Errors' {
    BeforeAll {
        $about = Get-Content -LiteralPath (Join-Path $folder 'about_GlacierPS_Errors.md') -Raw
        $catalog = (Get-Command Get-GlacierVault).ImplementingType.Assembly.GetType('GlacierPS.Cmdlets.Errors.ErrorCatalog')
        $ids = $catalog.GetProperty('ErrorIds').GetValue($null) | Sort-Object
    }

    It 'names every error of the catalogue, and no other' -Tag NotWine {
        $list = $about.Substring($about.IndexOf("THE SERVICE'S ERRORS"), $about.IndexOf('KEYWORDS') - $about.IndexOf("THE SERVICE'S ERRORS"))
        $named = [regex]::Matches($list, '(?m)^ {4,8}([A-Z][A-Za-z]+) {2,}\S') | ForEach-Object { $_.Groups[1].Value } | Sort-Object
        $named -join ' ' | Should -Be ($ids -join ' ')
    }

    It 'has in its catalogue every error that the module itself raises' -Tag NotWine {
        # Errors of the server's own options and of what runs it never come to a cmdlet.
        $others = 'InvalidFault', 'InvalidFreeRetrievalShare', 'InvalidInventoryInterval', 'InvalidCredential', 'DuplicateCredential'
        $raised = Get-ChildItem (Join-Path $PSScriptRoot '../../src') -Recurse -Filter *.cs -Exclude *.g.cs | ForEach-Object {
            [regex]::Matches([IO.File]::ReadAllText($_.FullName), 'new (?:GlacierInputException|GlacierTransferException|InventoryFormatException)\(\s*"([A-Z]\w+)"') | ForEach-Object { $_.Groups[1].Value }
        } | Sort-Object -Unique | Where-Object { $_ -notin $others }
        @($raised).Count | Should -BeGreaterThan 30
        $raised | Where-Object { $_ -notin $ids } | Should -BeNullOrEmpty
    }
}

Describe 'about_GlacierPS_FromAwsTools' -Tag NotWine {
    BeforeAll { $about = Get-Content -LiteralPath (Join-Path $folder 'about_GlacierPS_FromAwsTools.md') -Raw }

    It 'has a line for each of the 29 cmdlets of AWS.Tools.Glacier, and a cmdlet of ours behind it' {
        $lines = [regex]::Matches($about, '(?m)^ {8}(\w+-GLC\w+)\s+(\w+-Glacier\w+)')
        $lines.Count | Should -Be 29
        @($lines | ForEach-Object { $_.Groups[1].Value } | Sort-Object -Unique).Count | Should -Be 29
    }

    It 'has each parameter of them, by its name or by a row that says what is in its place' {
        # What the cmdlets have in version 5.0 beside those that all of them share, aliases aside.
        $theirs = [ordered]@{
            'Add-GLCTagsToVault'                 = 'VaultName', 'Tag'
            'Complete-GLCVaultLock'              = 'VaultName', 'LockId'
            'Get-GLCDataRetrievalPolicy'         = @()
            'Get-GLCJob'                         = 'VaultName', 'JobId'
            'Get-GLCJobList'                     = 'VaultName', 'Completed', 'Statuscode', 'Limit', 'Marker'
            'Get-GLCMultipartUploadList'         = 'VaultName', 'Limit', 'UploadIdMarker'
            'Get-GLCProvisionedCapacityList'     = @()
            'Get-GLCVault'                       = , 'VaultName'
            'Get-GLCVaultAccessPolicy'           = , 'VaultName'
            'Get-GLCVaultList'                   = 'Limit', 'Marker'
            'Get-GLCVaultLock'                   = , 'VaultName'
            'Get-GLCVaultNotification'           = , 'VaultName'
            'Get-GLCVaultTagList'                = , 'VaultName'
            'New-GLCProvisionedCapacityPurchase' = @()
            'New-GLCVault'                       = , 'VaultName'
            'Read-GLCJobOutput'                  = 'VaultName', 'JobId', 'FilePath'
            'Remove-GLCArchive'                  = 'VaultName', 'ArchiveId', 'Force'
            'Remove-GLCMultipartUpload'          = 'VaultName', 'UploadId', 'Force'
            'Remove-GLCTagsFromVault'            = 'VaultName', 'TagKey', 'Force'
            'Remove-GLCVault'                    = 'VaultName', 'Force'
            'Remove-GLCVaultAccessPolicy'        = 'VaultName', 'Force'
            'Remove-GLCVaultNotification'        = 'VaultName', 'Force'
            'Set-GLCDataRetrievalPolicy'         = , 'Policy'
            'Set-GLCVaultAccessPolicy'           = 'VaultName', 'Policy'
            'Set-GLCVaultNotification'           = 'VaultName', 'VaultNotificationConfig'
            'Start-GLCJob'                       = 'VaultName', 'ArchiveId', 'JobDescription', 'OutputFormat', 'InventoryRetrieval', 'OutputLocation', 'RetrievalByteRange', 'SelectParameter', 'SNSTopic', 'Tier', 'JobType'
            'Start-GLCVaultLock'                 = 'VaultName', 'Policy'
            'Stop-GLCVaultLock'                  = , 'VaultName'
            'Write-GLCArchive'                   = 'VaultName', 'FilePath', 'Description', 'FolderPath', 'Recurse', 'SearchPattern'
        }
        $theirs.Count | Should -Be 29
        # The row of a cmdlet, and those below it that are further in.
        $rows = [regex]::Matches($about, '(?m)^ {8}(\w+-GLC\w+)\s+(\w+-Glacier\w+).*\n((?: {12}.*\n)*)')
        foreach ($row in $rows) {
            $ours = $module.ExportedCmdlets[$row.Groups[2].Value].Parameters.Values | ForEach-Object { $_.Name; $_.Aliases }
            foreach ($name in $theirs[$row.Groups[1].Value] | Where-Object { $_ -notin 'Limit', 'Marker' }) {
                ($name -in $ours -or $row.Groups[3].Value -match "(?<![\w-])-$name\b") | Should -BeTrue -Because "$($row.Groups[1].Value) -$name"
            }
        }
        $rows.Count | Should -Be 29
    }

    It 'names parameters of ours that there are' {
        $cmdlet = $null
        $checked = 0
        foreach ($line in $about -split '\r?\n') {
            if ($line -match '^ {8}\w+-GLC\w+' -or $line -match '^ {0,4}\S') { $cmdlet = $null }
            if ($line -match '^ {8,}.*?(\w+-Glacier\w+)') { $cmdlet = $module.ExportedCmdlets[$Matches[1]] }
            if ($cmdlet -and $line.Length -gt 39 -and $line -notmatch 'none:') {
                foreach ($match in [regex]::Matches($line.Substring(39), '(?<![\w-])-([A-Z]\w+)')) {
                    $name = $match.Groups[1].Value
                    $found = $cmdlet.Parameters.ContainsKey($name) -or @($cmdlet.Parameters.Values | Where-Object Aliases -Contains $name).Count
                    $found | Should -BeTrue -Because "$($cmdlet.Name) -$name"
                    $checked++
                }
            }
            # "the same" is said of parameters that have the same name, or an alias.
            if ($cmdlet -and $line -match '^ {12}(-\w+(, -\w+)*) +the same') {
                foreach ($name in $Matches[1] -split ', ' -replace '^-') {
                    $found = $cmdlet.Parameters.ContainsKey($name) -or @($cmdlet.Parameters.Values | Where-Object Aliases -Contains $name).Count
                    $found | Should -BeTrue -Because "$($cmdlet.Name) -$name"
                    $checked++
                }
            }
        }
        $checked | Should -BeGreaterThan 20
    }
}

Describe 'about_GlacierPS' {
    BeforeAll { $about = Get-Content -LiteralPath (Join-Path $folder 'about_GlacierPS.md') }

    It 'shows how to catch an error by its type' {
        $code = [regex]::Match(($about -join "`n"), '(?ms)^        try \{.*?^        catch.*?^        \}').Value
        $code | Should -Not -BeNullOrEmpty
        $null = Connect-TestGlacier
        try {
            (& ([scriptblock]::Create($code))).VaultName | Should -Be 'letters'
        }
        finally {
            Disconnect-Glacier
        }
    }
}

Describe 'The help that is kept' -Tag NotWine {
    BeforeDiscovery {
        # A change in each section of a page, as a pattern that is found there once and what it becomes.
        $changes = @(
            @{ What = 'the synopsis'; Pattern = '(?<=## SYNOPSIS\n\n)R'; New = 'Quickly r' }
            @{ What = 'a type in the syntax'; Pattern = '(?<=### InputObject\n\n```[^`]*-MaxBytesPerHour <)long'; New = 'int' }
            @{ What = 'what must be given in the syntax'; Pattern = '(?<=### InputObject\n\n```[^`]*)\[-Tier <RetrievalTier>\]'; New = '-Tier <RetrievalTier>' }
            @{ What = 'a position in the syntax'; Pattern = '(?<=### InputObject\n\n```[^`]*)\[-Path\]'; New = '-Path' }
            @{ What = 'the description'; Pattern = '(?<=## DESCRIPTION\n\n)'; New = 'Now: ' }
            @{ What = 'the title of an example'; Pattern = '(?<=Example 2: )Restore'; New = 'Fetch' }
            @{ What = 'the code of an example'; Pattern = '(?<=-ArchiveIdPath ./ids.txt -Path ./)back'; New = 'there' }
            @{ What = 'the remarks of an example'; Pattern = '(?<=from their\n)descriptions'; New = 'inventories' }
            @{ What = 'the description of a parameter'; Pattern = 'Expedited some minutes'; New = 'Expedited a minute' }
            @{ What = 'the type of a parameter'; Pattern = '(?<=### -Force\n[^#]*Type: )System[.\w]+'; New = 'System.String' }
            @{ What = 'the default of a parameter'; Pattern = '(?<=DefaultValue: )256'; New = '8' }
            @{ What = 'the wildcards of a parameter'; Pattern = '(?<=SupportsWildcards: )true'; New = 'false' }
            @{ What = 'the alias of a parameter'; Pattern = '(?<=- )wi\n'; New = "what`n" }
            @{ What = 'the position of a parameter'; Pattern = '(?<=### -VaultName\n[^#]*Position: )0'; New = '3' }
            @{ What = 'whether a parameter must be given'; Pattern = '(?<=### -VaultName\n[^#]*IsRequired: )true'; New = 'false' }
            @{ What = 'that a parameter comes down the pipeline'; Pattern = '(?<=ValueFromPipeline: )true'; New = 'false' }
            @{ What = 'that a parameter comes by its name'; Pattern = '(?<=ValueFromPipelineByPropertyName: )true'; New = 'false' }
            @{ What = 'the values of a parameter'; Pattern = '(?<=- )Bulk\n'; New = "Slow`n" }
            @{ What = 'the type of an input'; Pattern = '(?<=### System.Management.Automation.PS)Object\n'; New = "Custom`n" }
            @{ What = 'the text of an input'; Pattern = '(?<=The vault, )from'; New = 'out of' }
            @{ What = 'the type of an output'; Pattern = '(?<=### GlacierPS.Core.Restore.)RestoredArchive'; New = 'Archive' }
            @{ What = 'the text of an output'; Pattern = '(?<=With -WhatIf: )what'; New = 'all that' }
            @{ What = 'the notes'; Pattern = '(?<=DescribeJob,\n)GetJobOutput'; New = 'ListVaults' }
            @{ What = 'a link'; Pattern = '- \[Start-GlacierJob\]\(Start-GlacierJob.md\)\n'; New = '' }
        )
    }

    BeforeAll {
        $converter = Join-Path $PSScriptRoot '../../docs/ConvertTo-Maml.ps1'
        $kept = Join-Path $PSScriptRoot '../../src/Module/en-US/GlacierPS.Cmdlets.dll-Help.xml'
        $page = (Get-Content -LiteralPath (Join-Path $folder 'Restore-GlacierArchive.md') -Raw) -replace '\r'

        function Get-Maml([string] $Path) {
            # The help that a folder of pages gives.
            $made = Join-Path (New-TestFolder) 'help.xml'
            & $converter -Path $Path -Destination $made
            [IO.File]::ReadAllText($made)
        }

        function Get-PageMaml([string] $Text) {
            $pages = New-TestFolder
            [IO.File]::WriteAllText((Join-Path $pages 'Restore-GlacierArchive.md'), $Text)
            # Its command, as it stands among the others.
            [regex]::Match((Get-Maml $pages), '(?s)  <command:command>.*</command:command>\n').Value
        }
    }

    It 'is what the pages say' {
        # Not Should -BeExactly, which would print both.
        $isNew = (Get-Maml $folder) -ceq ([IO.File]::ReadAllText($kept) -replace '\r')
        $isNew | Should -BeTrue -Because 'the help that is kept must be made anew when a page has changed: ./build.ps1 Help'
    }

    It 'opens the address that the manifest gives, and says that there is none' {
        (Import-PowerShellDataFile (Join-Path $PSScriptRoot '../../GlacierPS.psd1')).PrivateData.OnlineHelp | Should -BeExactly ''
        $refused = Get-Error { Get-Help Get-GlacierVault -Online }
        $refused.FullyQualifiedErrorId | Should -BeLike 'InvalidOperation,*'
        "$refused" | Should -Match 'URI|address'
        $made = Join-Path (New-TestFolder) 'help.xml'
        & $converter -Path $folder -Destination $made -OnlineHelp 'https://example.com/help/{0}.md'
        # The first link of each cmdlet.
        $links = (Select-Xml -LiteralPath $made -XPath '//*[local-name()="relatedLinks"]/*[1]/*[local-name()="uri"]').Node.InnerText
        $links | Sort-Object | Should -Be ($module.ExportedCmdlets.Keys | ForEach-Object { "https://example.com/help/$_.md" } | Sort-Object)
    }

    It 'is in the module' {
        $staged = Join-Path $module.ModuleBase 'en-US'
        Join-Path $staged 'about_GlacierPS.help.txt' | Should -Exist
        Get-Content $kept -Raw | Should -BeExactly (Get-Content (Join-Path $staged 'GlacierPS.Cmdlets.dll-Help.xml') -Raw)
    }

    It 'has the same bytes everywhere: no byte order mark, and lines that end with LF' {
        $made = Join-Path (New-TestFolder) 'help.xml'
        $pages = New-TestFolder
        [IO.File]::WriteAllText((Join-Path $pages 'Restore-GlacierArchive.md'), $page.Replace("`n", "`r`n"))
        $culture = [cultureinfo]::CurrentCulture
        try {
            # Where a capital I is not the letter that i is.
            [cultureinfo]::CurrentCulture = 'tr-TR'
            & $converter -Path $pages -Destination $made
        }
        finally {
            [cultureinfo]::CurrentCulture = $culture
        }
        $bytes = [IO.File]::ReadAllBytes($made)
        $bytes[0] | Should -Be ([byte][char]'<')
        $bytes -contains 13 | Should -BeFalse
        [Text.Encoding]::UTF8.GetString($bytes).Contains((Get-PageMaml $page)) | Should -BeTrue
    }

    It 'holds a page as that page alone gives it' {
        ([IO.File]::ReadAllText($kept) -replace '\r').Contains((Get-PageMaml $page)) | Should -BeTrue
    }

    It 'is found too old after a change of <What>' -ForEach $changes {
        [regex]::Matches($page, $Pattern).Count | Should -Be 1 -Because 'the page must hold what is changed'
        $made = Get-PageMaml ([regex]::Replace($page, $Pattern, $New))
        $made | Should -Not -BeNullOrEmpty
        ([IO.File]::ReadAllText($kept) -replace '\r').Contains($made) | Should -BeFalse
    }

    It 'is not made of a page with <What>' -ForEach @(
        @{ What = 'no notes'; Pattern = '## NOTES\n'; New = ''; Says = 'sections must be' }
        @{ What = 'an example without code'; Pattern = '```powershell\nRestore-GlacierArchive photos photos/\* ./back -Tier Bulk -WhatIf\n```'; New = ''; Says = 'one block of code' }
        @{ What = 'a block of code that has no end'; Pattern = '```(?=\n\nNothing is started)'; New = ''; Says = 'has no end' }
        @{ What = 'a parameter that only the syntax has'; Pattern = '(?<=### InputObject\n\n```[^`]*)-Tier'; New = '-Speed'; Says = '-Speed, which is not described' }
        @{ What = 'a syntax that is none'; Pattern = '(?<=### InputObject\n\n```[^`]*)\[-Tier <RetrievalTier>\]'; New = 'Tier'; Says = 'is not understood' }
        @{ What = 'a parameter without a default'; Pattern = 'DefaultValue: 256\n'; New = ''; Says = '-ThrottleLimit must have' }
        @{ What = 'a link that is none'; Pattern = '- \[Start-GlacierJob\]\(Start-GlacierJob.md\)'; New = 'Start-GlacierJob'; Says = 'is no link' }
    ) {
        [regex]::Matches($page, $Pattern).Count | Should -Be 1 -Because 'the page must hold what is changed'
        { Get-PageMaml ([regex]::Replace($page, $Pattern, $New)) } | Should -Throw "Restore-GlacierArchive.md is not in the form of a page: *$Says*"
    }
}

Describe 'Get-Help of <_>' -ForEach $names {
    BeforeAll {
        $help = Get-Help $_ -Full
        $described = @{}
        foreach ($parameter in $help.parameters.parameter) {
            $described["$($parameter.name)"] = $parameter.description.Text -join ' '
        }
        $mine = $module.ExportedCmdlets[$_].Parameters.Keys | Where-Object { $_ -notin $common }
    }

    It 'says what the page says: <_>' {
        # If this fails, a page was changed and the help was not made anew: ./build.ps1 Help
        $sections = (Read-Page $_).Sections
        $help.Synopsis.Trim() | Should -BeExactly $sections['## SYNOPSIS']
        $words = { param($text) ($text -replace '[`\\]' -replace '\[([^\]]+)\]\([^)]+\)', '$1' -split '\s+').Where{ $_ } -join ' ' }
        & $words ($help.description.Text -join ' ') | Should -BeExactly (& $words $sections['## DESCRIPTION'])
        $wrong = foreach ($name in $mine) {
            $written = & $words ($sections["### -$name"] -split '```yaml')[0]
            $said = & $words $described[$name]
            if ($said -cne $written) {
                "-$name is '$said' in the help, '$written' on the page"
            }
        }
        $wrong | Should -BeNullOrEmpty
    }

    It 'shows every page: <_>' {
        $help.Synopsis | Should -Match '^[A-Z].+\.$'
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        $mine | Where-Object { -not $described[$_] } | Should -BeNullOrEmpty
    }
}

Describe 'Get-Help' {
    BeforeAll {
        function Get-FreshHelp([string] $Words) {
            # What a user's own PowerShell shows.
            Invoke-Child "`$PSStyle.OutputRendering = 'PlainText'; Import-Module '$env:GLACIERPS_MODULE'; Get-Help $Words" | Out-String
        }
    }

    It 'shows a page as text, with nothing of Markdown in it' {
        $text = Get-FreshHelp 'Send-GlacierArchive -Full'
        $text | Should -Match 'Stores files, or a stream, as archives'
        $text | Should -Match 'Example 1: Send the files of a folder'
        $text | Should -Match '-ThrottleLimit'
        $text | Should -Not -Match '```'
        $text | Should -Not -Match '\.md\b'
    }

    It 'shows the topic about the module' {
        Get-FreshHelp 'about_GlacierPS' | Should -Match 'FIRST STEPS'
    }
}
