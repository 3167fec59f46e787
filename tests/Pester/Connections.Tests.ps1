# Whose account, which region, which service: each cmdlet that changes something, by each kind of connection and each
# parameter that a call can change it with. What counts is what the service was asked, not what the cmdlet says.
BeforeDiscovery {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/cmdlets.ps1"
    $changing = $module.ExportedCmdlets.Values | Where-Object { $_.Parameters.ContainsKey('WhatIf') -and $_.Name -notin ($changesFiles + $byOthers) } | Sort-Object Name
    $matrix = foreach ($way in 'profile', 'keys', 'defaults') {
        foreach ($given in 'nothing', 'Region', 'EndpointUrl', 'AccountId', 'Credential', 'ProfileName', 'Connection', 'Region and Credential') {
            @{ Way = $way; Given = $given; Changing = $changing }
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/cmdlets.ps1"
    . "$PSScriptRoot/recorder.ps1"
    . "$PSScriptRoot/server.ps1"
    . "$PSScriptRoot/transfers.ps1"
    $first = [GlacierPSTests.Recorder]::new()
    $second = [GlacierPSTests.Recorder]::new()
    $third = [GlacierPSTests.Recorder]::new()
    $folder = New-TestFolder
    $env:AWS_CONFIG_FILE = Join-Path $folder 'config'
    $env:AWS_SHARED_CREDENTIALS_FILE = Join-Path $folder 'none'
    $env:AWS_EC2_METADATA_DISABLED = 'true'
    $profiles = @{ default = 'us-east-1', 'AKIDDEFAULT', $first; prod = 'eu-central-1', 'AKIDPROD', $second; other = 'ap-south-1', 'AKIDOTHER', $third }
    $profiles.GetEnumerator() | ForEach-Object {
        $name = if ($_.Key -eq 'default') { 'default' } else { "profile $($_.Key)" }
        "[$name]", "region = $($_.Value[0])", "aws_access_key_id = $($_.Value[1])", 'aws_secret_access_key = s', "endpoint_url = $($_.Value[2].Url)", ''
    } | Set-Content -LiteralPath $env:AWS_CONFIG_FILE
    $file = (New-TestFile (Join-Path (New-TestFolder) 'large.bin') 3000000).FullName

    # An unfinished upload whose journal all may take up.
    $server = Start-TestServer -Option '--control'
    $connect = $server.Connect
    $null = Connect-Glacier @connect
    $null = New-GlacierVault photos
    $null = New-UnfinishedUpload $server
    $journal = (Get-GlacierTransfer).JournalPath
    $journalText = [IO.File]::ReadAllBytes($journal)
    Disconnect-Glacier

    function New-Mandatory($Command) {
        # What a cmdlet must be given to come as far as its first request.
        $set = $Command.ParameterSets | Where-Object { -not ($_.Parameters | Where-Object { $_.IsMandatory -and $_.Name -in 'InputObject', 'InventoryPath' }) } | Select-Object -First 1
        $needed = @{}
        foreach ($parameter in $set.Parameters | Where-Object IsMandatory) {
            $type = $parameter.ParameterType
            $needed[$parameter.Name] = if ($type -eq [switch]) { $true }
            elseif ($parameter.Name -eq 'JournalPath') { $journal }
            elseif ($parameter.Name -eq 'Tag') { @{ a = '1' } }
            elseif ($parameter.Name -eq 'Policy') { @{ Version = '2012-10-17'; Statement = @(@{ Effect = 'Deny'; Principal = '*'; Action = 'glacier:DeleteArchive'; Resource = '*' }) } }
            elseif ($parameter.Name -eq 'SnsTopic') { 'arn:aws:sns:us-east-1:111122223333:topic' }
            elseif ($parameter.Name -match 'Path$') { $file }
            elseif ($type.IsPrimitive) { 0 }
            elseif ($type.IsEnum) { [enum]::GetNames($type)[0] }
            elseif ($parameter.Name -match 'Id$') { 'x' * 92 }
            else { 'photos' }
        }
        switch ($Command.Name) {
            # A bucket, or a folder with -Path: one of them.
            'Copy-GlacierArchive' { $needed.Bucket = 'photos' }
            'Get-GlacierCopy' { $needed.VaultName = 'photos' }
            'Send-GlacierMultipartPart' { $needed.Range = [string]'0-1048575' }
            'Resume-GlacierTransfer' { $needed.Force = $true }
            'Restore-GlacierArchive' { $needed.Remove('Name'); $needed.ArchiveId = 'x' * 138; $needed.Path = New-TestFolder }
            'Clear-GlacierVault' { $needed.Remove('InventoryPath') }
            'Sync-GlacierFolder' { $needed.Path = Split-Path $file }
            'Start-GlacierJob' { $needed.ArchiveId = 'x' * 138; $needed.Remove('Inventory') }
        }
        $needed
    }
}

AfterAll {
    Disconnect-Glacier
    Clear-Transfer
    Stop-TestServer $server
    $first, $second, $third | ForEach-Object { $_.Dispose() }
    Remove-Item env:AWS_CONFIG_FILE, env:AWS_SHARED_CREDENTIALS_FILE, env:AWS_EC2_METADATA_DISABLED
}

Describe 'A01: a call connected by <Way> that gives <Given>' -ForEach $matrix {
    It 'changes that one thing, and only a profile and a connection replace it whole, for every cmdlet' {
        Disconnect-Glacier
        # Access key, region, account and address by the rule.
        $rule = switch ($Way) {
            'profile' { 'AKIDPROD', 'eu-central-1', '-', $second.Url; $null = Connect-Glacier -ProfileName prod -NoVerify }
            'keys' { 'AKIDKEYS', 'us-west-2', '111111111111', $second.Url; $null = Connect-Glacier -Credential (New-Credential AKIDKEYS) -Region us-west-2 -EndpointUrl $second.Url -AccountId 111111111111 -NoVerify }
            'defaults' { 'AKIDDEFAULT', 'us-east-1', '-', $first.Url }
        }
        $parameters = @{}
        switch ($Given) {
            'Region' { $parameters.Region = 'eu-west-1'; $rule[1] = 'eu-west-1' }
            'EndpointUrl' { $parameters.EndpointUrl = $third.Url; $rule[3] = $third.Url }
            'AccountId' { $parameters.AccountId = '222222222222'; $rule[2] = '222222222222' }
            'Credential' { $parameters.Credential = New-Credential AKIDCALL; $rule[0] = 'AKIDCALL' }
            'ProfileName' { $parameters.ProfileName = 'other'; $rule = 'AKIDOTHER', 'ap-south-1', '-', $third.Url }
            'Connection' {
                $parameters.Connection = Invoke-InRunspace { Import-Module $env:GLACIERPS_MODULE; Connect-Glacier -ProfileName other -NoVerify }
                $rule = 'AKIDOTHER', 'ap-south-1', '-', $third.Url
            }
            'Region and Credential' { $parameters.Region = 'eu-west-1'; $parameters.Credential = New-Credential AKIDCALL; $rule[0] = 'AKIDCALL'; $rule[1] = 'eu-west-1' }
        }
        $surprises = foreach ($command in $Changing) {
            [IO.File]::WriteAllBytes($journal, $journalText)
            $needed = New-Mandatory $command
            $null = $first.Take(), $second.Take(), $third.Take()
            try { $null = & $command.Name @needed @parameters -Confirm:$false -ErrorAction SilentlyContinue -WarningAction SilentlyContinue -ErrorVariable problems } catch { $problems = $_ }
            $seen = @($first.Take()) + $second.Take() + $third.Take() | Sort-Object -Unique
            # A transfer is given up where it was begun: elsewhere that is refused, whatever the call says.
            if ($command.Name -eq 'Remove-GlacierTransfer' -and -not $seen -and "$problems" -match 'Connect as it was then') { continue }
            if ("$seen" -ne "$rule") { "$($command.Name): $seen ($problems)" }
        }
        $surprises | Should -BeNullOrEmpty -Because "the service should have seen $rule"
    }
}

Describe 'A01: beside a local session' {
    It 'a region stays in that folder, for every cmdlet' {
        Disconnect-Glacier
        $path = Join-Path (New-TestFolder) 'vaults'
        $topic = 'arn:aws:sns:eu-west-1:111122223333:topic'
        # Those that take up a transfer of the server above have no place in a folder.
        $surprises = foreach ($change in $changes | Where-Object Name -NotLike '*GlacierTransfer') {
            $vault = "v$([guid]::NewGuid().ToString('N').Substring(0, 12))"
            $null = Connect-Glacier -LocalPath $path -Region eu-west-1
            $resource = (New-GlacierVault $vault).VaultARN
            $policy = @{
                Version   = '2012-10-17'
                Statement = @(@{
                        Sid = 'keep'; Effect = 'Deny'; Principal = '*'; Action = 'glacier:DeleteArchive'; Resource = $resource
                        Condition = @{ NumericLessThan = @{ 'glacier:ArchiveAgeInDays' = '365' } }
                    })
            }
            $needed = & $change.Parameters
            $null = Connect-Glacier -LocalPath $path
            $before = @(Get-GlacierVault).Count
            try { $null = & $change.Name @needed -Region eu-west-1 -Confirm:$false -ErrorAction Stop } catch { "$($change.Name): $_" }
            if (@(Get-GlacierVault).Count -ne $before) { "$($change.Name) made something in the session's own region" }
        }
        $surprises | Should -BeNullOrEmpty
    }

    It '<_> alone is refused, since a folder has none' -ForEach 'EndpointUrl', 'Credential' {
        $null = Connect-TestGlacier
        $given = if ($_ -eq 'EndpointUrl') { @{ EndpointUrl = $first.Url } } else { @{ Credential = New-Credential AKIDCALL } }
        $null = $first.Take()
        $problem = Get-Error { New-GlacierVault photos @given }
        Get-ErrorName $problem | Should -Be 'ConnectionAmbiguous'
        "$problem" | Should -Match '-ProfileName'
        $first.Take() | Should -BeNullOrEmpty
    }

    It 'a profile is another connection' {
        $null = Connect-TestGlacier
        $null = $second.Take()
        $null = Get-Error { New-GlacierVault photos -ProfileName prod }
        $second.Take() | Should -Be "AKIDPROD eu-central-1 - $($second.Url)"
    }
}

Describe 'A01: a vault that comes down the pipe' {
    BeforeAll {
        # Each cmdlet that takes a vault from what is piped to it; a new vault only takes its name.
        $byPipe = $module.ExportedCmdlets.Values | Where-Object {
            $_.Parameters.ContainsKey('EndpointUrl') -and $_.Parameters.ContainsKey('VaultName') -and $_.Name -ne 'New-GlacierVault' -and
            @($_.Parameters['VaultName'].Attributes | Where-Object { $_ -is [Management.Automation.ParameterAttribute] -and $_.ValueFromPipelineByPropertyName })
        } | Sort-Object Name
        $byPipe.Count | Should -BeGreaterThan 30

        function Send-Vault([string] $Arn, [hashtable] $Given = @{}) {
            # What the services saw and what went wrong, where each of them gets a vault, by the cmdlet's name.
            foreach ($command in $byPipe) {
                [IO.File]::WriteAllBytes($journal, $journalText)
                $needed = New-Mandatory $command
                $needed.Remove('VaultName')
                if ($command.Parameters.ContainsKey('Confirm')) { $needed.Confirm = $false }
                $null = $first.Take(), $second.Take(), $third.Take()
                $problem = Get-Error { [pscustomobject]@{ VaultName = 'photos'; VaultARN = $Arn } | & $command.Name @needed @Given -WarningAction SilentlyContinue -ErrorAction Stop }
                @{ Name = $command.Name; Error = $(if ($problem) { Get-ErrorName $problem }); Seen = @($first.Take()) + $second.Take() + $third.Take() }
            }
        }
    }

    AfterAll { Disconnect-Glacier }

    It 'and is of another <_> is not taken for the one of the session, by any cmdlet' -ForEach 'region', 'account' {
        Disconnect-Glacier
        $null = Connect-Glacier -ProfileName prod -AccountId 111111111111 -NoVerify
        $arn = if ($_ -eq 'region') { 'arn:aws:glacier:us-east-1:111111111111:vaults/photos' } else { 'arn:aws:glacier:eu-central-1:222222222222:vaults/photos' }
        $surprises = Send-Vault $arn | Where-Object { $_.Error -ne 'ConnectionAmbiguous' -or $_.Seen } | ForEach-Object { "$($_.Name): $($_.Error) $($_.Seen)" }
        $surprises | Should -BeNullOrEmpty
    }

    It 'and is of the session is that, and of another place where the call names one' {
        Disconnect-Glacier
        $null = Connect-Glacier -ProfileName prod -AccountId 111111111111 -NoVerify
        $here = Send-Vault 'arn:aws:glacier:eu-central-1:111111111111:vaults/photos'
        $here | Where-Object Error -EQ 'ConnectionAmbiguous' | ForEach-Object Name | Should -BeNullOrEmpty
        $there = Send-Vault 'arn:aws:glacier:us-east-1:222222222222:vaults/photos' @{ Region = 'us-east-1' }
        $there | Where-Object Error -EQ 'ConnectionAmbiguous' | ForEach-Object Name | Should -BeNullOrEmpty
    }

    It 'and is of another account is known by asking, where the session does not know its own' {
        Disconnect-Glacier
        $null = Connect-Glacier @connect
        $vault = [pscustomobject]@{ VaultName = 'photos'; VaultARN = 'arn:aws:glacier:us-east-1:999999999999:vaults/photos' }
        Get-ErrorName (Get-Error { $vault | Add-GlacierVaultTag -Tag @{ a = '1' } }) | Should -Be 'ConnectionAmbiguous'
        Get-GlacierVault photos | Add-GlacierVaultTag -Tag @{ a = '1' }
        Get-GlacierVault photos | Remove-GlacierVaultTag -Key a -Confirm:$false
        ($vault | New-GlacierVault).VaultARN | Should -Be (Get-GlacierVault photos).VaultARN
    }
}

Describe 'A02: after a Connect-Glacier that failed' {
    BeforeEach {
        $null = $first.Take(), $second.Take()
        $path = Connect-TestGlacier
    }

    AfterEach { Disconnect-Glacier }

    It 'by <Why>, every cmdlet refuses, and nothing is asked of anybody' -ForEach @(
        @{ Why = 'a profile that is not there'; Connect = { Connect-Glacier -ProfileName no-such } }
        @{ Why = 'an answer of the service'; Connect = { Connect-Glacier -ProfileName prod } }
        @{ Why = 'an account that is none'; Connect = { Connect-Glacier -ProfileName prod -AccountId 1234 } }
        @{ Why = 'a variable that is empty'; Connect = { Connect-Glacier -ProfileName $env:NOT_SET } }
        @{ Why = 'a parameter that is mistyped'; Connect = { Connect-Glacier -ProfilName prod } }
        @{ Why = 'parameters that exclude each other'; Connect = { Connect-Glacier -ProfileName prod -LocalPath ./x } }
    ) {
        $null = Get-Error $Connect
        $null = $first.Take(), $second.Take()
        Get-GlacierConnection | Should -BeNullOrEmpty
        foreach ($command in $module.ExportedCmdlets.Values | Where-Object { $_.Parameters.ContainsKey('EndpointUrl') -and $_.Name -ne 'Connect-Glacier' }) {
            $needed = New-Mandatory $command
            if ($command.Parameters.ContainsKey('Confirm')) { $needed.Confirm = $false }
            $problem = Get-Error { & $command.Name @needed -Region eu-west-1 }
            Get-ErrorName $problem | Should -Be 'NotConnected' -Because $command.Name
        }
        "$problem" | Should -Match 'Connect-Glacier again'
        $first.Take() + $second.Take() | Should -BeNullOrEmpty
    }

    It 'what names a connection of its own goes on' {
        $null = Get-Error { Connect-Glacier -ProfileName no-such }
        (New-GlacierVault photos -LocalPath $path).VaultName | Should -Be 'photos'
    }

    It 'Connect-Glacier and Disconnect-Glacier make it usable' {
        $null = Get-Error { Connect-Glacier -ProfileName no-such }
        $null = Connect-Glacier -LocalPath $path
        (New-GlacierVault photos).VaultName | Should -Be 'photos'
        $null = Get-Error { Connect-Glacier -ProfileName no-such }
        Disconnect-Glacier
        $null = Get-Error { New-GlacierVault photos }
        $first.Take() | Should -Be "AKIDDEFAULT us-east-1 - $($first.Url)"
    }

    It 'asking for its help is no failure' {
        $null = Connect-Glacier -?
        (Get-GlacierConnection).LocalPath | Should -Be $path
    }
}

Describe 'A02: ForEach-Object -Parallel' {
    AfterEach { Disconnect-Glacier }

    It 'does not have the session''s connection, and says how to hand it over' {
        $null = Connect-TestGlacier
        $null = $first.Take()
        $problem = Get-Error { 'photos' | ForEach-Object -Parallel { Import-Module $env:GLACIERPS_MODULE; New-GlacierVault $_ } }
        Get-ErrorName $problem | Should -Be 'NotConnected'
        "$problem" | Should -BeLike '*-Connection $using:c*'
        $first.Take() | Should -BeNullOrEmpty
        $c = Get-GlacierConnection
        ('photos' | ForEach-Object -Parallel { Import-Module $env:GLACIERPS_MODULE; New-GlacierVault $_ -Connection $using:c }).VaultName | Should -Be 'photos'
    }

    It 'has AWS''s defaults where nobody has connected' {
        $null = $first.Take()
        $null = Get-Error { 'photos' | ForEach-Object -Parallel { Import-Module $env:GLACIERPS_MODULE; New-GlacierVault $_ } }
        $first.Take() | Should -Be "AKIDDEFAULT us-east-1 - $($first.Url)"
    }
}

Describe 'A02: another runspace of the process' {
    AfterEach { Disconnect-Glacier }

    It 'does not fall back to AWS''s defaults beside a session that is connected: Start-ThreadJob' {
        $null = Connect-TestGlacier
        $null = $first.Take()
        $job = Start-ThreadJob { Import-Module $env:GLACIERPS_MODULE; New-GlacierVault photos } | Wait-Job
        $problem = Get-Error { $job | Receive-Job }
        Get-ErrorName $problem | Should -Be 'NotConnected'
        "$problem" | Should -BeLike '*-Connection $using:c*Start-ThreadJob*'
        $first.Take() | Should -BeNullOrEmpty
        $c = Get-GlacierConnection
        (Start-ThreadJob { Import-Module $env:GLACIERPS_MODULE; New-GlacierVault photos -Connection $using:c } | Wait-Job | Receive-Job).VaultName | Should -Be 'photos'
    }

    It 'has AWS''s defaults if it asks for them, and a connection of its own' {
        $path = Connect-TestGlacier
        $null = $first.Take()
        $null = Start-ThreadJob { Import-Module $env:GLACIERPS_MODULE; Disconnect-Glacier; New-GlacierVault photos } | Wait-Job | Receive-Job -ErrorAction SilentlyContinue
        $first.Take() | Should -Be "AKIDDEFAULT us-east-1 - $($first.Url)"
        (Start-ThreadJob { param($path) Import-Module $env:GLACIERPS_MODULE; $null = Connect-Glacier -LocalPath $path; New-GlacierVault own; Disconnect-Glacier } -ArgumentList $path | Wait-Job | Receive-Job).VaultName | Should -Be 'own'
        (New-GlacierVault still).VaultName | Should -Be 'still'
    }

    It 'does not keep an older runspace from AWS''s defaults' {
        $null = $first.Take()
        $path = Join-Path (New-TestFolder) 'vaults'
        $other = Start-ThreadJob { param($path) Import-Module $env:GLACIERPS_MODULE; $null = Connect-Glacier -LocalPath $path; 'connected'; Start-Sleep -Seconds 5 } -ArgumentList $path
        Wait-Until { $other | Receive-Job -Keep } 'the connection of the other runspace'
        $null = Get-Error { New-GlacierVault photos }
        $first.Take() | Should -Be "AKIDDEFAULT us-east-1 - $($first.Url)"
    }
}

Describe 'D06: what AWS.Tools hands out' {
    BeforeAll {
        # Its own SDK, and types of the shapes that its other modules have.
        $configuration = if ($env:GLACIERPS_CONFIGURATION) { $env:GLACIERPS_CONFIGURATION } else { 'Release' }
        $sdk = (Resolve-Path (Join-Path $PSScriptRoot "../OtherSdkModule/bin/$configuration/net8.0/AWSSDK.Core.dll")).Path
        Add-Type -Path $sdk
        Add-Type -TypeDefinition @'
namespace AwsToolsShapes
{
    public class AWSPSCredentials
    {
        public AWSPSCredentials(object credentials) { Credentials = credentials; }
        internal object Credentials { get; private set; }
    }
    public class Credentials
    {
        public string AccessKeyId { get; set; }
        public string SecretAccessKey { get; set; }
        public string SessionToken { get; set; }
    }
    public class AssumeRoleResponse { public Credentials Credentials { get; set; } }
}
'@
        $basic = [Amazon.Runtime.BasicAWSCredentials]::new('AKIDTOOLS', 's')
        $role = [AwsToolsShapes.AssumeRoleResponse]@{ Credentials = [AwsToolsShapes.Credentials]@{ AccessKeyId = 'ASIAROLE'; SecretAccessKey = 's'; SessionToken = 't' } }
    }

    BeforeEach {
        Disconnect-Glacier
        $null = $first.Take()
    }

    AfterEach {
        Remove-Variable -Name StoredAWSCredentials, StoredAWSRegion -Scope Global -ErrorAction Ignore
    }

    It 'is -Credential: <Name>' -ForEach @(
        @{ Name = 'AWSCredentials'; Given = { $basic }; Key = 'AKIDTOOLS' }
        @{ Name = 'the output of Use-STSRole'; Given = { $role }; Key = 'ASIAROLE' }
        @{ Name = 'its Credentials'; Given = { $role.Credentials }; Key = 'ASIAROLE' }
        @{ Name = 'the value of $StoredAWSCredentials'; Given = { [AwsToolsShapes.AWSPSCredentials]::new($basic) }; Key = 'AKIDTOOLS' }
    ) {
        $null = Get-Error { Get-GlacierVault photos -Credential (& $Given) }
        $first.Take() | Should -Be "$Key us-east-1 - $($first.Url)"
        $null = Connect-Glacier -Credential (& $Given) -EndpointUrl $first.Url -NoVerify
        $null = Get-Error { Get-GlacierVault photos }
        $first.Take() | Should -Be "$Key us-east-1 - $($first.Url)"
    }

    It 'is used where nothing else is said: $StoredAWSCredentials and $StoredAWSRegion' {
        $global:StoredAWSCredentials = [AwsToolsShapes.AWSPSCredentials]::new($basic)
        $global:StoredAWSRegion = 'eu-north-1'
        $null = Get-Error { Get-GlacierVault photos }
        $first.Take() | Should -Be "AKIDTOOLS eu-north-1 - $($first.Url)"
        $null = Get-Error { Get-GlacierVault photos -Region eu-west-1 }
        $first.Take() | Should -Be "AKIDTOOLS eu-west-1 - $($first.Url)"
        $null = Connect-Glacier -NoVerify
        $null = Get-Error { Get-GlacierVault photos -Credential (New-Credential AKIDCALL) }
        $first.Take() | Should -Be "AKIDCALL eu-north-1 - $($first.Url)"
        $null = $second.Take()
        $null = Get-Error { Get-GlacierVault photos -ProfileName prod }
        $second.Take() | Should -Be "AKIDPROD eu-central-1 - $($second.Url)"
    }

    It 'is refused where it is not understood, and is never printed' {
        $global:StoredAWSCredentials = [pscustomobject]@{ Secret = 'hush' }
        $problem = Get-Error { Get-GlacierVault photos }
        Get-ErrorName $problem | Should -Be 'NoCredentials'
        "$problem" | Should -Not -Match 'hush'
        $first.Take() | Should -BeNullOrEmpty
        $other = Get-Error { Get-GlacierVault photos -Credential ([pscustomobject]@{ Secret = 'hush' }) }
        "$other" | Should -Match 'Use-STSRole'
    }
}

Describe 'D07: a service on this machine' {
    It 'needs neither credentials nor a region' {
        Disconnect-Glacier
        $null = Connect-Glacier -EndpointUrl $server.Url
        (Get-GlacierVault photos).VaultName | Should -Be 'photos'
        (Get-GlacierConnection).Region | Should -Be 'us-east-1'
    }
}

Describe 'D08: a wrong secret' {
    It 'is told with its advice, in a few lines' {
        Disconnect-Glacier
        $strict = Start-TestServer -Option '--credential', 'AKIDEXAMPLE:right'
        try {
            $problem = Get-Error { Connect-Glacier -EndpointUrl $strict.Url -Region us-east-1 -Credential (New-Credential AKIDEXAMPLE wrong) }
            Get-ErrorName $problem | Should -Be 'InvalidSignature'
            "$problem" | Should -Not -Match 'Canonical'
            @("$problem" -split '\n').Count | Should -Be 1
            $problem.ErrorDetails.RecommendedAction | Should -Match 'secret key'
        }
        finally {
            Stop-TestServer $strict
        }
    }
}
