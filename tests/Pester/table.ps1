# Dot-sourced by suites that share work through a table: dynalite, a DynamoDB that nobody here wrote.

function Start-TestTable {
    # Starts it on a free port of the loopback address, in memory; nothing where there is no Node.js, or no way to its
    # packages, which are installed once below the system's folder for temporary files. Returns what cmdlets need to find it.
    $folder = Join-Path ([IO.Path]::GetTempPath()) 'glacierps-dynalite-4.0.0'
    if (-not (Test-Path (Join-Path $folder 'node_modules/dynalite'))) {
        $npm = Get-Command npm -CommandType Application -ErrorAction Ignore | Select-Object -First 1
        if (-not $npm) { return }
        $aside = New-TestFolder
        Copy-Item (Join-Path $PSScriptRoot '../clients/dynalite/*.json') $aside
        $null = & $npm ci --prefix $aside --prefer-offline --fetch-retries 0 --no-audit --no-fund 2>&1
        if ($LASTEXITCODE -ne 0) { return }
        try { Move-Item $aside $folder -ErrorAction Stop } catch { if (-not (Test-Path (Join-Path $folder 'node_modules/dynalite'))) { throw } }
    }
    $node = Get-Command node -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if (-not $node) { return }
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $port = $listener.LocalEndpoint.Port
    $listener.Stop()
    $start = [Diagnostics.ProcessStartInfo]::new($node.Source)
    foreach ($word in (Join-Path $folder 'node_modules/dynalite/cli.js'), '--host', '127.0.0.1', '--port', "$port", '--createTableMs', '0', '--deleteTableMs', '0') {
        $start.ArgumentList.Add($word)
    }
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $url = "http://127.0.0.1:$port/"
    $begun = [Diagnostics.Stopwatch]::StartNew()
    while ($true) {
        try {
            $null = Invoke-WebRequest $url -SkipHttpErrorCheck
            break
        }
        catch {
            if ($process.HasExited -or $begun.Elapsed.TotalSeconds -gt 60) { throw }
            Start-Sleep -Milliseconds 100
        }
    }
    [pscustomobject]@{ Process = $process; Url = $url }
}

function Stop-TestTable($Table) {
    if ($Table) { $Table.Process.Kill() }
}
