# Makes a small folder tree to play with: names with spaces and letters beyond ASCII, one byte, and one large enough to
# go up in several parts.
[CmdletBinding()]
param([Parameter(Mandatory)] [string] $Path)

$Path = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)
$random = [Random]::new(2012)
foreach ($sample in @(
        @{ Name = 'readme.txt'; Size = 1 }
        @{ Name = '2019/harbour at dawn.jpg'; Size = 700KB }
        @{ Name = '2019/Møns Klint/steilküste.jpg'; Size = 1MB }
        @{ Name = '2020/01/snow.jpg'; Size = 3MB + 17 }
        @{ Name = '2020/film.mkv'; Size = 40MB + 1 })) {
    $file = Join-Path $Path $sample.Name
    $null = New-Item -ItemType Directory -Path (Split-Path $file) -Force
    $content = [byte[]]::new($sample.Size)
    $random.NextBytes($content)
    [IO.File]::WriteAllBytes($file, $content)
}
