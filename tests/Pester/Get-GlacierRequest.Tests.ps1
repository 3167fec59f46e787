BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    $server = Start-TestServer -Option '--control'
    $connect = $server.Connect
    $null = Connect-Glacier @connect
    $null = New-GlacierVault photos

    function Add-Fault([hashtable] $Fault) {
        $null = Invoke-RestMethod -Uri "$($server.Url)/_control/faults" -Method Post -Body (ConvertTo-Json $Fault)
    }
}

AfterAll {
    Disconnect-Glacier
    Stop-TestServer $server
}

Describe 'Get-GlacierRequest' {
    It 'lists each attempt with its time, status, vault and request ID' {
        Add-Fault @{ operation = 'DescribeVault'; count = 1; status = 500; code = 'ServiceUnavailableException' }
        $null = Get-GlacierVault photos
        $first, $second = Get-GlacierRequest -Newest 2
        $first.Operation, $first.VaultName, $first.Attempt, $first.StatusCode | Should -Be 'DescribeVault', 'photos', 1, 500
        $second.Operation, $second.Attempt, $second.StatusCode, $second.ErrorCode | Should -Be 'DescribeVault', 2, 200, $null
        $second.RequestId | Should -Not -BeNullOrEmpty
        $second.Milliseconds | Should -BeGreaterThan 0
        $second.Time.Kind | Should -Be 'Local'
        ((Get-Date) - $second.Time).TotalMinutes | Should -BeLessThan 5
        (Get-GlacierRequest -Failed)[-1].StatusCode | Should -Be 500
        (Get-GlacierRequest -Failed).ErrorCode | Should -Not -Contain $null
    }

    It 'keeps the last 1,000, and those of per-call connections among them' {
        $null = Get-GlacierVault photos -AccountId 111122223333 -ErrorAction Ignore
        (Get-GlacierRequest -Newest 1).Operation | Should -Be 'DescribeVault'
        1..1010 | ForEach-Object { $null = Get-GlacierVault photos }
        @(Get-GlacierRequest).Count | Should -Be 1000
    }

    It 'has the requests of this runspace only' {
        $c = Get-GlacierConnection
        $before = @(Get-GlacierRequest -Newest 1)[0]
        $count = 1 | ForEach-Object -Parallel {
            Import-Module $env:GLACIERPS_MODULE
            $null = Get-GlacierVault photos -Connection $using:c
            @(Get-GlacierRequest).Count
        }
        $count | Should -Be 1
        (Get-GlacierRequest -Newest 1)[0] | Should -Be $before
    }
}

Describe 'E02_ What a cmdlet did, to be read' {
    It 'is a line for each request with -Debug, and for each retry with -Verbose' {
        Add-Fault @{ operation = 'DescribeVault'; count = 1; status = 503; code = 'ServiceUnavailableException' }
        $lines = Get-GlacierVault photos -Debug -Verbose *>&1
        $debug = @($lines | Where-Object { $_ -is [Management.Automation.DebugRecord] })
        $verbose = @($lines | Where-Object { $_ -is [Management.Automation.VerboseRecord] })
        $debug.Count | Should -Be 2
        $debug[0] | Should -Match '^DescribeVault of vault photos: HTTP 503 .* after \d+ ms, attempt 1'
        $debug[1] | Should -Match '^DescribeVault of vault photos: HTTP 200 after \d+ ms, attempt 2, request '
        @($verbose | Where-Object Message -Match 'HTTP 503.*attempt 1.*Trying again').Count | Should -Be 1
    }

    It 'is told by the cmdlet whose work it is, not by its neighbour in the pipeline' {
        $lines = Get-GlacierVault photos | Get-GlacierVaultTag -Debug 5>&1
        @($lines | Where-Object { $_ -is [Management.Automation.DebugRecord] }) | Should -Match '^ListTagsForVault'
    }

    It 'is silent without them' {
        Get-GlacierVault photos *>&1 | Should -Not -BeOfType [Management.Automation.DebugRecord]
    }

    It 'holds no secret' {
        $secret = $server.Connect.Credential.GetNetworkCredential().Password
        $all = (Get-GlacierVault photos -Debug 5>&1 | Out-String) + (Get-GlacierRequest | Format-List * | Out-String)
        if ($secret) { $all | Should -Not -Match ([regex]::Escape($secret)) }
        $all | Should -Not -Match 'Signature=|Authorization'
    }
}
