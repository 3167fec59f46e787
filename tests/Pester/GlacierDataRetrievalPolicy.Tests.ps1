BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    # A retrieval must still be running to count: jobs take their hours here.
    $server = Start-TestServer -Option '--job-time', 'standard=4h'
    $connect = $server.Connect
    $null = Connect-Glacier @connect
}

AfterAll {
    Disconnect-Glacier
    Stop-TestServer $server
}

Describe 'Get- and Set-GlacierDataRetrievalPolicy' {
    It 'has no limit at first' {
        $policy = Get-GlacierDataRetrievalPolicy
        $policy.Strategy | Should -Be 'None'
        $policy.BytesPerHour | Should -BeNullOrEmpty
    }

    It 'sets each kind of limit' {
        Set-GlacierDataRetrievalPolicy BytesPerHour 10GB
        (Get-GlacierDataRetrievalPolicy).BytesPerHour | Should -Be 10GB
        Set-GlacierDataRetrievalPolicy FreeTier
        (Get-GlacierDataRetrievalPolicy).Strategy | Should -Be 'FreeTier'
        Set-GlacierDataRetrievalPolicy None
        (Get-GlacierDataRetrievalPolicy).Strategy | Should -Be 'None'
    }

    It 'takes back through the pipe what was there before' {
        Set-GlacierDataRetrievalPolicy BytesPerHour 1GB
        $before = Get-GlacierDataRetrievalPolicy
        Set-GlacierDataRetrievalPolicy None
        $before | Set-GlacierDataRetrievalPolicy
        (Get-GlacierDataRetrievalPolicy).BytesPerHour | Should -Be 1GB
        Set-GlacierDataRetrievalPolicy None
        Get-GlacierDataRetrievalPolicy | Set-GlacierDataRetrievalPolicy
        (Get-GlacierDataRetrievalPolicy).Strategy | Should -Be 'None'
    }

    It 'refuses what does not go together' {
        Get-ErrorName (Get-Error { Set-GlacierDataRetrievalPolicy BytesPerHour }) | Should -Be 'InvalidRetrievalPolicy'
        Get-ErrorName (Get-Error { Set-GlacierDataRetrievalPolicy None 5 }) | Should -Be 'InvalidRetrievalPolicy'
        Get-ErrorName (Get-Error { Set-GlacierDataRetrievalPolicy BytesPerHour 0 }) | Should -Be 'InvalidRetrievalPolicy'
    }

    It 'explains a retrieval that it refuses' {
        $null = New-GlacierVault photos
        $archive = Send-GlacierArchive photos (New-TestFile (Join-Path (New-TestFolder) 'a.bin') 1MB)
        Set-GlacierDataRetrievalPolicy BytesPerHour 1000
        try {
            $problem = Get-Error { $archive | Start-GlacierJob }
            Get-ErrorName $problem | Should -Be 'PolicyEnforced'
            $problem.CategoryInfo.Category | Should -Be 'QuotaExceeded'
            $problem.ErrorDetails.RecommendedAction | Should -Match 'Set-GlacierDataRetrievalPolicy'
        }
        finally {
            Set-GlacierDataRetrievalPolicy None
        }
    }

    It 'shows a table' {
        [GlacierPS.DataRetrievalPolicy]@{ Strategy = 'BytesPerHour'; BytesPerHour = 10GB } | Out-String | Should -Match 'BytesPerHour\s+10\.0 GiB'
    }
}
