# Makes the file that Get-Help reads (MAML) out of Markdown pages in PlatyPS 1.0's form. The same pages give the same
# bytes on every machine, and what of a page it cannot read is an error that names the page. MAML has no place for a
# cmdlet's aliases, the names of parameter sets, HelpMessage, DontShow and ValueFromRemainingArguments.
[CmdletBinding()]
param(
    # The folder of the pages: every *-*.md in it is the page of one cmdlet.
    [Parameter(Mandatory)] [string] $Path,
    # The file to write.
    [Parameter(Mandatory)] [string] $Destination,
    # Where a page can be read, with {0} for the cmdlet's name; what the module's manifest says, which may be nothing.
    [string] $OnlineHelp = (Import-PowerShellDataFile (Join-Path $PSScriptRoot '../GlacierPS.psd1')).PrivateData.OnlineHelp
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$sections = 'SYNOPSIS', 'SYNTAX', 'ALIASES', 'DESCRIPTION', 'EXAMPLES', 'PARAMETERS', 'INPUTS', 'OUTPUTS', 'NOTES', 'RELATED LINKS'
$parameterKeys = 'Type', 'DefaultValue', 'SupportsWildcards', 'Aliases', 'ParameterSets', 'DontShow', 'AcceptedValues', 'HelpMessage'
$switch = 'System.Management.Automation.SwitchParameter'
$namespaces = @{
    maml    = 'http://schemas.microsoft.com/maml/2004/10'
    command = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
    dev     = 'http://schemas.microsoft.com/maml/dev/2004/10'
}

# Reading a page

function Split-Page([string[]] $Lines, [string] $Mark) {
    # The headings of one level ('##'), each with the lines below it. A line of a block of code is no heading.
    $found = [ordered]@{ '' = [System.Collections.Generic.List[string]]::new() }
    $heading = ''
    $inCode = $false
    foreach ($line in $Lines) {
        $inCode = $inCode -ne $line.StartsWith('```')
        if ($inCode -or -not $line.StartsWith("$Mark ")) {
            $found[$heading].Add($line)
            continue
        }
        $heading = $line.Substring($Mark.Length).Trim()
        if ($found.Contains($heading)) {
            throw "the heading '$heading' comes twice"
        }
        $found[$heading] = [System.Collections.Generic.List[string]]::new()
    }
    if ($inCode) {
        throw "a block of code below '$heading' has no end"
    }
    return $found
}

function Split-Code([string[]] $Lines, [string] $Language) {
    # The one block of code that there must be, and the text around it.
    $text = $Lines -join "`n"
    $blocks = [regex]::Matches($text, '(?ms)^```(\w*)\n(.*?)\n?^```$')
    if ($blocks.Count -ne 1 -or $blocks[0].Groups[1].Value -cne $Language) {
        throw "there must be one block of code of the kind '$Language', and there are $($blocks.Count): '$text'"
    }
    return @{ Code = $blocks[0].Groups[2].Value; Text = $text.Remove($blocks[0].Index, $blocks[0].Length).Trim() }
}

function Read-Yaml([string[]] $Lines) {
    # The YAML that PlatyPS writes: values, lists of values, and lists of mappings, whose keys are indented.
    $map = [ordered]@{}
    $last = ''
    foreach ($line in $Lines) {
        if ($line -cmatch '^(?<start>- |  )(?<key>\w+): (?<value>.+)$') {
            if ($Matches.start -eq '- ') {
                $map[$last] = @($map[$last]) + @{}
            }
            $map[$last][-1][$Matches.key] = $Matches.value
        }
        elseif ($line -cmatch '^- (?<value>\S.*)$') {
            $map[$last] = @($map[$last]) + $Matches.value
        }
        elseif ($line -cmatch '^(?<key>\w[\w ]*):(?<value>.*)$') {
            $last = $Matches.key
            $value = $Matches.value.Trim()
            $map[$last] = $value -in '', '[]' ? @() : $value -cmatch '^''(.*)''$' ? $Matches[1].Replace("''", "'") : $value
        }
        else {
            throw "'$line' is none of the YAML that PlatyPS writes"
        }
    }
    return $map
}

function Read-Parameter([string] $Name, [string[]] $Lines) {
    $block = Split-Code $Lines 'yaml'
    $yaml = Read-Yaml ($block.Code -split "`n")
    if (($yaml.Keys -join ', ') -cne ($parameterKeys -join ', ')) {
        throw "-$Name must have $($parameterKeys -join ', '), in this order"
    }
    # Get-Help has one place for all parameter sets: what is so in one of them stands there.
    $from = @(
        if ($yaml.ParameterSets.ValueFromPipeline -contains 'true') { 'ByValue' }
        if ($yaml.ParameterSets.ValueFromPipelineByPropertyName -contains 'true') { 'ByPropertyName' }
    )
    return @{
        Name = $Name
        Text = $block.Text
        Type = $yaml.Type
        Default = $yaml.DefaultValue
        AcceptedValues = $yaml.AcceptedValues
        Aliases = $yaml.Aliases ? $yaml.Aliases -join ', ' : 'none'
        Wildcards = $yaml.SupportsWildcards
        Position = $yaml.ParameterSets[0].Position
        Required = $yaml.ParameterSets.IsRequired -contains 'true' ? 'true' : 'false'
        PipelineInput = $from ? "true ($($from -join ', '))" : 'false'
    }
}

function Read-Syntax([string] $Command, [string[]] $Lines) {
    # The parameters of one set, as they stand in the line that describes it: '[[-Name] <string>] -Path <string[]> [-Force]'.
    $line = (Split-Code $Lines '').Code -replace '\s+', ' '
    $one = ' \[{0,2}-(?<name>\w+)(?<named>\]?)( <(?<type>[^>]+)>(?<given>\]?))?'
    if ([regex]::Replace($line, $one, '') -cne "$Command [<CommonParameters>]") {
        throw "the syntax '$line' is not understood"
    }
    $position = 0
    foreach ($match in [regex]::Matches($line, $one)) {
        $type = $match.Groups['type'].Value
        @{
            Name = $match.Groups['name'].Value; Type = $type
            Position = $type -and $match.Groups['named'].Value ? "$(($position++))" : 'named'
            Required = $match.Groups[$type ? 'given' : 'named'].Value ? 'false' : 'true'
        }
    }
}

# Writing the help

function New-Element([string] $Name, $Content, [System.Collections.IDictionary] $Attributes = @{}) {
    # Content is text or elements.
    $prefix, $local = $Name -split ':'
    $element = [System.Xml.Linq.XElement]::new([System.Xml.Linq.XName]::Get($local, $namespaces[$prefix]), [object[]]$Content)
    foreach ($attribute in $Attributes.GetEnumerator()) {
        $element.SetAttributeValue($attribute.Key, $attribute.Value)
    }
    return $element
}

function Format-Prose([string] $Text) {
    # Get-Help indents by eight columns, and breaks what is longer than a line within a word where the culture is none:
    # 71 characters fit into 80 columns. Lists and what is indented stay as they are.
    $paragraphs = foreach ($paragraph in $Text -split '\n\n+') {
        $paragraph -cmatch '(?m)^( |- )' ? $paragraph : ($paragraph -replace '\n', ' ' -replace '(.{1,71})(?: |$)', "`$1`n").Trim()
    }
    return $paragraphs -join "`n`n"
}

function New-Text([string] $Name, [string[]] $Paragraphs) {
    New-Element $Name @($Paragraphs | ForEach-Object { New-Element 'maml:para' $(if ($_) { Format-Prose $_ }) })
}

function New-Parameter($Parameter, [string] $ValueType, $InSet) {
    # A parameter with all that there is to say of it, or, with InSet, as it stands in the syntax of one parameter set.
    $place = $InSet ?? $Parameter
    $attributes = [ordered]@{
        required = $place.Required
        variableLength = 'false'
        globbing = $InSet ? 'false' : $Parameter.Wildcards
        pipelineInput = $InSet ? 'false' : $Parameter.PipelineInput
        position = $place.Position
        aliases = $Parameter.Aliases
    }
    New-Element 'command:parameter' -Attributes $attributes -Content @(
        New-Element 'maml:name' $Parameter.Name
        $InSet ? (New-Element 'maml:description') : (New-Text 'maml:description' ($Parameter.Text -split '\n\n+'))
        if ($Parameter.AcceptedValues) {
            New-Element 'command:parameterValueGroup' @($Parameter.AcceptedValues | ForEach-Object {
                    New-Element 'command:parameterValue' $_ ([ordered]@{ required = 'false'; variableLength = 'false' })
                })
        }
        if ($Parameter.Type -cne $switch) {
            New-Element 'command:parameterValue' $ValueType ([ordered]@{ required = 'true'; variableLength = $InSet ? 'false' : 'true' })
        }
        New-Element 'dev:type' @(New-Element 'maml:name' $Parameter.Type)
        if ($Parameter.Default -and -not $InSet) {
            New-Element 'dev:defaultValue' $Parameter.Default
        }
    )
}

function New-Example([string] $Title, [string[]] $Lines) {
    # What it shows stands below the code, line by line; remarks would be wrapped.
    $shown = [regex]::Match(($Lines -join "`n"), '(?ms)^```output\n(.*?)\n?^```$')
    $block = Split-Code ($shown.Success ? ($Lines -join "`n").Remove($shown.Index, $shown.Length) : $Lines) 'powershell'
    New-Element 'command:example' @(
        New-Element 'maml:title' "--------- $Title ---------"
        New-Element 'dev:code' ($shown.Success ? "$($block.Code)`n`n$($shown.Groups[1].Value)" : $block.Code)
        # With an empty line before the next example's title.
        New-Text 'dev:remarks' @(if ($block.Text) { $block.Text -split '\n\n+'; '' })
    )
}

function New-Values([string] $List, [string] $Item, [System.Collections.IDictionary] $Types) {
    New-Element $List @(foreach ($type in $Types.Keys.Where{ $_ }) {
            New-Element $Item @(
                New-Element 'dev:type' @(New-Element 'maml:name' $type)
                New-Text 'maml:description' ($Types[$type] -join "`n").Trim()
            )
        })
}

function New-Link([string] $Line) {
    if ($Line -cnotmatch '^- \[(?<text>[^\]]+)\]\((?<uri>[^)]+)\)$') {
        throw "'$Line' is no link"
    }
    New-Element 'maml:navigationLink' @(
        New-Element 'maml:linkText' $Matches.text
        # Get-Help would show a page's name as an address.
        New-Element 'maml:uri' ($Matches.uri -clike '*.md' -and $Matches.uri -cnotlike '*://*' ? $null : $Matches.uri)
    )
}

function New-Command([string] $Page) {
    $head, $body = $Page -split '(?m)^---\n', 3 | Select-Object -Skip 1
    $about = Read-Yaml ($head.Trim() -split "`n")
    $command = $about.title
    $parts = Split-Page ($body -split "`n") '##'
    $texts = @{}
    foreach ($part in $parts.Keys) {
        $texts[$part] = ($parts[$part] -join "`n").Trim()
    }
    if (($parts.Keys -join ', ') -cne (@('') + $sections -join ', ') -or $texts[''] -cne "# $command") {
        throw "the sections must be the title and $($sections -join ', '), in this order"
    }

    $parameters = [ordered]@{}
    $described = Split-Page $parts['PARAMETERS'] '###'
    foreach ($heading in $described.Keys.Where{ $_ -clike '-*' }) {
        $parameters[$heading.Substring(1)] = Read-Parameter $heading.Substring(1) $described[$heading]
    }
    $sets = Split-Page $parts['SYNTAX'] '###'
    $syntax = @(foreach ($set in $sets.Keys.Where{ $_ }) { , @(Read-Syntax $command $sets[$set]) })
    $valueTypes = @{}
    foreach ($inSet in $syntax | ForEach-Object { $_ }) {
        if (-not $parameters.Contains($inSet.Name)) {
            throw "the syntax has a parameter -$($inSet.Name), which is not described"
        }
        $valueTypes[$inSet.Name] = $inSet.Type
    }
    $examples = Split-Page $parts['EXAMPLES'] '###'

    New-Element 'command:command' @(
        New-Element 'command:details' @(
            New-Element 'command:name' $command
            New-Element 'maml:description' @(New-Element 'maml:para' $texts['SYNOPSIS'])
            New-Element 'command:verb' ($command -split '-')[0]
            New-Element 'command:noun' ($command -split '-')[1]
        )
        New-Text 'maml:description' $texts['DESCRIPTION']
        New-Element 'command:syntax' @(foreach ($set in $syntax) {
                New-Element 'command:syntaxItem' @(
                    New-Element 'maml:name' $command
                    foreach ($inSet in $set) {
                        New-Parameter $parameters[$inSet.Name] $inSet.Type $inSet
                    }
                )
            })
        New-Element 'command:parameters' @(foreach ($parameter in $parameters.Values) {
                New-Parameter $parameter $valueTypes[$parameter.Name]
            })
        New-Values 'command:inputTypes' 'command:inputType' (Split-Page $parts['INPUTS'] '###')
        New-Values 'command:returnValues' 'command:returnValue' (Split-Page $parts['OUTPUTS'] '###')
        New-Element 'maml:alertSet' @(New-Text 'maml:alert' $texts['NOTES'])
        New-Element 'command:examples' @($examples.Keys.Where{ $_ } | ForEach-Object { New-Example $_ $examples[$_] })
        New-Element 'command:relatedLinks' @(
            $online = $about.HelpUri ? $about.HelpUri : ($OnlineHelp -f $command)
            if ($online) { New-Link "- [Online Version]($online)" }
            $texts['RELATED LINKS'] -split "`n" | ForEach-Object { New-Link $_ }
        )
    )
}

$help = [System.Xml.Linq.XElement]::new([System.Xml.Linq.XName]::Get('helpItems', 'http://msh'))
foreach ($prefix in 'maml', 'command', 'dev') {
    $help.SetAttributeValue([System.Xml.Linq.XNamespace]::Xmlns + $prefix, $namespaces[$prefix])
}
$help.SetAttributeValue('schema', 'maml')
$pages = [System.IO.Directory]::GetFiles((Resolve-Path -LiteralPath $Path).ProviderPath, '*-*.md')
# The same order in every culture.
[Array]::Sort($pages, [StringComparer]::Ordinal)
foreach ($page in $pages) {
    try {
        $help.Add((New-Command ([System.IO.File]::ReadAllText($page).Replace("`r`n", "`n"))))
    }
    catch {
        throw "$([System.IO.Path]::GetFileName($page)) is not in the form of a page: $_"
    }
}
$settings = [System.Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; Encoding = [System.Text.UTF8Encoding]::new($false) }
$writer = [System.Xml.XmlWriter]::Create($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Destination), $settings)
try {
    $help.Save($writer)
}
finally {
    $writer.Dispose()
}
