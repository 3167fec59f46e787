# Dot-sourced by what runs the examples of the pages in en-US: where a reader stands, and what the screen shows.

# Pages whose examples show what they give; Build-HelpOutput.ps1 writes it, and a test compares.
$shownPages = @(
    'Connect-Glacier', 'Get-GlacierArchive', 'Get-GlacierCatalog', 'Get-GlacierJob', 'Get-GlacierTreeHash', 'Get-GlacierVault', 'Get-GlacierVaultTag'
    'Measure-GlacierRetrieval', 'Measure-GlacierVault', 'New-GlacierVault', 'Receive-GlacierJobOutput', 'Restore-GlacierArchive', 'Send-GlacierArchive'
    'Start-GlacierJob', 'Sync-GlacierFolder', 'Test-GlacierArchive', 'Update-GlacierCatalog', 'Wait-GlacierJob'
)

function Enter-ExampleWorld([string] $Folder) {
    # A folder with files in it, always the same, and a vault with two of them; then the current location is there.
    Push-Location -LiteralPath $Folder
    foreach ($file in @{ Name = 'photos/harbour.jpg'; Size = 2000 }, @{ Name = 'photos/old.tmp'; Size = 10 }, @{ Name = 'photos/film.mkv'; Size = 2MB + 3 }, @{ Name = 'notes.txt'; Size = 300 }) {
        $path = Join-Path $Folder $file.Name
        $null = [IO.Directory]::CreateDirectory((Split-Path $path))
        $bytes = [byte[]]::new($file.Size)
        [Random]::new($file.Size).NextBytes($bytes)
        [IO.File]::WriteAllBytes($path, $bytes)
        [IO.File]::SetLastWriteTime($path, [datetime]'2014-05-06 07:08:09')
    }
    $null = Connect-Glacier -LocalPath ./vaults
    $null = New-GlacierVault photos
    $sent = Send-GlacierArchive photos ./photos/harbour.jpg, ./photos/old.tmp
    $null = $sent | Where-Object Name -EQ 'photos/old.tmp' | Start-GlacierJob
}

function Exit-ExampleWorld {
    Disconnect-Glacier
    Pop-Location
}

function Show-Example([string] $Code, [string] $Folder) {
    # The lines that a console of 80 columns shows. The folder is one of this run alone.
    $shown = . ([scriptblock]::Create($Code)) *>&1 | ForEach-Object {
        if ($_ -is [Management.Automation.WarningRecord]) { "WARNING: $_" }
        elseif ($_ -is [Management.Automation.VerboseRecord]) { "VERBOSE: $_" }
        else { $_ }
    } | Out-String -Width 80
    @(($shown -replace '\e\[[\d;]*m').Replace($Folder, '~').Trim("`r", "`n") -split '\r?\n' | ForEach-Object TrimEnd)
}

function Find-Example([string] $Page) {
    # The examples of a page: their titles, code, what they show if the page says it, and where they stand.
    foreach ($match in [regex]::Matches($Page, '(?ms)^### (?<title>Example \d+: [^\r\n]+)\s+```powershell\r?\n(?<code>.*?)^```\r?\n(?<shown>\r?\n```output\r?\n(?<output>.*?)^```\r?\n)?')) {
        $code = $match.Groups['code'].Value
        [pscustomobject]@{
            Title        = $match.Groups['title'].Value
            Code         = $code
            Output       = $match.Groups['shown'].Success ? @($match.Groups['output'].Value -split '\r?\n' | Select-Object -SkipLast 1) : @()
            # A test has no account, no profile, nobody to type a key, no table, and no price list of AWS's.
            NeedsAccount = $code -match '-(ProfileName|Credential|EndpointUrl)\b|Update-GlacierPrice|GlacierShare|-ShareTable'
            Match        = $match
        }
    }
}
