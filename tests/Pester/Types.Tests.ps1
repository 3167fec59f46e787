# What cmdlets emit can be made by a script, so that the tests of a customer's own scripts can return it.
BeforeDiscovery {
    . "$PSScriptRoot/common.ps1"
    $emitted = $module.ExportedCmdlets.Values | ForEach-Object { $_.OutputType } | ForEach-Object Type | Where-Object { $_ } | Sort-Object FullName -Unique |
        # A connection is a thing with an inside: Connect-Glacier -LocalPath makes one for tests.
        Where-Object Name -NotIn 'GlacierConnection', 'String' | ForEach-Object { @{ Type = $_; Name = $_.Name } }
}

BeforeAll {
    . "$PSScriptRoot/common.ps1"

    function New-Value([type] $Type) {
        # Something that such a property can hold.
        $type = [Nullable]::GetUnderlyingType($Type) ?? $Type
        if ($type -eq [string]) { 'arn:aws:glacier:us-east-1:111122223333:vaults/v' }
        elseif ($type -eq [datetime]) { [datetime]::SpecifyKind('2026-01-02 03:04:05', 'Utc') }
        elseif ($type.IsEnum) { [enum]::GetNames($type)[-1] }
        elseif ($type -eq [bool]) { $true }
        elseif ($type.IsPrimitive) { 7 }
        elseif ($type.Name -eq 'ByteRange') { [Activator]::CreateInstance($type, 0L, 9L) }
        elseif ($type.Name -like 'IReadOnlyList*') { , [Array]::CreateInstance($type.GenericTypeArguments[0], 0) }
        elseif ($type.IsArray) { , @([enum]::GetNames($type.GetElementType())) }
        else { [Activator]::CreateInstance($type) }
    }
}

Describe 'A <Name>' -ForEach $emitted {
    It 'has a short name and is made from a hashtable, or by its constructor' {
        $short = "GlacierPS.$Name" -as [type]
        $short | Should -Be $Type
        if (-not $Type.GetConstructor([type[]]@())) {
            if ($Type.BaseType.Name -ne 'ArchiveListing') {
                $given = foreach ($parameter in $Type.GetConstructors()[0].GetParameters()) { , (New-Value $parameter.ParameterType) }
                [Activator]::CreateInstance($short, [object[]]$given) | Should -BeOfType $Type
                return
            }
            $made = $short::new('v', 'id', 5, 'a.jpg')
            $made.VaultName, $made.ArchiveId, $made.SizeInBytes, $made.Name | Should -Be 'v', 'id', 5, 'a.jpg'
            return
        }
        $values = @{}
        foreach ($property in $Type.GetProperties() | Where-Object CanWrite) {
            $values[$property.Name] = New-Value $property.PropertyType
        }
        $values.Count | Should -BeGreaterThan 0
        $made = $values -as $short
        $made | Should -BeOfType $Type
        foreach ($name in $values.Keys) {
            "$($made.$name)" | Should -Be "$($values[$name])"
        }
    }

    It 'shows a table of its own, unless it is the one result of its command' {
        # Made of nothing at all: a view must bear what is not there.
        if ($Type.GetConstructor([type[]]@())) {
            { [Activator]::CreateInstance($Type) | Format-Table | Out-String } | Should -Not -Throw
        }
        if ($Name -notin 'CatalogImportResult', 'PurgePlan', 'PurgeResult', 'RestoreEstimate') {
            Get-FormatData -TypeName $Type.FullName | Should -Not -BeNullOrEmpty
        }
    }
}

Describe 'What a cmdlet emits' {
    BeforeAll {
        $work = New-TestFolder
        $null = New-TestFile (Join-Path $work 'a.bin') 500
        $null = Connect-TestGlacier
        $null = New-GlacierVault v
        $null = Send-GlacierArchive v (Join-Path $work 'a.bin')
        $null = Start-GlacierJob v -Inventory
        Add-GlacierVaultTag v @{ a = 'b' }
        $statement = @{ Sid = 's'; Effect = 'Deny'; Principal = '*'; Action = 'glacier:DeleteVault'; Resource = (Get-GlacierVault v).VaultARN }
        $policy = @{ Version = '2012-10-17'; Statement = @($statement) }
        Set-GlacierVaultAccessPolicy v $policy
        $null = Start-GlacierVaultLock v $policy -Confirm:$false
        Set-GlacierVaultNotification v arn:aws:sns:us-east-1:111122223333:t
        $null = Start-GlacierMultipartUpload v -PartSize 1MB | Send-GlacierMultipartPart -Path (Join-Path $work 'a.bin') -Offset 0
    }

    AfterAll { Disconnect-Glacier }

    It 'is of the types that it declares' {
        foreach ($command in $module.ExportedCmdlets.Values | Where-Object Verb -EQ 'Get') {
            $command.OutputType.Count | Should -BeGreaterThan 0 -Because $command.Name
        }
    }

    It 'is what it says: <_>' -ForEach @(
        'Get-GlacierConnection', 'Get-GlacierVault', 'Get-GlacierVaultTag v', 'Get-GlacierVaultAccessPolicy v', 'Get-GlacierVaultNotification v'
        'Get-GlacierVaultLock v', 'Get-GlacierJob v', 'Get-GlacierMultipartUpload v', 'Get-GlacierMultipartUpload v | Get-GlacierMultipartPart'
        'Get-GlacierDataRetrievalPolicy', 'New-GlacierProvisionedCapacity -Confirm:$false', 'Get-GlacierTreeHash ./a.bin', 'New-GlacierVault w'
        'Send-GlacierArchive v ./a.bin', 'Start-GlacierJob v -Inventory', 'Get-GlacierJob v | Wait-GlacierJob'
        'Get-GlacierJob v | Receive-GlacierJobOutput', 'Get-GlacierJob v | Select-Object -First 1 | Receive-GlacierJobOutput -Path ./out -Force'
    ) {
        Push-Location $work
        try {
            $emitted = @(& ([scriptblock]::Create($_)))
        }
        finally {
            Pop-Location
        }
        $emitted.Count | Should -BeGreaterThan 0
        $declared = (Get-Command ($_ -split '\| ')[-1].Split(' ')[0]).OutputType.Type
        foreach ($item in $emitted) { $declared | Should -Contain $item.GetType() }
    }

    It 'can stand in for the real thing in a mock' {
        Mock Get-GlacierJob { [GlacierPS.JobDescription]@{ JobId = 'j'; VaultARN = 'arn:aws:glacier:us-east-1:111122223333:vaults/v'; StatusCode = 'Succeeded'; Completed = $true } }
        $job = Get-GlacierJob v
        $job.VaultName | Should -Be 'v'
        $job.StatusCode | Should -Be 'Succeeded'
        Should -Invoke Get-GlacierJob -Times 1
    }
}
