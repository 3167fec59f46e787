BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/host.ps1"
    $null = Connect-TestGlacier
}

AfterAll { Disconnect-Glacier }

Describe 'Get- and New-GlacierProvisionedCapacity' {
    It 'lists nothing where nothing was bought' {
        Get-GlacierProvisionedCapacity | Should -BeNullOrEmpty
    }

    It 'says what it costs before it buys, and buys nothing when the answer is No' {
        $asked = Invoke-UnderHost -Name New-GlacierProvisionedCapacity -Parameters @{ Connection = Get-GlacierConnection } -Answer No
        $asked.Prompts[0] | Should -Match '100 US dollars'
        $asked.Prompts[0] | Should -Match 'one month'
        Get-GlacierProvisionedCapacity | Should -BeNullOrEmpty
    }

    It 'buys a unit for a month, and tells its dates' {
        $unit = New-GlacierProvisionedCapacity -Confirm:$false
        $unit.CapacityId | Should -Match '^[A-Za-z0-9_-]{24}$'
        $unit.ExpirationDate.Date | Should -Be $unit.StartDate.AddMonths(1).Date
        (Get-GlacierProvisionedCapacity).CapacityId | Should -Be $unit.CapacityId
    }

    It 'says that two units are the most' {
        $null = New-GlacierProvisionedCapacity -Confirm:$false
        $problem = Get-Error { New-GlacierProvisionedCapacity -Confirm:$false }
        Get-ErrorName $problem | Should -Be 'LimitExceeded'
        $problem.CategoryInfo.Category | Should -Be 'QuotaExceeded'
        @(Get-GlacierProvisionedCapacity).Count | Should -Be 2
    }

    It 'shows a table' {
        Get-GlacierProvisionedCapacity | Out-String | Should -Match 'CapacityId\s+From\s+Until'
    }
}
