# Makes the help that Get-Help shows out of docs/en-US, by PlatyPS, and keeps it in src/Module/en-US: without PlatyPS the
# module has the help that was made last. Started by build.ps1 in a PowerShell of its own.

$ErrorActionPreference = 'Stop'

if (-not (Get-Module -ListAvailable -Name Microsoft.PowerShell.PlatyPS)) {
    $modules = Join-Path $PSScriptRoot '../output/modules'
    try {
        $null = New-Item -ItemType Directory -Path $modules -Force
        Save-PSResource -Name Microsoft.PowerShell.PlatyPS -Version '[1.0.0,2.0.0)' -Path $modules -TrustRepository
        $env:PSModulePath = (Resolve-Path $modules).Path + [IO.Path]::PathSeparator + $env:PSModulePath
    }
    catch {
        Write-Information "== Help not made anew, the one that is kept is used: PlatyPS 1.0 is not installed and could not be fetched: $_" -InformationAction Continue
        exit 0
    }
}

function Repair-Maml([string] $Path) {
    # PlatyPS 1.0 leaves in the help what Get-Help then shows as it is: code fences, the addresses of Markdown pages, a
    # link to an online version that there is not, and U+0080 where a line is empty.
    $maml = [xml](Get-Content -LiteralPath $Path -Raw).Replace('&#x80;', '')
    foreach ($example in $maml.SelectNodes('//*[local-name()="example"]')) {
        $code, $remarks = $example['dev:code'], $example['dev:remarks']
        foreach ($para in @($example['maml:introduction'].ChildNodes)) {
            if ($para.InnerText -match '(?s)^```\w*\r?\n(.*?)\r?\n```$') {
                $code.InnerText = $Matches[1]
            }
            elseif ($para.InnerText) {
                $null = $remarks.AppendChild($para)
            }
        }
        if ($remarks.HasChildNodes) {
            # An empty line before the next example's title.
            $null = $remarks.AppendChild($maml.CreateElement('maml', 'para', $remarks.FirstChild.NamespaceURI))
        }
        $example['maml:introduction'].InnerText = ''
    }
    foreach ($link in $maml.SelectNodes('//*[local-name()="navigationLink"]')) {
        $uri = $link['maml:uri']
        if (-not $uri.InnerText) {
            $null = $link.ParentNode.RemoveChild($link)
        }
        elseif ($uri.InnerText -like '*.md') {
            $uri.InnerText = ''
        }
    }
    # The same bytes wherever it is made.
    $settings = [System.Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; Encoding = [System.Text.UTF8Encoding]::new($false) }
    $writer = [System.Xml.XmlWriter]::Create($Path, $settings)
    $maml.Save($writer)
    $writer.Dispose()
}

Import-Module -Name Microsoft.PowerShell.PlatyPS
$target = Join-Path $PSScriptRoot '../src/Module/en-US'
$null = New-Item -ItemType Directory -Path $target -Force
$made = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid().ToString('N'))
try {
    Get-ChildItem -Path (Join-Path $PSScriptRoot 'en-US/*-*.md') | Import-MarkdownCommandHelp |
        Export-MamlCommandHelp -OutputFolder $made | ForEach-Object {
            Repair-Maml -Path $_.FullName
            Copy-Item -LiteralPath $_.FullName -Destination $target
        }
}
finally {
    Remove-Item -LiteralPath $made -Recurse -ErrorAction Ignore
}
