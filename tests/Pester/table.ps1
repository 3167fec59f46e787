# Dot-sourced by suites that share work through a table: dynalite, a DynamoDB that nobody here wrote.

function Start-TestTable {
    # Starts it on a free port of the loopback address, in memory; nothing where there is no Node.js, or no way to its
    # packages, which are installed once below obj of the whole tree. Returns what cmdlets need to find it.
    $folder = Join-Path $PSScriptRoot '../../obj/dynalite-4.0.0'
    $npm = Get-Command npm -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if (-not $npm) { return }
    $null = New-Item -ItemType Directory -Path (Split-Path $folder) -Force
    # The C# tests come here at the same time, and wait for the same file.
    $begun = [Diagnostics.Stopwatch]::StartNew()
    while ($true) {
        try {
            $gate = [IO.File]::Open("$folder.lock", 'OpenOrCreate', 'ReadWrite', 'None')
            break
        }
        catch [IO.IOException] {
            if ($begun.Elapsed.TotalMinutes -gt 6) { throw }
            Start-Sleep -Milliseconds 100
        }
    }
    try {
        if (-not (Test-Path (Join-Path $folder 'node_modules/dynalite'))) {
            Remove-Item -LiteralPath "$folder.new" -Recurse -Force -ErrorAction Ignore
            $null = New-Item -ItemType Directory -Path "$folder.new"
            Copy-Item (Join-Path $PSScriptRoot '../clients/dynalite/*.json') "$folder.new"
            $null = & $npm ci --prefix "$folder.new" --prefer-offline --fetch-retries 1 --no-audit --no-fund 2>&1
            if ($LASTEXITCODE -ne 0) { return }
            Move-Item "$folder.new" $folder
        }
    }
    finally {
        $gate.Dispose()
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
