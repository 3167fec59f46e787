# What cmdlets emit can be made by a script, so that the tests of a customer's own scripts can return it.
BeforeDiscovery {
    . "$PSScriptRoot/common.ps1"
    $emitted = $module.ExportedCmdlets.Values | ForEach-Object { $_.OutputType } | ForEach-Object Type | Where-Object { $_ } | Sort-Object FullName -Unique |
        # A connection is a thing with an inside: Connect-Glacier -LocalPath makes one for tests. The others are .NET's.
        Where-Object Name -NotIn 'GlacierConnection', 'String', 'FileInfo' | ForEach-Object { @{ Type = $_; Name = $_.Name } }
}

BeforeAll {
    . "$PSScriptRoot/common.ps1"

    function New-Value([type] $Type) {
        # Something that such a property can hold, as a script writes it: a text, a number, a time, a list, a hashtable.
        $type = [Nullable]::GetUnderlyingType($Type) ?? $Type
        if ($type -eq [string]) { 'arn:aws:glacier:us-east-1:111122223333:vaults/v' }
        elseif ($type -eq [uri]) { 'https://glacier.us-east-1.amazonaws.com/' }
        elseif ($type -eq [datetime]) { [datetime]::SpecifyKind('2026-01-02 03:04:05', 'Utc') }
        elseif ($type -eq [timespan]) { [timespan]'01:02:03' }
        elseif ($type.IsEnum) { [enum]::GetNames($type)[-1] }
        elseif ($type -eq [bool]) { $true }
        elseif ($type.IsPrimitive -or $type -eq [decimal]) { 7 }
        elseif ($type.Name -eq 'ByteRange') { '0-9' }
        elseif ($type.Name -eq 'RestoreTarget[]') { , @([GlacierPS.RestoreTarget]::new('/back/a', 'why')) }
        elseif ($type.Name -eq 'ArchiveEvidence[]') { , @([GlacierPS.ArchiveEvidence]@{ ArchiveId = 'x' }) }
        elseif ($type.Name -eq 'CopyFailure[]') { , @([GlacierPS.CopyFailure]@{ ArchiveId = 'id' }) }
        elseif ($type -eq [Collections.Generic.IReadOnlyList[string]]) { , [string[]]@('one') }
        elseif ($type.Name -eq 'IReadOnlyDictionary`2') { [Collections.Generic.Dictionary[string, string]]::new() }
        elseif ($type.Name -eq 'IReadOnlyList`1') { , (@(@{}) -as $type.GenericTypeArguments[0].MakeArrayType()) }
        elseif ($type.IsArray) { , @([enum]::GetNames($type.GetElementType())) }
        elseif ($type.GetProperties().CanWrite -contains $true) { @{} }
        else { throw "a script cannot write a $type" }
    }
}

Describe 'A <Name>' -ForEach $emitted {
    It 'has a short name and is made from a hashtable, or by its constructor' {
        $short = "GlacierPS.$Name" -as [type]
        $short | Should -Be $Type
        if (-not $Type.GetConstructor([type[]]@())) {
            $given = foreach ($parameter in $Type.GetConstructors()[0].GetParameters()) { , (New-Value $parameter.ParameterType) }
            [Activator]::CreateInstance($short, [object[]]$given) | Should -BeOfType $Type
            return
        }
        if ($Type.BaseType.Name -eq 'ArchiveListing') {
            $made = $short::new('v', 'id', 5, 'a.jpg')
            $made.VaultName, $made.ArchiveId, $made.SizeInBytes, $made.Name | Should -Be 'v', 'id', 5, 'a.jpg'
        }
        $values = @{}
        foreach ($property in $Type.GetProperties() | Where-Object CanWrite) {
            $values[$property.Name] = $property.Name -like '*TreeHash' -and $property.PropertyType -eq [string] ? 'ab' * 32 : (New-Value $property.PropertyType)
        }
        $values.Count | Should -BeGreaterThan 0
        $made = $values -as $short
        $made | Should -BeOfType $Type
        foreach ($name in $values.Keys) {
            # What is given as a hashtable has become an object.
            if ($values[$name] -is [hashtable]) { $made.$name | Should -Not -BeNullOrEmpty } else { "$($made.$name)" | Should -Be "$($values[$name])" }
        }
    }

    It 'shows a table of its own, and a list that has all' {
        Get-FormatData -TypeName $Type.FullName | Should -Not -BeNullOrEmpty
        # Made of nothing at all: a view must bear what is not there.
        if ($Type.GetConstructor([type[]]@())) {
            $nothing = [Activator]::CreateInstance($Type)
            { $nothing | Format-Table | Out-String } | Should -Not -Throw
            $list = $nothing | Format-List | Out-String -Width 300
            foreach ($property in $Type.GetProperties()) { $list | Should -Match "(?m)^$($property.Name) *:" }
        }
    }
}

Describe 'E07_ What the tests of a script need' {
    BeforeAll {
        $names = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')::Get.GetEnumerator() | Where-Object Key -Like 'GlacierPS.*'
    }

    It 'is a short name for each public output, what it holds, and each exception, and nothing else' {
        $inner = 'UploadOptions', 'DownloadOptions', 'SyncOptions', 'RestoreOptions', 'DatabaseOptions', 'DatabaseSchema', 'JobKey', 'ArchiveInVault', 'PartsPage', 'CatalogFilter', 'PolicyQuestion', 'UploadPartRequest'
        $names.Key | Should -Not -BeIn ($inner -replace '^', 'GlacierPS.')
        # What the list of src/GlacierPS.Cmdlets/ShortNames.cs is to be, found in the assemblies.
        $found = [Collections.Generic.HashSet[type]]::new()
        $assemblies = [GlacierPS.GlacierConnection].Assembly, [GlacierPS.ByteRange].Assembly
        $waiting = [Collections.Generic.Queue[type]]::new()
        # Cmdlets and the drive's provider say what they emit.
        foreach ($type in $assemblies[0].GetExportedTypes().GetCustomAttributes([System.Management.Automation.OutputTypeAttribute], $false).Type.Type | Where-Object { $_ }) { $waiting.Enqueue($type) }
        foreach ($type in $assemblies.GetExportedTypes() | Where-Object { [exception].IsAssignableFrom($_) }) { $null = $found.Add($type) }
        while ($waiting.Count) {
            $type = $waiting.Dequeue()
            if ($type.IsPublic -and -not $type.IsGenericType -and -not $type.IsEnum -and $type.Assembly -in $assemblies -and $found.Add($type)) {
                foreach ($held in $type.GetProperties().PropertyType | ForEach-Object { if ($_.IsGenericType) { $_.GetGenericArguments() } else { $_ } }) {
                    $waiting.Enqueue($held.HasElementType ? $held.GetElementType() : $held)
                }
            }
        }
        ($names.Value.FullName | Sort-Object) -join "`n" | Should -Be (($found.FullName | Sort-Object) -join "`n")
        [GlacierPS.GlacierConnection].Name | Should -Be 'GlacierConnection'
    }

    It 'makes an archive of what a test cares about' {
        $archive = [GlacierPS.CatalogArchive]@{ VaultName = 'photos'; ArchiveId = 'x1'; Name = '2014/a.jpg'; SizeInBytes = 5 }
        "$archive" | Should -Be 'x1'
        $archive.Name, $archive.SizeInBytes, $archive.Description | Should -Be '2014/a.jpg', 5, ''
        [GlacierPS.CatalogArchive]@{ Description = 'b.jpg'; ArchiveId = 'x2' } | ForEach-Object Name | Should -Be 'b.jpg'
        ([GlacierPS.CatalogArchive]@{}).SizeInBytes | Should -Be 0
        [GlacierPS.InventoryArchive]@{ ArchiveId = 'x' } | ForEach-Object ArchiveId | Should -Be 'x'
    }

    It 'makes every exception of a message, or of an error ID and a message' {
        $exceptions = $names.Value | Where-Object { $_.IsSubclassOf([exception]) -and -not $_.IsAbstract }
        $exceptions.Count | Should -BeGreaterThan 20
        foreach ($type in $exceptions) {
            $short = "GlacierPS.$($type.Name)" -as [type]
            $made = try { $short::new('what happened') } catch { try { $short::new('AnId', 'what happened') } catch { try { $short::new('AnId', 'a path', 'what happened') } catch { $short::new('AnId', 'what happened', 0) } } }
            $made.Message | Should -BeLike 'what happened*' -Because $type.Name
            { throw $made } | Should -Throw 'what happened*'
        }
        [GlacierPS.ResourceNotFoundException]::new('x').StatusCode | Should -Be 'NotFound'
        try { throw [GlacierPS.ThrottlingException]::new('slow') } catch [GlacierPS.ThrottlingException] { $_.Exception.CanRetry | Should -BeTrue }
    }
}

Describe 'Tables and lists' {
    BeforeAll {
        function Show-As([string] $Command, $Value) { ($Value | & $Command | Out-String -Width 100) -replace '\e\[[\d;]*m' -replace '\r' -replace '(?m) +$' }
        $culture = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
    }

    AfterAll { [cultureinfo]::CurrentCulture = $culture }

    It 'show what the emptying of a vault would do, and did' {
        $plan = [GlacierPS.PurgePlan]@{ VaultName = 'photos'; Archives = 1234567; SizeInBytes = 98765432100; EarlyArchives = 1200; EarlyDeletionCost = 12.5 }
        Show-As Format-Table $plan | Should -Match '(?m)^photos    1,234,567 92\.0 GiB         1,200      12\.50      0$'
        $list = Show-As Format-List $plan
        $list | Should -Match '(?m)^SizeInBytes +: 98,765,432,100 \(92\.0 GiB\)$'
        $list | Should -Match '(?m)^EarlyDeletionCost +: 12\.50 USD$'
        $result = [GlacierPS.PurgeResult]@{ VaultName = 'photos'; Deleted = 5000; BytesDeleted = 1MB; RemovableAfter = [datetime]'2026-01-02 03:04' }
        Show-As Format-Table $result | Should -Match '(?m)^photos      5,000 1\.00 MiB      0 2026-01-02 03:04 False$'
        Show-As Format-List $result | Should -Match '(?m)^RemovableAfter +: 2026-01-02 03:04:00 [+-]\d\d:\d\d$'
    }

    It 'show what a restore would cost, within 80 columns' {
        $estimate = [GlacierPS.RestoreEstimate]@{ Archives = 1200; JobsToStart = 1000; BytesToRetrieve = 2GB; Tier = 'Bulk'; RetrievalCost = 1.5; TransferOutCost = 2 }
        Show-As Format-Table $estimate | Should -Match '(?m)^ +1,200 +0 B +0 +0 +1,000 +2\.00 GiB Bulk +3\.50$'
        ($estimate | Format-Table | Out-String -Width 80) -replace '\e\[[\d;]*m' | Should -Match 'Cost \(USD\)'
        Show-As Format-List $estimate | Should -Match '(?m)^TransferOutCost +: 2\.00 USD$'
    }

    It 'show what an import took in' {
        Show-As Format-Table ([GlacierPS.CatalogImportResult]::new(1, 20, 3, 400000)) | Should -Match '(?m)^ +1 +20 +3 +400,000 +0$'
    }

    It 'show sizes, times and nothing at all' {
        $job = Show-As Format-List ([GlacierPS.JobDescription]@{ JobId = 'j'; CreationDate = [datetime]'2026-01-02 03:04:05'; ArchiveSizeInBytes = 2000; RetrievalByteRange = '0-1048575' })
        $job | Should -Match '(?m)^ArchiveSizeInBytes +: 2,000 \(1\.95 KiB\)$'
        $job | Should -Match '(?m)^CreationDate +: 2026-01-02 03:04:05 [+-]\d\d:\d\d$'
        $job | Should -Match '(?m)^RetrievalByteRange +: 0-1048575$'
        $job | Should -Match '(?m)^CompletionDate +:$'
        Show-As Format-Table ([GlacierPS.VaultDescription]@{ VaultName = 'v'; NumberOfArchives = 1234567 }) | Should -Match '(?m)^v +1,234,567 +0 B'
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
