# The runbooks of docs/examples, as a scheduler runs them: in a PowerShell of their own.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    $runbooks = (Resolve-Path (Join-Path $PSScriptRoot '../../docs/examples/Runbooks')).Path

    function Invoke-Runbook([string] $Name, [hashtable] $Parameters, [int] $ExitCode = 0) {
        # Runs one, and returns what it returns; fails if it ends otherwise than it should.
        $given = Join-Path (New-TestFolder) 'parameters.xml'
        $Parameters | Export-Clixml $given
        $out = "$given.out"
        $text = Invoke-Child @"
            `$ProgressPreference = 'SilentlyContinue'
            `$env:PSModulePath = '$(Split-Path (Split-Path $module.ModuleBase))' + [IO.Path]::PathSeparator + `$env:PSModulePath
            `$p = Import-Clixml '$given'
            `$r = @()
            try { & '$runbooks/$Name.ps1' @p | ForEach-Object { `$r += `$_ } } finally { ConvertTo-Json -InputObject `$r -Depth 3 -EnumsAsStrings | Set-Content '$out' }
"@ 2>&1 | Out-String
        $LASTEXITCODE | Should -Be $ExitCode -Because $text
        @(Get-Content $out -Raw | ConvertFrom-Json)
    }
}

Describe 'Send-NightlyArchive' {
    BeforeAll {
        $work = New-TestFolder
        $local = @{ LocalPath = Join-Path $work 'vaults' }
        $list = Join-Path $work 'log.csv'
        $null = New-TestFile (Join-Path $work 'docs/a.pdf') 1000
        $null = New-TestFile (Join-Path $work 'docs/2019/b.pdf') 2000
        $null = New-TestFile (Join-Path $work 'docs/c.tmp') 10
        $null = New-GlacierVault backup @local
        $parameters = @{ VaultName = 'backup'; Path = Join-Path $work 'docs'; LogPath = $list; Exclude = '*.tmp'; Connection = $local }
    }

    It 'archives all of the folder the first night' {
        (Invoke-Runbook Send-NightlyArchive $parameters).Name | Sort-Object | Should -Be '2019/b.pdf', 'a.pdf'
        @(Import-Csv $list).Count | Should -Be 2
    }

    It 'archives nothing the second night, and what has changed the third' {
        Invoke-Runbook Send-NightlyArchive $parameters | Should -BeNullOrEmpty
        $null = New-TestFile (Join-Path $work 'docs/a.pdf') 1500
        $null = New-TestFile (Join-Path $work 'docs/new.pdf') 10
        (Invoke-Runbook Send-NightlyArchive $parameters).Name | Sort-Object | Should -Be 'a.pdf', 'new.pdf'
        $archives = Start-GlacierJob backup -Inventory @local | Wait-GlacierJob @local | Receive-GlacierJobOutput @local
        $archives.Count | Should -Be 4
        (Import-Csv $list)[-1].ArchiveId | Should -BeIn $archives.ArchiveId
    }

    It 'leaves an empty file out, and is not red for ever because of it' {
        $null = New-Item -ItemType File -Path (Join-Path $work 'docs/empty.pdf')
        Invoke-Runbook Send-NightlyArchive $parameters | Should -BeNullOrEmpty
    }

    It 'archives what it can, and ends with an error if it could not do all' {
        # A name that no description has room for.
        $long = (1..4 | ForEach-Object { [string]::new([char]0x5e74, 80) }) -join '/'
        $null = New-TestFile (Join-Path $work "docs/$long/a.pdf") 10
        $null = New-TestFile (Join-Path $work 'docs/good.pdf') 10
        (Invoke-Runbook Send-NightlyArchive $parameters -ExitCode 1).Name | Should -Be 'good.pdf'
        (Import-Csv $list)[-1].Name | Should -Be 'good.pdf'
    }
}

Describe 'Restore-RequestedFile' {
    BeforeAll {
        $work = New-TestFolder
        $server = Start-TestServer -Option '--control', '--realistic'
        $env:AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE'
        $env:AWS_SECRET_ACCESS_KEY = 'test-secret'
        $served = @{ EndpointUrl = $server.Url; Region = 'us-east-1' }
        $null = New-TestFile (Join-Path $work 'docs/2019/a.pdf') 1000
        $null = New-TestFile (Join-Path $work 'docs/2019/b.pdf') (2MB + 5)
        $null = New-TestFile (Join-Path $work 'docs/2020/c.pdf') 100
        $null = New-GlacierVault backup @served
        $list = Join-Path $work 'log.csv'
        $null = Invoke-Runbook Send-NightlyArchive @{ VaultName = 'backup'; Path = Join-Path $work 'docs'; LogPath = $list; Connection = $served }
        $parameters = @{ VaultName = 'backup'; Name = '2019/*'; Destination = Join-Path $work 'back'; Tier = 'Standard'; Connection = $served }
    }

    AfterAll {
        Stop-TestServer $server
        Remove-Item env:AWS_ACCESS_KEY_ID, env:AWS_SECRET_ACCESS_KEY
    }

    It 'starts nothing with -WhatIf, and says what it would cost' {
        (Invoke-Runbook Restore-RequestedFile ($parameters + @{ WhatIf = $true })).JobsToStart | Should -Be 2
        @(Get-GlacierJob backup @served).Count | Should -Be 0
    }

    It 'starts each retrieval once, however often it runs' {
        (Invoke-Runbook Restore-RequestedFile $parameters).State | Should -Be 'InProgress', 'InProgress'
        (Invoke-Runbook Restore-RequestedFile $parameters).State | Should -Be 'InProgress', 'InProgress'
        @(Get-GlacierJob backup @served).Count | Should -Be 2
    }

    It 'receives what has become ready, and leaves it there' {
        $null = Invoke-RestMethod -Uri "$($server.Url)/_control/clock" -Method Post -Body '{"advance":"5h"}'
        $restored = Invoke-Runbook Restore-RequestedFile $parameters
        $restored.State | Should -Be 'Restored', 'Restored'
        $restored.Verified | Should -Be $true, $true
        foreach ($name in 'a', 'b') {
            (Get-FileHash (Join-Path $work "back/2019/$name.pdf")).Hash | Should -Be (Get-FileHash (Join-Path $work "docs/2019/$name.pdf")).Hash
        }
        (Invoke-Runbook Restore-RequestedFile $parameters).State | Should -Be 'Restored', 'Restored'
        @(Get-GlacierJob backup @served).Count | Should -Be 2
    }

    It 'says that the vault has no such name' {
        $null = Invoke-Runbook Restore-RequestedFile @{ VaultName = 'backup'; Name = 'never*'; Destination = $work; Connection = $served } -ExitCode 1
    }
}

Describe 'New-VaultReport' {
    BeforeAll {
        $work = New-TestFolder
        $local = @{ LocalPath = Join-Path $work 'vaults' }
        $null = 'photos', 'letters' | New-GlacierVault @local
        Add-GlacierVaultTag photos @{ owner = 'anna'; 'cost centre' = '7' } @local
        $null = Send-GlacierArchive photos (New-TestFile (Join-Path $work 'a.bin') 3MB) @local
    }

    It 'reports each vault' {
        $report = Invoke-Runbook New-VaultReport @{ ReportPath = Join-Path $work 'one.csv'; PricePerGigabyte = 1000; Connection = $local }
        $report.VaultName | Should -Be 'letters', 'photos'
        $photos = $report[1]
        $photos.Owner | Should -Be 'anna'
        $photos.CostCentre | Should -Be '7'
        $photos.Archives | Should -Be 1
        $photos.DollarsPerMonth | Should -BeGreaterThan 2.9
        $photos.Remarks | Should -BeNullOrEmpty
        $report[0].Remarks | Should -Match "no tag 'owner'"
    }

    It 'tells the growth since last month' {
        $null = Send-GlacierArchive photos (New-TestFile (Join-Path $work 'b.bin') 1MB) @local
        $report = Invoke-Runbook New-VaultReport @{ LastReportPath = Join-Path $work 'one.csv'; Connection = $local }
        $report[1].Growth | Should -Be (1MB + 32768)
        $report[0].Growth | Should -Be 0
    }

    It 'writes a page to look at, and the next month another in its place' {
        $null = Update-GlacierCatalog photos @local
        $page = Join-Path $work 'page.html'
        foreach ($month in 1, 2) { $null = Invoke-Runbook New-VaultReport @{ PagePath = $page; Connection = $local } }
        Get-Content $page -Raw | Should -Match '"total":\[2,4194304\]'
    }
}

Describe 'docs/examples/Unattended.md' {
    It 'E10_ has blocks that do what they say' {
        $work = New-TestFolder
        $null = New-TestFile (Join-Path $work 'album/one.jpg') 1000
        $blocks = [regex]::Matches((Get-Content (Join-Path $runbooks '../Unattended.md') -Raw), '(?ms)^```powershell\r?\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value }
        $blocks.Count | Should -Be 2
        $server = Start-TestServer
        try {
            # Get-Secret stands in for the module's, which is not here; its keys go to a server that asks for none.
            $text = Invoke-Child @"
                `$env:PSModulePath = '$(Split-Path (Split-Path $module.ModuleBase))' + [IO.Path]::PathSeparator + `$env:PSModulePath
                Set-Location '$work'; `$folder = '$work/album'
                function Get-Secret(`$Name) { [pscredential]::new('AKIDTEST', (ConvertTo-SecureString 'secret' -AsPlainText -Force)) }
                `$null = Connect-Glacier -EndpointUrl $($server.Connect.EndpointUrl)
                `$null = New-GlacierVault photos
                $($blocks[1])
                $($blocks[0] -replace '-Region eu-central-1', '-WarningAction Ignore')
                'done'
"@ 2>&1 | Out-String
            $text | Should -Match 'SendNew'
            $text | Should -Match 'done'
            $text | Should -Not -Match 'Exception|Error'
        }
        finally { Stop-TestServer $server }
    }
}
