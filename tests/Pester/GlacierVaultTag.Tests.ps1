BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'letters' | New-GlacierVault
}

AfterAll { Disconnect-Glacier }

Describe 'Add-GlacierVaultTag, Get-GlacierVaultTag and Remove-GlacierVaultTag' {
    It 'lists nothing where there is nothing' {
        Get-GlacierVaultTag letters | Should -BeNullOrEmpty
    }

    It 'adds tags, and gives those that are there a new value' {
        Add-GlacierVaultTag photos @{ owner = 'anna'; 'cost centre' = 7; empty = '' }
        Add-GlacierVaultTag photos @{ owner = 'bert' }
        $tags = Get-GlacierVaultTag photos
        $tags.Key -join ',' | Should -Be 'cost centre,empty,owner'
        $tags.Value -join ',' | Should -Be '7,,bert'
        $tags[0].VaultName | Should -Be 'photos'
    }

    It 'takes more tags than one request carries' {
        $many = @{}
        1..23 | ForEach-Object { $many["n$_"] = "$_" }
        $null = New-GlacierVault many
        Add-GlacierVaultTag many $many
        (Get-GlacierVaultTag many).Count | Should -Be 23
        Remove-GlacierVaultTag many ($many.Keys | ForEach-Object { $_ }) -Confirm:$false
        Get-GlacierVaultTag many | Should -BeNullOrEmpty
    }

    It 'finds keys by wildcards' {
        (Get-GlacierVaultTag photos -Key O*).Value | Should -Be 'bert'
    }

    It 'copies tags from vault to vault through the pipe, and removes them so' {
        Get-GlacierVaultTag photos | Add-GlacierVaultTag -VaultName letters
        (Get-GlacierVaultTag letters).Count | Should -Be 3
        Get-GlacierVaultTag letters -Key owner, empty | Remove-GlacierVaultTag -Confirm:$false
        (Get-GlacierVaultTag letters).Key | Should -Be 'cost centre'
    }

    It 'is content with keys that are not there' {
        { Remove-GlacierVaultTag photos never -Confirm:$false -ErrorAction Stop } | Should -Not -Throw
    }

    It 'reads the tags of many vaults' {
        (Get-GlacierVault photos, letters | Get-GlacierVaultTag).VaultName | Sort-Object -Unique | Should -Be 'letters', 'photos'
    }

    It 'refuses before any request what Glacier does not keep: <Key>' -ForEach @(
        @{ Key = 'aws:x' }, @{ Key = 'k' * 129 }, @{ Key = 'what?' }
    ) {
        $problem = Get-ErrorElsewhere { Add-GlacierVaultTag photos @{ $Key = 'v' } -EndpointUrl http://127.0.0.1:9 -Region us-east-1 }
        Get-ErrorName $problem | Should -Be 'InvalidTag'
        $problem.CategoryInfo.Category | Should -Be 'InvalidArgument'
    }

    It 'shows a table' {
        Get-GlacierVaultTag letters | Out-String | Should -Match 'VaultName\s+Key\s+Value\s+-+\s+-+\s+-+\s+letters\s+cost centre\s+7'
    }
}
