# Dot-sourced by suites about unfinished transfers: a server whose control door makes them fail.

# A fault of dropAfterBytes = 1TB befalls a request and does nothing: it counts those that pass.
function Add-Fault($Server, [hashtable] $Fault) {
    $null = Invoke-RestMethod -Method Post -Uri "$($Server.Url)/_control/faults" -ContentType application/json -Body ($Fault | ConvertTo-Json)
}

function Clear-Fault($Server) {
    $null = Invoke-RestMethod -Method Delete -Uri "$($Server.Url)/_control/faults"
}

function New-UnfinishedUpload($Server, [string] $Vault = 'photos', [long] $Size = 5MB + 7) {
    # A file of which two parts are at the service; the next was refused.
    $file = New-TestFile (Join-Path (New-TestFolder) 'film.mkv') $Size
    Add-Fault $Server @{ operation = 'UploadMultipartPart'; count = 2; dropAfterBytes = 1TB }
    Add-Fault $Server @{ operation = 'UploadMultipartPart'; status = 403; code = 'AccessDeniedException' }
    $null = $file | Send-GlacierArchive $Vault -PartSize 1MB -ThrottleLimit 1 -ErrorAction SilentlyContinue
    Clear-Fault $Server
    $file
}

function New-UnfinishedDownload($Server) {
    # A target of which two ranges are there; the next was refused.
    $file = New-TestFile (Join-Path (New-TestFolder) 'photo.raw') (40MB + 7)
    $job = $file | Send-GlacierArchive photos | Start-GlacierJob | Wait-GlacierJob
    # The first request asks for the description.
    Add-Fault $Server @{ operation = 'GetJobOutput'; count = 3; dropAfterBytes = 1TB }
    Add-Fault $Server @{ operation = 'GetJobOutput'; status = 403; code = 'AccessDeniedException' }
    $null = $job | Receive-GlacierJobOutput -Path (Join-Path $file.DirectoryName 'back') -FileName photo.raw -ThrottleLimit 1 -ErrorAction SilentlyContinue
    Clear-Fault $Server
    [pscustomobject]@{ Source = $file.FullName; Target = Join-Path $file.DirectoryName 'back/photo.raw'; JobId = $job.JobId }
}

function Clear-Transfer {
    # What a test leaves must not meet the next.
    Get-GlacierTransfer | ForEach-Object { Remove-Item -LiteralPath $_.JournalPath }
}
