# Every cmdlet that changes something at the service, with -WhatIf, with -Confirm:$false, and under a host that answers
# prompts: a call from the wrong thread can hide in one of them, and shows in another. What was asked for is by the
# service's own count.
BeforeDiscovery {
    . "$PSScriptRoot/cmdlets.ps1"
    $scenes = foreach ($change in $changes) {
        $operations = if ($change.ContainsKey('Asks')) { $change.Asks } else { @($cmdlets[$change.Name]) -notmatch '^(Get|List|Describe)' }
        $change + @{ Operation = ($operations | Sort-Object) -join ' '; Plans = $change.ContainsKey('GivesPlan') }
    }
}

BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    . "$PSScriptRoot/cmdlets.ps1"
    . "$PSScriptRoot/host.ps1"
    . "$PSScriptRoot/transfers.ps1"
    $data = New-StorePath
    $server = Start-TestServer -Option '--control' -Data $data
    $connect = $server.Connect
    $null = Connect-Glacier @connect
    $file = (New-TestFile (Join-Path (New-TestFolder) 'large.bin') 3000000).FullName
    $topic = 'arn:aws:sns:us-east-1:111122223333:topic'

    function New-Scene($Parameters) {
        # A vault of its own for one test, what the cmdlet needs in it, and the count at zero.
        $vault = "scene-$([guid]::NewGuid().ToString('N').Substring(0, 12))"
        $null = New-GlacierVault $vault
        $policy = @{
            Version   = '2012-10-17'
            Statement = @(@{
                    Sid = 'keep'; Effect = 'Deny'; Principal = '*'; Action = 'glacier:DeleteArchive'
                    Resource = "arn:aws:glacier:us-east-1:111122223333:vaults/$vault"
                    Condition = @{ NumericLessThan = @{ 'glacier:ArchiveAgeInDays' = '365' } }
                })
        }
        Clear-Transfer
        $made = & $Parameters
        Clear-ServerRequest $server
        $made
    }

    function Get-OpenFileHash([string] $Path) {
        # The store has some of its files open for writing, and Windows asks everybody who reads them to allow that.
        $stream = [IO.File]::Open($Path, 'Open', 'Read', 'ReadWrite, Delete')
        try { (Get-FileHash -InputStream $stream).Hash } finally { $stream.Dispose() }
    }

    function Get-Kept([string[]] $Folder) {
        # Every file of some folders and what is in it, but for who holds the folder: its lock, and the memory that readers of
        # a database share.
        # A catalogue is open for a second after its last use, and is one file again when it is closed.
        for ($left = 100; $left -gt 0 -and (Test-Path -LiteralPath $env:XDG_STATE_HOME) -and (Get-ChildItem -LiteralPath $env:XDG_STATE_HOME -Recurse -Filter catalog.db-wal); $left--) {
            Start-Sleep -Milliseconds 100
        }
        $files = $Folder | Where-Object { Test-Path -LiteralPath $_ } | Get-ChildItem -File -Recurse -Force |
            Where-Object { $_.Name -notlike 'store.*' -and $_.Name -notlike '*.db-shm' }
        ($files | ForEach-Object { "$($_.FullName) $(Get-OpenFileHash $_.FullName)" } | Sort-Object) -join "`n"
    }

    function Get-Changed {
        # What was asked for besides reading.
        (@((Get-ServerRequest $server).Keys) -notmatch '^(Get|List|Describe)' | Sort-Object) -join ' '
    }
}

AfterAll {
    Clear-Transfer
    Disconnect-Glacier
    Stop-TestServer $server
}

Describe 'Every cmdlet that changes something' {
    It 'has its scene here' {
        $changing = $module.ExportedCmdlets.Values | Where-Object { $_.Parameters.ContainsKey('WhatIf') -and $_.Name -notin ($changesFiles + $byOthers) }
        ($changes.Name | Sort-Object) -join ' ' | Should -Be (($changing.Name | Sort-Object) -join ' ')
    }
}

Describe '<Name>' -ForEach $scenes {
    It 'with -WhatIf asks for no change' {
        $parameters = New-Scene $Parameters
        $before = Get-Kept $data, $env:XDG_STATE_HOME
        # A plan with figures is all that some give.
        & $Name @parameters -WhatIf | Where-Object { -not $Plans -or $_.GetType().Name -notmatch 'Plan$|Estimate$|^SyncStep$|^ArchiveToSend$' } | Should -BeNullOrEmpty
        Get-Changed | Should -Be ''
        Get-Kept $data, $env:XDG_STATE_HOME | Should -Be $before
    }

    It 'with -WhatIf and a local folder that is missing makes nothing, and says what stands in for it' {
        $parameters = New-Scene $Parameters
        $before = Get-Kept $env:XDG_STATE_HOME
        $missing = Join-Path (New-TestFolder) 'a/typo'
        # What would fail in an empty Glacier fails here, too.
        try { $null = & $Name @parameters -LocalPath $missing -WhatIf -ErrorAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue } catch { $null = $_ }
        "$warnings" | Should -BeLike "*no local Glacier in '$missing'*"
        Split-Path $missing | Should -Not -Exist
        Get-Kept $env:XDG_STATE_HOME | Should -Be $before
    }

    It 'with -Confirm:$false does it, on the pipeline thread throughout' {
        $parameters = New-Scene $Parameters
        $null = & $Name @parameters -Confirm:$false -ErrorAction Stop
        Get-Changed | Should -Be $Operation
    }

    It 'under a host that answers No asks, and then for no change' {
        $parameters = New-Scene $Parameters
        $asked = Invoke-UnderHost -Name $Name -Parameters ($parameters + @{ Connection = Get-GlacierConnection }) -Answer No
        $asked.Errors | Should -BeNullOrEmpty
        $asked.Prompts.Count | Should -Be 1
        Get-Changed | Should -Be ''
    }

    It 'under a host that answers Yes asks, and then does it' {
        $parameters = New-Scene $Parameters
        $asked = Invoke-UnderHost -Name $Name -Parameters ($parameters + @{ Connection = Get-GlacierConnection }) -Answer Yes
        $asked.Errors | Should -BeNullOrEmpty
        $asked.Prompts.Count | Should -Be 1
        Get-Changed | Should -Be $Operation
    }
}
