# Makes the help that Get-Help shows out of the pages of docs/en-US, and keeps it in src/Module/en-US. Started by
# build.ps1 in a PowerShell of its own.
param(
    # Has PlatyPS read the pages too, and fails where it reads something else: they are in its form, and stay in it.
    [switch] $Compare
)

$ErrorActionPreference = 'Stop'
$pages = Join-Path $PSScriptRoot 'en-US'
$help = Join-Path $PSScriptRoot '../src/Module/en-US/GlacierPS.Cmdlets.dll-Help.xml'

function Write-Step([string] $Text) {
    Write-Information "== $Text" -InformationAction Continue
}

function Import-PlatyPS {
    # The version of PlatyPS that is loaded; nothing where it cannot be had.
    if (-not (Get-Module -ListAvailable -Name Microsoft.PowerShell.PlatyPS)) {
        $modules = Join-Path $PSScriptRoot '../output/modules'
        try {
            $null = New-Item -ItemType Directory -Path $modules -Force
            Save-PSResource -Name Microsoft.PowerShell.PlatyPS -Version '[1.0.0,2.0.0)' -Path $modules -TrustRepository
            $env:PSModulePath = (Resolve-Path $modules).Path + [IO.Path]::PathSeparator + $env:PSModulePath
        }
        catch {
            Write-Step "NOT COMPARED with what PlatyPS reads in the pages: PlatyPS 1.0 is not installed and could not be fetched: $_"
            return
        }
    }
    (Import-Module -Name Microsoft.PowerShell.PlatyPS -PassThru).Version
}

function Read-Maml([string] $Path) {
    # What is said in each section of each command. Left out is what we do better than PlatyPS 1.0 on purpose: the short
    # names of types, default values, aliases in the syntax of switches; and what it leaves of Markdown in its help.
    $maml = [xml](Get-Content -LiteralPath $Path -Raw).Replace('&#x80;', '')
    $names = [System.Xml.XmlNamespaceManager]::new($maml.NameTable)
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    $texts = './/text()[not(parent::*[local-name()="uri" or local-name()="defaultValue" or local-name()="parameterValue" and @variableLength="true"])]'
    $attributes = './/command:parameter/@*[not(name()="aliases" and ancestor::command:syntax)]'
    $said = @{}
    foreach ($command in $maml.SelectNodes('//command:command', $names)) {
        foreach ($section in $command.ChildNodes) {
            $words = $section.SelectNodes("$texts | $attributes", $names).Value -join ' ' -replace '```\w*|^Online Version'
            $said["$($command.details.name), $($section.LocalName)"] = $words -replace '\s'
        }
    }
    return $said
}

& (Join-Path $PSScriptRoot 'ConvertTo-Maml.ps1') -Path $pages -Destination $help

if ($Compare -and ($version = Import-PlatyPS)) {
    $folder = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid().ToString('N'))
    try {
        $made = Get-ChildItem -Path (Join-Path $pages '*-*.md') | Import-MarkdownCommandHelp | Export-MamlCommandHelp -OutputFolder $folder
        $ours, $theirs = (Read-Maml $help), (Read-Maml $made.FullName)
    }
    finally {
        Remove-Item -LiteralPath $folder -Recurse -ErrorAction Ignore
    }
    $different = @(@($ours.Keys) + @($theirs.Keys) | Sort-Object -Unique | Where-Object { $ours[$_] -cne $theirs[$_] })
    if ($different) {
        throw "PlatyPS $version reads something else in $($different.Count) sections of the pages, first in: $(($different | Select-Object -First 10) -join '; ')."
    }
    Write-Step "PlatyPS $version reads the same in all $($ours.Count) sections of the pages"
}
