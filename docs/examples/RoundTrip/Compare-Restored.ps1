function Compare-Restored {
    # Compares every file that was sent with the one of its name below a folder; throws at the first difference, and
    # returns the number of bytes compared.
    param(
        [Parameter(Mandatory)] [object[]] $Sent,
        [Parameter(Mandatory)] [string] $RestoredFolder
    )

    $bytes = 0L
    foreach ($archive in $Sent) {
        $restored = Join-Path $RestoredFolder $archive.Name
        if (-not (Test-Path -LiteralPath $restored)) {
            throw "'$($archive.FullName)' did not come back as '$restored'."
        }
        if ((Get-FileHash -LiteralPath $archive.FullName).Hash -ne (Get-FileHash -LiteralPath $restored).Hash) {
            throw "'$restored' differs from '$($archive.FullName)'."
        }
        $bytes += (Get-Item -LiteralPath $restored).Length
    }
    $bytes
}
