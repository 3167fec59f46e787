# Times as people have them: those of their clock, in what is emitted, in what is shown and in what they give.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    # Windows has its zone in the registry, and the tests have whichever it is.
    $zone = $env:TZ
    $env:TZ = 'Asia/Kolkata'
    [TimeZoneInfo]::ClearCachedData()
    $culture = [cultureinfo]::CurrentCulture
    $begun = Get-Date
    $null = Connect-TestGlacier
    $null = New-GlacierVault photos
    $folder = New-TestFolder
    $null = New-TestFile (Join-Path $folder 'harbour.jpg') 300000
    $null = New-TestFile (Join-Path $folder 'pier.jpg') 2000000
    $written = [datetime]::new(2014, 5, 6, 7, 8, 9, [DateTimeKind]::Local)
    foreach ($file in Get-ChildItem $folder) { $file.LastWriteTime = $written }
    $sent = @(Sync-GlacierFolder photos $folder)
    $state = Update-GlacierCatalog photos
    $archives = @(Get-GlacierArchive photos)
    $job = $archives[0] | Start-GlacierJob | Wait-GlacierJob
    $upload = Start-GlacierMultipartUpload photos -PartSize 1MB
}

AfterAll {
    [cultureinfo]::CurrentCulture = $culture
    Disconnect-Glacier
    $env:TZ = $zone
    if (-not $zone) { Remove-Item env:TZ -ErrorAction Ignore }
    [TimeZoneInfo]::ClearCachedData()
}

Describe 'E05_ Times that are emitted' {
    It 'are local ones, and now is now: <_>' -ForEach @(
        '$archives', '$state', '$job', '$upload', 'Get-GlacierVault photos', 'Get-GlacierVault', 'Get-GlacierCatalog', 'Get-GlacierJob', 'Get-GlacierJob photos $job.JobId', 'Get-GlacierRequest -Newest 1'
        'Get-GlacierMultipartUpload photos', 'Start-GlacierJob photos -Inventory', 'New-GlacierProvisionedCapacity -Confirm:$false', 'Get-GlacierProvisionedCapacity'
        'Start-GlacierJob photos -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput', 'Restore-GlacierArchive photos * (New-TestFolder) -NoWait', 'Find-GlacierVault -Region us-east-1'
        'Get-Item Glacier:/photos', 'Get-ChildItem Glacier:/', 'Get-ChildItem Glacier:/photos', 'Clear-GlacierVault photos -WhatIf'
    ) {
        $emitted = @(& ([scriptblock]::Create($_)))
        $emitted.Count | Should -BeGreaterThan 0
        $found = 0
        foreach ($item in $emitted) {
            foreach ($property in $item.PSObject.Properties | Where-Object { $_.Value -is [datetime] -and $_.MemberType -eq 'Property' }) {
                $property.Value.Kind | Should -Be 'Local' -Because "$($property.Name) of $($item.GetType().Name)"
                if ($property.Name -eq 'ModifiedTime') { $property.Value | Should -Be $written; continue }
                $found++
                # A capacity is bought for a month, and an output is there for a day.
                $property.Value | Should -BeGreaterThan $begun.AddSeconds(-2) -Because $property.Name
                $property.Value | Should -BeLessThan $begun.AddDays(32) -Because $property.Name
                if ($property.Name -in 'CreationDate', 'Time', 'KnownAt', 'CompletionDate', 'StartDate') { $property.Value | Should -BeLessThan $begun.AddMinutes(5) -Because $property.Name }
            }
        }
        if ($_ -notlike 'Restore*') { $found | Should -BeGreaterThan 0 }
    }

    It 'compare with Get-Date, and with those of files' {
        @($archives | Where-Object CreationDate -LT (Get-Date).AddMinutes(-5)).Count | Should -Be 0
        @($archives | Where-Object Created -GT (Get-Date).AddMinutes(-5)).Count | Should -Be 2
        $job.AvailableUntil - $job.CompletionDate | Should -Be ([timespan]'1.00:00:00')
        $archives[0].ModifiedTime | Should -Be (Get-Item (Join-Path $folder $archives[0].Name)).LastWriteTime
    }

    It 'are the same instants where they go back into a cmdlet, or into a file' {
        $back = New-TestFolder
        $null = $archives | Restore-GlacierArchive -Path $back
        (Get-Item (Join-Path $back 'pier.jpg')).LastWriteTime | Should -Be $written
        Compare-GlacierInventory $archives (Get-GlacierCatalog) | Should -BeNullOrEmpty
        $csv = Join-Path (New-TestFolder) 'list.csv'
        $null = Export-GlacierCatalog photos $csv
        $line = Import-Csv $csv | Select-Object -First 1
        $line.CreationDate | Should -Match '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$'
        [datetime]$line.CreationDate | Should -BeGreaterThan $begun.AddSeconds(-2)
        ($archives[0] | ConvertTo-Json | ConvertFrom-Json).CreationDate.ToUniversalTime() | Should -Be $archives[0].CreationDate.ToUniversalTime()
    }
}

Describe 'E05_ Times in tables' {
    It 'come back as they were, from this module''s objects and from the service''s words: <_>' -ForEach 'de-DE', 'en-US' {
        $saved = Start-GlacierJob photos -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput -Path (New-TestFolder)
        $expected = (Import-GlacierInventory $saved.FullName).CreationDate
        $before = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = $_
        try {
            $own = Join-Path (New-TestFolder) 'own.csv'
            Import-GlacierInventory $saved.FullName | Export-Csv $own
            $read = Import-GlacierInventory $own -WarningVariable said -WarningAction Ignore
            $read.CreationDate | ForEach-Object { $_.ToString('s') } | Should -Be ($expected | ForEach-Object { $_.ToString('s') })
            @($said | Where-Object { "$_" -match "^Dates such as .*, in local time, as this module's objects have it" }).Count | Should -Be 1
            # ConvertFrom-Json makes times in UTC of the inventory, and Export-Csv leaves the zone out.
            $theirs = Join-Path (New-TestFolder) 'theirs.csv'
            (Get-Content $saved.FullName -Raw | ConvertFrom-Json).ArchiveList | Export-Csv $theirs
            $read = Import-GlacierInventory $theirs -WarningVariable said -WarningAction Ignore
            $read.CreationDate | ForEach-Object { $_.ToString('s') } | Should -Be ($expected | ForEach-Object { $_.ToString('s') })
            @($said | Where-Object { "$_" -match '^Dates such as .*, in UTC, as the service has it' }).Count | Should -Be 1
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }
    }
}

Describe 'E05_ Times that are given' {
    It 'are local where they say no zone' {
        $before = $begun.AddMinutes(-1).ToString('s')
        @(Get-GlacierArchive photos -NewerThan $before).Count | Should -Be 2
        @(Get-GlacierArchive photos -OlderThan $before).Count | Should -Be 0
        @(Get-GlacierArchive photos -OlderThan (Get-Date).AddMinutes(1).ToUniversalTime()).Count | Should -Be 2
        @(Get-GlacierArchive photos -NewerThan ([DateTimeOffset]::Now.AddMinutes(1).ToOffset('03:00').ToString('o'))).Count | Should -Be 0
        $archives[0].CreationDate | ForEach-Object { @(Get-GlacierArchive photos -NewerThan $_.AddSeconds(-1)).Count } | Should -Be 2
        (ConvertTo-GlacierArchiveDescription a -ModifiedTime '2014-05-06 07:08:09' | ConvertFrom-GlacierArchiveDescription).ModifiedTime | Should -Be $written
    }

    It 'are local in what a test of a script makes' {
        $made = [GlacierPS.CatalogArchive]@{ CreationDate = [datetime]'2026-01-02 03:04:05' }
        ($made | Format-Table | Out-String) | Should -Match '2026-01-02 03:04:05'
    }
}

Describe 'E05_ Times and numbers that are shown' {
    It 'are those of this machine, of the Gregorian calendar and written alike, whatever the culture: <_>' -ForEach 'th-TH', 'ar-SA', 'de-DE' {
        $plan = [GlacierPS.PurgePlan]@{ VaultName = 'photos'; Archives = 1234567; SizeInBytes = 98765432100; EarlyDeletionCost = 1234.5 }
        $show = { ($archives, $job, $state, $upload, $plan | ForEach-Object { $_ | Format-Table | Out-String -Width 120; $_ | Format-List | Out-String -Width 120 }) -join '' -replace ' \d+ (s|min) ', ' AGE ' }
        [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
        $expected = & $show
        [cultureinfo]::CurrentCulture = [cultureinfo]::new($_)
        try { $shown = & $show } finally { [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture }
        $shown | Should -BeExactly $expected
        $expected | Should -Match ([regex]::Escape($archives[0].CreationDate.ToString('yyyy-MM-dd HH:mm:ss')))
        $expected | Should -Match "CreationDate +: $([regex]::Escape($archives[0].CreationDate.ToString('yyyy-MM-dd HH:mm:ss zzz')))"
        $expected | Should -Match '1,234,567 '
        $expected | Should -Match '1,234\.50'
    }

    It 'are so in names and messages of what works under another culture: <_>' -ForEach 'th-TH', 'de-DE', 'ar-SA' {
        $listed = '{"ArchiveId":"' + ('n' * 138) + '","ArchiveDescription":"' + ('x' * 1000) + '","CreationDate":"2020-01-01T00:00:00Z","Size":5,"SHA256TreeHash":"' + ('0' * 64) + '"}'
        $cut = Join-Path (New-TestFolder) 'cut.json'
        Set-Content $cut ('{"VaultARN":"arn:aws:glacier:us-east-1:111122223333:vaults/many","InventoryDate":"2026-01-01T00:00:00Z","ArchiveList":[' + (@($listed) * 5 -join ',') + ',{"ArchiveId"')
        $say = {
            $folder = New-TestFolder
            $job = Start-GlacierJob photos -Inventory | Wait-GlacierJob
            ($job | Receive-GlacierJobOutput -Path $folder).FullName | Split-Path -Leaf
            try { Send-GlacierArchive photos (Join-Path $archivesFolder 'pier.jpg') -PartSize 3000000 -ErrorAction Stop } catch { "$_" }
            try { Import-GlacierInventory $cut -ErrorAction Stop | Out-Null } catch { "$_" }
            Set-GlacierDataRetrievalPolicy BytesPerHour -BytesPerHour 1234567890 -WhatIf 6>&1
            (Restore-GlacierArchive photos * $folder -WhatIf -Verbose 4>&1 6>&1 | Out-String)
        }
        $archivesFolder = $folder
        [cultureinfo]::CurrentCulture = [cultureinfo]::new($_)
        try { $said = & $say | Out-String } finally { [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture }
        $said | Should -Match "photos-inventory-$([datetime]::UtcNow.Year)\d{4}-\d{6}\.json"
        $said | Should -Match '3,000,000 bytes'
        $said | Should -Match 'at (byte|character|position|offset) \d,\d{3}'
    }

    It 'are so in messages, too' {
        [cultureinfo]::CurrentCulture = [cultureinfo]::new('th-TH')
        try { $said = Update-GlacierCatalog photos -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | Out-String }
        finally { [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture }
        $said | Should -Match "its last inventory, of $($begun.ToString('yyyy-MM-dd')) \d\d:\d\d $([regex]::Escape($begun.ToString('zzz'))), already"
    }
}
