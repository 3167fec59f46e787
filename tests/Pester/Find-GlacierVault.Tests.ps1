# What there is, over regions, profiles and roles. One local service has all regions and several accounts.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    $folder = New-TestFolder
    $keys = @{ a = '111111111111'; b = '222222222222'; c = '333333333333' }
    $file = Join-Path $folder 'credentials'
    $keys.GetEnumerator() | ForEach-Object { "AKID$($_.Key.ToUpper()):secret@$($_.Value)" } | Set-Content -LiteralPath $file
    if (-not $IsWindows) { chmod 600 $file }
    $server = Start-TestServer -Option '--control', '--credential-file', $file
    $env:AWS_CONFIG_FILE = Join-Path $folder 'config'
    $env:AWS_SHARED_CREDENTIALS_FILE = Join-Path $folder 'none'
    $env:AWS_EC2_METADATA_DISABLED = 'true'
    $env:AWS_ENDPOINT_URL_GLACIER = $server.Url
    $keys.Keys | ForEach-Object {
        "[profile $_]", 'region = us-east-1', "aws_access_key_id = AKID$($_.ToUpper())", 'aws_secret_access_key = secret', 'max_attempts = 1', ''
    } | Set-Content -LiteralPath $env:AWS_CONFIG_FILE
    $regions = 'af-south-1', 'ap-east-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ca-central-1',
    'eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-west-2'
    foreach ($name in $keys.Keys) {
        foreach ($region in $regions) { $null = New-GlacierVault "photos-$name" -ProfileName $name -Region $region }
    }
    $null = New-GlacierVault letters -ProfileName a -Region eu-west-1
    $policy = @{ Version = '2012-10-17'; Statement = @(@{ Effect = 'Deny'; Principal = '*'; Action = 'glacier:DeleteArchive'; Resource = 'arn:aws:glacier:eu-west-1:111111111111:vaults/letters' }) }
    $null = Start-GlacierVaultLock letters $policy -ProfileName a -Region eu-west-1 -Confirm:$false

    function Add-Fault([hashtable] $Fault) {
        $null = Invoke-RestMethod -Uri "$($server.Url)/_control/faults" -Method Post -Body ($Fault | ConvertTo-Json) -ContentType application/json
    }

    $quiet = @{ WarningAction = 'SilentlyContinue' }
}

AfterAll {
    Remove-Item env:AWS_ENDPOINT_URL_GLACIER, env:AWS_CONFIG_FILE, env:AWS_SHARED_CREDENTIALS_FILE, env:AWS_EC2_METADATA_DISABLED -ErrorAction Ignore
    Stop-TestServer $server
}

Describe 'Find-GlacierVault' {
    AfterEach { $null = Invoke-RestMethod -Uri "$($server.Url)/_control/faults" -Method Delete }

    It 'lists 17 regions of 3 profiles in one table, two refused and one offline, in under twice the slowest' {
        foreach ($region in $regions) { if ($region -notin 'sa-east-1', 'ap-east-1', 'us-west-2') { Add-Fault @{ operation = 'ListVaults'; region = $region; delay = $(if ($region -eq 'us-east-1') { '4s' } else { '300ms' }) } } }
        foreach ($region in 'sa-east-1', 'ap-east-1') { Add-Fault @{ operation = 'ListVaults'; region = $region; status = 403; code = 'AccessDeniedException' } }
        Add-Fault @{ operation = 'ListVaults'; region = 'us-west-2'; drop = $true }
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $found = @(Find-GlacierVault -Region $regions -ProfileName a, b, c -ErrorVariable problems -ErrorAction SilentlyContinue @quiet)
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 8 -Because 'the slowest region takes 4 s'
        $found.Count | Should -Be (14 * 3 + 1)
        ($found | Group-Object AccountId).Count | Should -Be 3
        @($found | Where-Object Vault -EQ 'photos-b').Region | Should -Be ($regions | Where-Object { $_ -notin 'sa-east-1', 'ap-east-1', 'us-west-2' })
        # Two of a profile's regions are refused alike, which is one error with both; the one that is offline is another.
        $problems.Count | Should -Be 6
        @($problems | Where-Object { (Get-ErrorName $_) -eq 'AccessDenied' }).Count | Should -Be 3
        $refused = @($problems | Where-Object { "$_" -match 'profile b, ap-east-1, sa-east-1: ' })
        $refused.Count | Should -Be 1
        $offline = @($problems | Where-Object { "$_" -match 'profile c, us-west-2: ' })
        Get-ErrorName $offline[0] | Should -Be 'EndpointUnreachable'
    }

    It 'shows each with its account, lock and cost' {
        $found = Find-GlacierVault letters -Region us-east-1, eu-west-1 -ProfileName a @quiet
        $found.Region, $found.AccountId, $found.ProfileName, $found.Lock | Should -Be 'eu-west-1', '111111111111', 'a', 'InProgress'
        $found.VaultARN | Should -Be 'arn:aws:glacier:eu-west-1:111111111111:vaults/letters'
        $found.PerMonth | Should -BeNullOrEmpty
        (Find-GlacierVault -ProfileName a).PerMonth | Should -Be 0
        Find-GlacierVault -ProfileName a | Out-String -Width 80 | Should -Match 'Account: 111111111111[\s\S]+photos-a\s+us-east-1\s+0\s+0 B\s+0\.00\s+None'
    }

    It 'says for which regions there are no prices, and that a lock could not be read' {
        Add-Fault @{ operation = 'GetVaultLock'; region = 'eu-west-1'; status = 403; code = 'AccessDeniedException' }
        $found = Find-GlacierVault -Region eu-west-1, us-east-1 -ProfileName a -WarningVariable said -WarningAction SilentlyContinue
        @($found | Where-Object Region -EQ eu-west-1).Lock | Select-Object -Unique | Should -Be 'Unknown'
        @($found | Where-Object Region -EQ us-east-1).Lock | Should -Be 'None'
        @($said -match 'not known for eu-west-1: run').Count | Should -Be 1
        @($said -match '2 vaults .* lock').Count | Should -Be 1
    }

    It 'asks all regions of the connection, and not those of other partitions' {
        $null = Connect-Glacier -ProfileName b
        $found = Find-GlacierVault -AllRegions @quiet
        $found.Count | Should -Be 17
        $null = New-GlacierVault far -Region cn-north-1
        @(Find-GlacierVault far -AllRegions @quiet).Count | Should -Be 0
        (Find-GlacierVault far -Region cn-north-1 @quiet).VaultARN | Should -Be 'arn:aws-cn:glacier:cn-north-1:222222222222:vaults/far'
        Disconnect-Glacier
    }

    It 'looks into a local folder as into an account' {
        $null = Connect-TestGlacier
        $null = New-GlacierVault here
        $null = New-GlacierVault there -Region eu-central-1
        (Find-GlacierVault @quiet).Vault | Should -Be 'here'
        (Find-GlacierVault -AllRegions @quiet).Vault | Sort-Object | Should -Be 'here', 'there'
        Get-ErrorName (Get-Error { Find-GlacierVault -RoleArn arn:aws:iam::111122223333:role/r }) | Should -Be 'ConnectionAmbiguous'
        Disconnect-Glacier
    }

    It 'shows a vault once that two profiles see' {
        Add-Content -LiteralPath $env:AWS_CONFIG_FILE -Value '[profile again]', 'region = us-east-1', 'aws_access_key_id = AKIDA', 'aws_secret_access_key = secret'
        $found = Find-GlacierVault -ProfileName a, again -Verbose 4>&1
        @($found | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }).Count | Should -Be 1
        @($found -match '^1 vault seen by several').Count | Should -Be 1
    }

    It 'tells a profile that is not there once, and lists the others' {
        $found = Find-GlacierVault -Region $regions -ProfileName nobody, a -ErrorVariable problems -ErrorAction SilentlyContinue @quiet
        $found.Count | Should -Be 18
        $problems.Count | Should -Be 1
        Get-ErrorName $problems[0] | Should -Be 'NoCredentials'
        "$($problems[0])" | Should -Match '^profile nobody, all 17 regions: '
    }

    It 'is taken by no cmdlet for a vault of that name in the region of the session' {
        $null = Connect-Glacier -ProfileName a
        $null = New-GlacierVault letters
        $found = Find-GlacierVault letters -Region eu-west-1 @quiet
        foreach ($command in 'Remove-GlacierVault', 'Get-GlacierVault', 'Get-GlacierVaultTag') {
            $problem = Get-Error { $found | & $command -ErrorAction Continue }
            Get-ErrorName $problem | Should -Be 'ConnectionAmbiguous'
        }
        (Get-GlacierVault letters).VaultName | Should -Be 'letters'
        Remove-GlacierVault letters -Confirm:$false
        Disconnect-Glacier
    }

    It 'assumes each role once, and lists its account; a role that is refused is one error' {
        . "$PSScriptRoot/recorder.ps1"
        $role = 'arn:aws:iam::333333333333:role/auditor'
        $xml = '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>AKIDC</AccessKeyId>' +
        '<SecretAccessKey>secret</SecretAccessKey><SessionToken></SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>'
        $tokens = [GlacierPSTests.Recorder]::new($xml, 200)
        $no = [GlacierPSTests.Recorder]::new('<ErrorResponse><Error><Code>AccessDenied</Code><Message>not for you</Message></Error></ErrorResponse>', 403)
        try {
            $env:AWS_ENDPOINT_URL_STS = $tokens.Url
            $found = Find-GlacierVault -Region eu-west-1, us-east-1 -ProfileName a -RoleArn $role @quiet
            $found.Vault | Should -Be 'photos-c', 'photos-c'
            $found.RoleArn | Select-Object -Unique | Should -Be $role
            @($tokens.Take()).Count | Should -Be 1
            $env:AWS_ENDPOINT_URL_STS = $no.Url
            $problem = Get-Error { Find-GlacierVault -Region eu-west-1, us-east-1 -ProfileName a -RoleArn $role @quiet }
            Get-ErrorName $problem | Should -Be 'NoCredentials'
            "$problem" | Should -Match 'auditor.*could not be assumed: not for you'
            { Find-GlacierVault -RoleArn auditor } | Should -Throw
        }
        finally {
            Remove-Item env:AWS_ENDPOINT_URL_STS
            $tokens.Dispose()
            $no.Dispose()
        }
    }

    It 'stops when the reader has enough, and asks nobody without a connection in a runspace of its own' {
        (Find-GlacierVault -Region $regions -ProfileName a @quiet | Select-Object -First 1).Region | Should -Be 'af-south-1'
        $null = Connect-Glacier -ProfileName a
        $manifest = $env:GLACIERPS_MODULE
        $said = Invoke-InRunspace ([scriptblock]::Create("Import-Module '$manifest'; try { Find-GlacierVault -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }"))
        $said | Should -Match '^NotConnected'
        Disconnect-Glacier
    }

    It 'refuses what says two things' {
        $connection = Connect-Glacier -ProfileName a
        Get-ErrorName (Get-Error { Find-GlacierVault -Connection $connection -ProfileName b }) | Should -Be 'ConnectionAmbiguous'
        (Find-GlacierVault -Connection $connection).Vault | Should -Be 'photos-a'
        { Find-GlacierVault -AllRegions -Region eu-west-1 } | Should -Throw
        { Find-GlacierVault -Region 'eu west' } | Should -Throw
        Disconnect-Glacier
    }

    It 'completes regions and profiles' {
        $line = 'Find-GlacierVault -Region eu-ce'
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Contain 'eu-central-1'
        $line = 'Find-GlacierVault -ProfileName '
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Contain 'b'
    }
}
