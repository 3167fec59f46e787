BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/bucket.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'empty' | New-GlacierVault
    $bucket = Start-TestBucket -ObjectLock
    $copy = $bucket.Copy
    $in = Join-Path (New-TestFolder) 'in'
    $null = 1..6 | ForEach-Object { New-TestFile (Join-Path $in "a/$_.jpg") (100 * $_) }
    $null = Send-GlacierArchive photos $in -Recurse -BasePath $in
    $null = Update-GlacierCatalog photos
    $quiet = @{ WarningAction = 'SilentlyContinue' }
    function Get-Jobs { @(Get-GlacierJob photos | Where-Object Action -EQ 'ArchiveRetrieval').Count }
}

AfterAll {
    Stop-TestBucket $bucket
    Disconnect-Glacier
}

Describe 'Get-GlacierCopy and Test-GlacierCopy' {
    It 'say that nothing was copied yet' {
        Get-ErrorName (Get-Error { Get-GlacierCopy photos }) | Should -Be 'NothingCopied'
        Get-ErrorName (Get-Error { Test-GlacierCopy photos }) | Should -Be 'NothingCopied'
        Get-ErrorName (Get-Error { Test-GlacierCopy photos @copy -Prefix none/ }) | Should -Be 'NoManifest'
        Get-ErrorName (Get-Error { Get-GlacierCopy photos @copy -Prefix none/ }) | Should -Be 'NothingCopied'
    }

    It 'tell how far it has come, and what a limit left out' {
        $null = Copy-GlacierArchive photos @copy -Prefix v/ -MaxCost 0.00006 -ErrorAction SilentlyContinue @quiet
        $state = Get-GlacierCopy photos
        $state | Should -BeOfType GlacierPS.Core.Copy.CopyState
        $state.State, $state.Archives, $state.Copied, $state.NotStarted, $state.Failed | Should -Be 'Incomplete', 6, 2, 4, 0
        $state.Failures.ErrorId | Select-Object -Unique | Should -Be 'MaxCostReached'
        $state.Spent | Should -BeGreaterThan 0.00005
        $null = Copy-GlacierArchive photos @copy -Prefix v/ @quiet
        $state = Get-GlacierCopy photos
        $state.State, $state.Copied, $state.KnownCopies, $state.JobsInProgress, $state.JobsReady, $state.OpenUploads |
            Should -Be 'Complete', 6, 6, 0, 0, 0
        $state.BytesCopied | Should -Be 2100
        "$state" | Should -Be 'photos'
        (Get-GlacierVault photos | Get-GlacierCopy).Prefix | Should -Be 'v/'
    }

    It 'tell all copies that are known where no vault is said' {
        $null = New-GlacierVault second
        $null = Send-GlacierArchive second (New-TestFile (Join-Path $in 'second.jpg') 5) -BasePath $in
        $null = Copy-GlacierArchive second @copy -Prefix second/ @quiet
        "$(Get-GlacierCopy | ForEach-Object { "$($_.VaultName)=$($_.Prefix)" })" | Should -Be 'photos=v/ second=second/'
        (Get-GlacierCopy -Prefix second/).VaultName | Should -Be 'second'
        Get-GlacierCopy -Prefix none/ | Should -BeNullOrEmpty
        Get-ErrorName (Get-Error { Get-GlacierCopy '' }) | Should -Be 'InvalidVaultName'
    }

    It 'look at every object, and retrieve nothing' {
        $jobs = Get-Jobs
        $before = (Get-BucketRequestCount $bucket).HeadObject
        $tests = Test-GlacierCopy photos
        $tests | Should -HaveCount 6
        $tests.Status | Select-Object -Unique | Should -Be 'Proven'
        (Get-BucketRequestCount $bucket).HeadObject | Should -Be ($before + 6)
        Get-Jobs | Should -Be $jobs
    }

    It 'find the copies of another machine' {
        Invoke-Elsewhere {
            Get-ErrorName (Get-Error { Test-GlacierCopy photos }) | Should -Be 'NothingCopied'
            @(Test-GlacierCopy photos @copy -Prefix v/).Count | Should -Be 6
            (Get-GlacierCopy photos).KnownCopies | Should -Be 6
            @(Test-GlacierCopy photos).Count | Should -Be 6
        }
    }
}

Describe 'Copies that are kept from deletion' {
    It 'are there until a day that Test-GlacierCopy says, those that were there before as well' {
        $null = Copy-GlacierArchive photos a/1.jpg @copy -Prefix kept/ @quiet
        $plan = Copy-GlacierArchive photos a/1.jpg, a/2.jpg @copy -Prefix kept/ -RetainFor 365d -WhatIf @quiet
        $plan.RetentionRequests | Should -Be 1
        $null = Copy-GlacierArchive photos a/1.jpg, a/2.jpg @copy -Prefix kept/ -RetainFor 365d @quiet
        (Get-BucketRequestCount $bucket).PutObjectRetention | Should -Be 1
        $tests = Test-GlacierCopy photos @copy -Prefix kept/ | Where-Object Status -EQ 'Proven'
        $tests | Should -HaveCount 2
        foreach ($test in $tests) {
            ($test.RetainUntil - [DateTime]::UtcNow).TotalDays | Should -BeGreaterThan 364
        }
    }

    It 'are kept as long as the lock of the vault says' {
        $null = New-GlacierVault locked
        $null = Send-GlacierArchive locked (New-TestFile (Join-Path $in 'locked.jpg') 5) -BasePath $in
        $arn = (Get-GlacierVault locked).VaultARN
        $policy = @{ Version = '2012-10-17'; Statement = @(@{ Sid = 'age'; Principal = '*'; Effect = 'Deny'; Action = 'glacier:DeleteArchive'
                    Resource = $arn; Condition = @{ NumericLessThan = @{ 'glacier:ArchiveAgeInDays' = '30' } } }) } | ConvertTo-Json -Depth 9
        $id = (Start-GlacierVaultLock locked -Policy $policy -Confirm:$false).LockId
        Get-ErrorName (Get-Error { Copy-GlacierArchive locked @copy -Prefix locked/ -RetainByLock @quiet }) | Should -Be 'InvalidRetention'
        Complete-GlacierVaultLock locked $id -Confirm:$false
        $null = Copy-GlacierArchive locked @copy -Prefix locked/ -RetainByLock @quiet
        $test = Test-GlacierCopy locked
        ($test.RetainUntil - [DateTime]::UtcNow).TotalDays | Should -BeGreaterThan 29.9
        ($test.RetainUntil - [DateTime]::UtcNow).TotalDays | Should -BeLessThan 30.1
    }
}

Describe 'Clear-GlacierVault -CopiedTo' {
    It 'refuses what is no bucket, and where nothing is listed' {
        Get-ErrorName (Get-Error { Clear-GlacierVault photos -CopiedTo 'NO' -WhatIf }) | Should -Be 'InvalidCopiedTo'
        Get-ErrorName (Get-Error { Clear-GlacierVault photos -CopiedTo archive/none/ -BucketEndpointUrl $bucket.Url -Confirm:$false }) | Should -Be 'NoManifest'
    }

    It 'does not take an archive down the pipe for its whole vault' {
        $problem = Get-Error { Get-GlacierArchive photos -Name a/1.jpg @quiet | Clear-GlacierVault -Confirm:$false }
        Get-ErrorName $problem | Should -Be 'NotAVault'
        @(Get-GlacierArchive photos @quiet).Count | Should -Be 6
    }

    It 'deletes what is proven, and says with -WhatIf what not and why' {
        Invoke-RestMethod "$($bucket.Url)_damage?key=v/a/1.jpg&how=Delete"
        Invoke-RestMethod "$($bucket.Url)_damage?key=v/a/2.jpg&how=Change"
        $null = Send-GlacierArchive photos (New-TestFile (Join-Path $in 'late.jpg') 5) -BasePath $in
        $said = Clear-GlacierVault photos -CopiedTo archive/v/ -WhatIf @quiet
        $kept = $said | Where-Object { $_ -is [GlacierPS.CopyTest] } | Sort-Object Name
        "$($kept | ForEach-Object { "$($_.Name)=$($_.Status)" })" | Should -Be 'a/1.jpg=Missing a/2.jpg=Damaged late.jpg=NotCopied'
        $kept.Reason | Should -Not -Contain $null
        $plan = $said | Where-Object { $_ -is [GlacierPS.PurgePlan] }
        $plan.Archives, $plan.KeptArchives | Should -Be 4, 3
        Get-ErrorName (Get-Error { Clear-GlacierVault photos -CopiedTo archive/v/ -RemoveVault -Confirm:$false @quiet }) | Should -Be 'NotAllProven'
        $warnings = $null
        $result = Clear-GlacierVault photos -CopiedTo s3://archive/v/ -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue
        $result.Deleted, $result.KeptNotProven, $result.Failed | Should -Be 4, 3, 0
        "$warnings" | Should -Match 'Kept in vault .photos.: 3 archives .*1 Missing, 1 Damaged, 1 NotCopied'
        (Get-GlacierArchive photos @quiet | Where-Object Location -EQ 'vault').Name | Sort-Object | Should -Be 'a/1.jpg', 'a/2.jpg', 'late.jpg'
    }
}

Describe 'After the move' {
    It 'finds and restores from the bucket what the vault has no longer, with the same commands' {
        Invoke-Elsewhere {
            # Another machine, and a vault of that name in which nothing is.
            $there = @{ LocalPath = Join-Path (New-TestFolder) 'other' }
            $null = New-GlacierVault photos @there
            Get-GlacierArchive photos @there @quiet | Should -BeNullOrEmpty
            $found = Test-GlacierCopy photos @copy -Prefix v/ @there
            ($found | Group-Object Status -NoElement | ForEach-Object { "$($_.Name) $($_.Count)" } | Sort-Object) -join ', ' |
                Should -Be 'Damaged 1, Missing 1, Proven 4'
            $archives = Get-GlacierArchive photos @there @quiet
            $archives.Location | Sort-Object | Should -Be (3..6 | ForEach-Object { "s3://archive/v/a/$_.jpg" })
            $archives[0].Evidence | Should -Be 'Copy'
            $to = New-TestFolder
            $said = Restore-GlacierArchive photos -Name a/* -Path $to @there @quiet -WhatIf
            $said.JobsToStart, $said.RetrievalCost | Should -Be 4, $null
            Get-ErrorName (Get-Error { Restore-GlacierArchive photos -Name a/* -Path $to @there @quiet -MaxCost 5 }) | Should -Be 'PriceUnknown'
            $restored = Restore-GlacierArchive photos -Name a/* -Path $to @there @quiet
            $restored.Verified | Should -Be $true, $true, $true, $true
            foreach ($archive in $restored) {
                (Get-FileHash $archive.FullName).Hash | Should -Be (Get-FileHash (Join-Path $in $archive.Name)).Hash
            }
            @(Get-GlacierJob photos @there).Count | Should -Be 0
            $again = $archives[0].ArchiveId | Restore-GlacierArchive photos -Path $to @there @quiet
            $again.WasThere | Should -BeTrue
        }
        (Get-BucketRequestCount $bucket).RestoreObject | Should -Be 4
    }

    It 'says of archives that are in the vault that they are there' {
        (Get-GlacierArchive photos -Name late.jpg @quiet).Location | Should -Be 'vault'
        ((Get-GlacierArchive photos @quiet).Location | Sort-Object -Unique) -like 's3:*' | Should -HaveCount 4
    }
}

Describe 'Small archives in bundles' {
    BeforeAll {
        $null = New-GlacierVault letters
        $small = Join-Path (New-TestFolder) 'small'
        $null = 1..12 | ForEach-Object { New-TestFile (Join-Path $small "y/$_.txt") (100 * $_) }
        $null = New-TestFile (Join-Path $small 'film.mkv') 2MB
        $null = Send-GlacierArchive letters $small -Recurse -BasePath $small
        $null = Update-GlacierCatalog letters
        function Get-Puts { (Get-BucketRequestCount $bucket).PutObject }
    }

    It 'are stored by as many requests as -WhatIf says, with an index, and proven one by one' {
        $plan = Copy-GlacierArchive letters @copy -Prefix b/ -BundleBelow 1MB -WhatIf @quiet
        $plan.ArchivesToBundle, $plan.Bundles, $plan.ObjectRequests, $plan.RecordRequests | Should -Be 12, 1, 2, 4
        $before = Get-Puts
        $copied = Copy-GlacierArchive letters @copy -Prefix b/ -BundleBelow 1MB @quiet
        # The check of the rights is one object and an upload that is not completed.
        (Get-Puts) - $before | Should -Be ($plan.ObjectRequests + $plan.RecordRequests - 1)
        $copied | Should -HaveCount 13
        $copied.Verified | Should -Not -Contain $false
        ($copied | Where-Object Offset).Key | Select-Object -Unique | Should -Be 'b/_bundles/letters-000001.tar'
        @($copied | Where-Object Offset).Count | Should -Be 12
        $again = Copy-GlacierArchive letters @copy -Prefix b/ @quiet
        $again.WasThere | Should -Not -Contain $false
        $tests = Test-GlacierCopy letters
        $tests | Should -HaveCount 13
        $tests.Status | Select-Object -Unique | Should -Be 'Proven'
        (Get-GlacierCopy letters).OpenUploads | Should -Be 0
    }

    It 'leave the vault, and come back from the bundle with the same command' {
        $result = Clear-GlacierVault letters -CopiedTo archive/b/ -Confirm:$false @quiet
        $result.Deleted, $result.KeptNotProven, $result.Failed | Should -Be 13, 0, 0
        $archives = Get-GlacierArchive letters -Name y/* @quiet
        $archives | Should -HaveCount 12
        $archives.Location | ForEach-Object { $_ | Should -Match '^s3://archive/b/_bundles/letters-000001\.tar#\d+$' }
        $to = New-TestFolder
        $restored = Restore-GlacierArchive letters -Name y/*, film.mkv -Path $to @quiet
        $restored | Should -HaveCount 13
        $restored.Verified | Should -Not -Contain $false
        foreach ($archive in $restored) {
            (Get-FileHash $archive.FullName).Hash | Should -Be (Get-FileHash (Join-Path $small $archive.Name)).Hash
        }
    }

    It 'fall with their bundle' {
        Invoke-RestMethod "$($bucket.Url)_damage?key=b/_bundles/letters-000001.tar&how=Change"
        $tests = Test-GlacierCopy letters @copy -Prefix b/
        ($tests | Group-Object Status -NoElement | ForEach-Object { "$($_.Name) $($_.Count)" } | Sort-Object) -join ', ' |
            Should -Be 'Damaged 12, Proven 1'
    }
}

Describe 'A folder in place of a bucket' {
    BeforeAll {
        $null = New-GlacierVault shelf
        $books = Join-Path (New-TestFolder) 'books'
        $null = 1..4 | ForEach-Object { New-TestFile (Join-Path $books "b/$_.txt") (100 * $_) }
        $null = Send-GlacierArchive shelf $books -Recurse -BasePath $books
        $null = Update-GlacierCatalog shelf
        $there = Join-Path (New-TestFolder) 'there'
    }

    It 'is not taken together with what is of buckets, and is not left out' {
        foreach ($set in (Get-Command Copy-GlacierArchive).ParameterSets) {
            @($set.Parameters | Where-Object { $_.Name -in 'Bucket', 'Path' -and $_.IsMandatory }).Count | Should -Be 1 -Because $set.Name
        }
        $both = @{ Path = $there; Bucket = 'archive' }
        Get-ErrorName (Get-Error { Copy-GlacierArchive shelf @both }) | Should -Be 'AmbiguousParameterSet'
        Get-ErrorName (Get-Error { 'id' | Copy-GlacierArchive shelf @both }) | Should -Be 'AmbiguousParameterSet'
        Get-ErrorName (Get-Error { Get-GlacierCopy shelf @both }) | Should -Be 'AmbiguousParameterSet'
        Get-ErrorName (Get-Error { Test-GlacierCopy shelf @both }) | Should -Be 'AmbiguousParameterSet'
        $said = 'InvalidOption'
        Get-ErrorName (Get-Error { Copy-GlacierArchive shelf -Path $there -RetainFor 3d }) | Should -Be $said
        Get-ErrorName (Get-Error { Test-GlacierCopy shelf -Path $there -BucketRegion us-east-1 }) | Should -Be $said
    }

    It 'gets files that are proven, and says with -WhatIf what that would take' {
        $plan = Copy-GlacierArchive shelf -Path $there -Prefix 'books/' -WhatIf @quiet
        $plan.Archives, $plan.JobsToStart, $plan.RequestCost | Should -Be 4, 4, $null
        Test-Path $there | Should -BeFalse
        $copied = Copy-GlacierArchive shelf -Path $there -Prefix 'books/' @quiet
        $copied.Verified | Should -Be $true, $true, $true, $true
        foreach ($archive in $copied) {
            (Get-FileHash (Join-Path $archive.Bucket $archive.Key)).Hash | Should -Be (Get-FileHash (Join-Path $books $archive.Name)).Hash
        }
        (Get-GlacierCopy shelf).State, (Get-GlacierCopy shelf -Path $there).KnownCopies | Should -Be 'Complete', 4
        (Test-GlacierCopy shelf -Path $there -Prefix 'books/').Status | Should -Be 'Proven', 'Proven', 'Proven', 'Proven'
    }

    It 'lets a vault be left, but for what its bytes do not prove, and gives the archives back' {
        $changed = Join-Path $there 'books/b/2.txt'
        $time = (Get-Item $changed).LastWriteTimeUtc
        $bytes = [IO.File]::ReadAllBytes($changed)
        $bytes[7] = $bytes[7] -bxor 1
        [IO.File]::WriteAllBytes($changed, $bytes)
        (Get-Item $changed).LastWriteTimeUtc = $time
        $result = Clear-GlacierVault shelf -CopiedTo (Join-Path $there 'books') -Confirm:$false @quiet
        $result.Deleted, $result.KeptNotProven, $result.Failed | Should -Be 3, 1, 0
        $archives = Get-GlacierArchive shelf @quiet
        ($archives | Where-Object Location -EQ 'vault').Name | Should -Be 'b/2.txt'
        ($archives | Where-Object Name -EQ 'b/1.txt').Location | Should -Be (Join-Path $there 'books/b/1.txt')
        $to = New-TestFolder
        $restored = Restore-GlacierArchive shelf -Name b/1.txt, b/3.txt -Path $to @quiet
        $restored.Verified | Should -Be $true, $true
        (Get-FileHash $restored[0].FullName).Hash | Should -Be (Get-FileHash (Join-Path $books $restored[0].Name)).Hash
    }
}
