BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/bucket.ps1"
    $null = Connect-TestGlacier
    $null = New-GlacierVault photos
    $bucket = Start-TestBucket
    $copy = $bucket.Copy
    $in = Join-Path (New-TestFolder) 'in'
    $null = New-TestFile (Join-Path $in 'a/one.jpg') 3000
    $null = New-TestFile (Join-Path $in 'a/two.jpg') 1
    $null = New-TestFile (Join-Path $in 'b/film.mkv') (17MB + 5)
    $null = Send-GlacierArchive photos $in -Recurse -BasePath $in
    $quiet = @{ WarningAction = 'SilentlyContinue' }
    function Get-Jobs { @(Get-GlacierJob photos | Where-Object Action -EQ 'ArchiveRetrieval').Count }
}

AfterAll {
    Stop-TestBucket $bucket
    Disconnect-Glacier
}

Describe 'Copy-GlacierArchive' {
    It 'says with -WhatIf what it would do and cost, and changes nothing' {
        $plan = Copy-GlacierArchive photos @copy -Prefix vault/ -PartSize 8MB -WhatIf @quiet
        $plan | Should -BeOfType GlacierPS.Core.Copy.CopyPlan
        $plan.Archives, $plan.JobsToStart, $plan.AlreadyThere | Should -Be 3, 3, 0
        $plan.BytesToMove | Should -Be (3000 + 1 + 17MB + 5)
        $plan.ObjectRequests, $plan.PartRequests | Should -Be 3, 4
        $plan.RetrievalCost | Should -BeGreaterThan 0
        # The check before the first job and the manifest are three requests more, at the price of a part.
        $plan.RecordRequests | Should -Be 3
        $plan.RequestCost | Should -Be ([Math]::Round(3 / 1000 * 0.05 + 7 / 1000 * 0.005, 6))
        (Get-BucketRequestCount $bucket).PSObject.Properties.Name | Should -Not -Contain 'PutObject'
        Get-Jobs | Should -Be 0
    }

    It 'copies archives that come down the pipeline, with proof' {
        $copied = Get-GlacierArchive photos -Name a/* @quiet | Copy-GlacierArchive @copy -Prefix vault/ @quiet
        $copied.Key | Sort-Object | Should -Be 'vault/a/one.jpg', 'vault/a/two.jpg'
        $copied.Verified | Should -Not -Contain $false
        $copied.WasThere | Should -Not -Contain $true
        $copied[0].StorageClass | Should -Be 'DEEP_ARCHIVE'
        "$($copied[0])" | Should -Be $copied[0].Key
        Get-Jobs | Should -Be 2
    }

    It 'does not take an archive down the pipe for its whole vault' {
        $archive = Get-GlacierArchive photos -Name a/one.jpg @quiet
        $problem = Get-Error { $archive | Copy-GlacierArchive -NewerThan 2000-01-01 @copy -Prefix vault/ @quiet }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MissingMandatoryParameter*'
    }

    It 'copies what is left when it is run again, and pays for nothing twice' {
        $copied = Copy-GlacierArchive photos @copy -Prefix vault/ -PartSize 8MB @quiet
        @($copied | Where-Object WasThere).Count | Should -Be 2
        ($copied | Where-Object Key -EQ 'vault/b/film.mkv').ChecksumSHA256 | Should -BeLike '*-3'
        Get-Jobs | Should -Be 3
        (Copy-GlacierArchive photos @copy -Prefix vault/ -WhatIf @quiet).AlreadyThere | Should -Be 3
    }

    It 'takes names, IDs and a limit of cost' {
        $copied = Copy-GlacierArchive photos two.jpg, */two.jpg @copy -Prefix named/ -StorageClass STANDARD -Tag @{ owner = 'anna' } -KmsKeyId alias/archive @quiet
        $copied.Key, $copied.StorageClass | Should -Be 'named/a/two.jpg', 'STANDARD'
        $id = (Get-GlacierArchive photos -Name b/* @quiet).ArchiveId
        ($id | Copy-GlacierArchive photos @copy -Prefix id/ @quiet).Key | Should -Be 'id/b/film.mkv'
        $null = New-GlacierVault dear
        $null = Send-GlacierArchive dear (Join-Path $in 'a/one.jpg')
        Get-ErrorName (Get-Error { Copy-GlacierArchive dear @copy -Prefix dear/ -MaxCost 0 @quiet }) | Should -Be 'MaxCostReached'
        @(Get-GlacierJob dear).Count | Should -Be 0
    }

    It 'refuses bad input before a job is started: <Name>' -ForEach @(
        @{ Name = 'InvalidPrefix'; With = @{ Prefix = '../a' } }
        @{ Name = 'InvalidTag'; With = @{ Tag = @{ 'aws:a' = 'b' } } }
        @{ Name = 'InvalidPartSize'; With = @{ PartSize = 10MB } }
        @{ Name = 'InvalidBundle'; With = @{ BundleBelow = 65MB } }
        @{ Name = 'InvalidBundle'; With = @{ BundleBelow = 2MB; BundleSize = 1MB } }
        @{ Name = 'InvalidBundle'; With = @{ BundleBelow = 2MB; ShareTable = 'leave' } }
        @{ Name = 'InvalidRetention'; With = @{ RetainFor = '1h' } }
        @{ Name = 'InvalidRetention'; With = @{ RetainFor = '365d'; RetainByLock = $true } }
        @{ Name = 'InvalidRetention'; With = @{ RetentionMode = 'COMPLIANCE' } }
        @{ Name = 'InvalidRetention'; With = @{ RetainByLock = $true } }
        @{ Name = 'NoObjectLock'; With = @{ RetainFor = '365d' } }
        @{ Name = 'FileNotFound'; With = @{ NameMap = 'none.csv' } }
        @{ Name = 'NoSuchBucket'; With = @{ Bucket = 'another' } }
        @{ Name = 'BucketAccessDenied'; With = @{ ExpectedBucketOwner = '999999999999' } }
        @{ Name = 'BucketRegionWrong'; With = @{ BucketRegion = 'eu-west-1' } }
        @{ Name = 'CatalogEmpty'; With = @{ VaultName = 'empty' } }
    ) {
        $null = New-GlacierVault empty
        $before = Get-Jobs
        $parameters = @{ VaultName = 'photos' } + $copy + @{ Prefix = 'bad/' }
        foreach ($key in $With.Keys) { $parameters[$key] = $With[$key] }
        Get-ErrorName (Get-Error { Copy-GlacierArchive @parameters @quiet }) | Should -Be $Name
        Get-Jobs | Should -Be $before
    }

    It 'gives archives the keys of a table, and refuses one that is not right before a job is started' {
        $archives = Get-GlacierArchive photos @quiet | Sort-Object Name
        $map = Join-Path (New-TestFolder) 'keys.csv'
        $rows = @(
            [pscustomobject]@{ ArchiveId = $archives[0].ArchiveId; Key = 'map/eins, ä.jpg' }
            [pscustomobject]@{ ArchiveId = 'of-no-archive'; Key = 'map/none' }
        )
        $rows | Export-Csv $map -Encoding unicode
        $warnings = $null
        $copied = Copy-GlacierArchive photos a/* @copy -Prefix map/ -NameMap $map -WarningVariable warnings -WarningAction SilentlyContinue
        $copied.Key | Sort-Object | Should -Be 'map/a/two.jpg', 'map/eins, ä.jpg'
        "$warnings" | Should -Match 'Of 2 archives in the name map, 1 cannot be found .* of-no-archive'
        $jobs = Get-Jobs
        $rows[0].Key = 'map/../up'
        $rows | Export-Csv $map
        $problem = Get-Error { Copy-GlacierArchive photos a/* @copy -Prefix map/ -NameMap $map @quiet }
        Get-ErrorName $problem | Should -Be 'InvalidNameMap'
        "$problem" | Should -Match "in line 2 the key 'map/../up' has '.' or '..'"
        $copied | Select-Object VaultName, ArchiveId, @{ Name = 'Key'; Expression = { $_.Key -replace 'ä', 'b' } } | Export-Csv $map
        $problems = @()
        $again = Copy-GlacierArchive photos a/* @copy -Prefix map/ -NameMap $map -ErrorVariable problems -ErrorAction SilentlyContinue @quiet
        $again.Key, (Get-ErrorName $problems[0]), $problems.Count | Should -Be 'map/a/two.jpg', 'KeyChanged', 1
        (Copy-GlacierArchive photos a/* @copy -Prefix map/ @quiet).WasThere | Should -Be $true, $true
        Get-Jobs | Should -Be $jobs
    }

    It 'says whose key is taken, and copies the others' {
        $null = Copy-GlacierArchive photos a/one.jpg @copy -Prefix taken/ @quiet
        $null = New-GlacierVault other
        $null = Send-GlacierArchive other $in -Recurse -BasePath $in
        $problems = $null
        $copied = Copy-GlacierArchive other a/* @copy -Prefix taken/ -ErrorVariable problems -ErrorAction SilentlyContinue @quiet
        $problems | Should -BeNullOrEmpty
        @($copied).Count | Should -Be 2
        ($copied | Where-Object Name -EQ 'a/one.jpg').RenamedBecause | Should -Match 'another one has that key'
    }

    It 'does not load the SDK of S3 before it is used' {
        $code = "Import-Module '$((Get-Module GlacierPS).Path)'; `$null = Connect-Glacier -LocalPath '$(Join-Path (New-TestFolder) 'local')'; " +
            "[AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -contains 'AWSSDK.S3'"
        Invoke-Child $code | Should -Be 'False'
    }
}
