# Long lists: a page at a time, and no more of them than somebody reads.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"

    function New-JobStore([int] $Count) {
        # A folder of a local service with so many jobs, all at one archive's inventory.
        $path = New-StorePath
        $null = Connect-Glacier -LocalPath $path
        $null = New-GlacierVault photos
        $null = Send-GlacierArchive photos (New-TestFile (Join-Path (New-TestFolder) 'a.bin') 100)
        $vault = [pscustomobject]@{ VaultName = 'photos' }
        1..$Count | ForEach-Object { $vault } | Start-GlacierJob -Inventory -ThrottleLimit 64 | Out-Null
        Disconnect-Glacier
        $path
    }

    function Measure-Listing($Server) {
        # Lists them in a PowerShell of its own; returns how many there are, and how the memory in use has grown between
        # the first tenth of the list and its end.
        $script = @"
            Import-Module '$env:GLACIERPS_MODULE'
            `$key = ConvertTo-SecureString 'test-secret' -AsPlainText -Force
            `$null = Connect-Glacier -EndpointUrl $($Server.Url) -Region us-east-1 -Credential ([pscredential]::new('AKIDEXAMPLE', `$key))
            `$clock = [Diagnostics.Stopwatch]::StartNew()
            `$n = 0; `$early = 0
            Get-GlacierJob photos | ForEach-Object { if (++`$n -eq 1000) { `$early = [GC]::GetTotalMemory(`$true) } }
            `$seconds = `$clock.Elapsed.TotalSeconds
            [pscustomobject]@{
                Count   = `$n
                Seconds = `$seconds
                GrownMB = ([GC]::GetTotalMemory(`$true) - `$early) / 1e6
                PeakMB  = [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 / 1e6
            } | ConvertTo-Json -Compress
"@
        $result = Invoke-Child $script | ConvertFrom-Json
        Write-Information ('{0:N0} jobs listed in {1:N1} s; memory grew by {2:N1} MB, peak {3:N0} MB' -f $result.Count, $result.Seconds, $result.GrownMB, $result.PeakMB) -InformationAction Continue
        $result
    }
}

Describe 'A reader that has enough' {
    BeforeAll {
        $server = Start-TestServer -Option '--control'
        $connect = $server.Connect
        $null = Connect-Glacier @connect
        $null = 1..25 | ForEach-Object { 'v{0:00}' -f $_ } | New-GlacierVault
        $null = Send-GlacierArchive v01 (New-TestFile (Join-Path (New-TestFolder) 'a.bin') 100)
        $null = 1..120 | ForEach-Object { [pscustomobject]@{ VaultName = 'v01' } } | Start-GlacierJob -Inventory -ThrottleLimit 16
        $upload = $null
        foreach ($n in 1..60) { $upload = Start-GlacierMultipartUpload v01 -PartSize 1MB }
        $bytes = [byte[]]::new(1MB)
        foreach ($n in 0..59) { $null = $upload | Send-GlacierMultipartPart -InputStream ([IO.MemoryStream]::new($bytes)) -Offset ($n * 1MB) }
    }

    AfterAll {
        Disconnect-Glacier
        Stop-TestServer $server
    }

    It 'costs one page: <Operation>' -ForEach @(
        @{ Operation = 'ListJobs'; List = { Get-GlacierJob v01 }; All = 120; Pages = 3 }
        @{ Operation = 'ListVaults'; List = { Get-GlacierVault }; All = 25; Pages = 3 }
        @{ Operation = 'ListMultipartUploads'; List = { Get-GlacierMultipartUpload v01 }; All = 60; Pages = 2 }
        @{ Operation = 'ListParts'; List = { $upload | Get-GlacierMultipartPart }; All = 60; Pages = 2 }
    ) {
        Clear-ServerRequest $server
        @(& $List | Select-Object -First 5).Count | Should -Be 5
        (Get-ServerRequest $server)[$Operation] | Should -Be 1
        Clear-ServerRequest $server
        @(& $List).Count | Should -Be $All
        (Get-ServerRequest $server)[$Operation] | Should -Be $Pages
    }
}

Describe 'A list of jobs' {
    It 'takes no more memory the longer it is: 5,000' {
        $server = Start-TestServer -Data (New-JobStore 5000)
        try {
            $result = Measure-Listing $server
            $result.Count | Should -Be 5000
            $result.GrownMB | Should -BeLessThan 10
        }
        finally {
            Stop-TestServer $server
        }
    }

    It 'takes no more memory the longer it is: 100,000' -Tag Soak {
        $server = Start-TestServer -Data (New-JobStore 100000)
        try {
            $result = Measure-Listing $server
            $result.Count | Should -Be 100000
            $result.GrownMB | Should -BeLessThan 10
        }
        finally {
            Stop-TestServer $server
        }
    }
}
