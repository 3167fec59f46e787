# What people type without having read the help of the cmdlet.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'photos-old', 'letters' | New-GlacierVault
    $file = New-TestFile (Join-Path (New-TestFolder) 'a.bin') 2000
    $archive = Send-GlacierArchive photos $file
    $old = Send-GlacierArchive photos-old $file
    $job = $archive | Start-GlacierJob
    $null = $old | Start-GlacierJob
}

AfterAll { Disconnect-Glacier }

Describe 'E04_ Several vaults at once' {
    It 'are read by <_>: all, by wildcards, by an array, by the pipe' -ForEach @(
        'Get-GlacierArchive', 'Get-GlacierJob', 'Get-GlacierMultipartUpload', 'Get-GlacierVault', 'Get-GlacierVaultAccessPolicy',
        'Get-GlacierVaultLock', 'Get-GlacierVaultNotification', 'Get-GlacierVaultTag'
    ) {
        $policy = '{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Principal":"*","Action":"glacier:DescribeVault","Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/{0}"}]}'
        foreach ($name in 'photos', 'photos-old') {
            Add-GlacierVaultTag $name @{ owner = 'anna' }
            Set-GlacierVaultAccessPolicy $name $policy.Replace('{0}', $name)
            Set-GlacierVaultNotification $name 'arn:aws:sns:us-east-1:111122223333:t'
            if (-not (Get-GlacierMultipartUpload $name)) { $null = Start-GlacierMultipartUpload $name -PartSize 1MB }
            if (-not (Get-GlacierVaultLock $name)) {
                $null = Start-GlacierVaultLock $name $policy.Replace('{0}', $name).Replace('"Allow"', '"Deny"').Replace('DescribeVault', 'DeleteArchive') -Confirm:$false
            }
        }
        $get = $_
        $WarningPreference = 'Ignore'
        (& $get 'photos*').VaultName | Sort-Object -Unique | Should -Be 'photos', 'photos-old'
        (& $get 'photos', 'photos-old').VaultName | Sort-Object -Unique | Should -Be 'photos', 'photos-old'
        ('photos', 'photos-old' | & $get).VaultName | Sort-Object -Unique | Should -Be 'photos', 'photos-old'
        (Get-GlacierVault | & $get).VaultName | Sort-Object -Unique | Select-Object -Last 2 | Should -Be 'photos', 'photos-old'
        (& $get).VaultName | Sort-Object -Unique | Select-Object -Last 2 | Should -Be 'photos', 'photos-old'
        @(& $get 'nothing*').Count | Should -Be 0
    }

    It 'give one error for each that is missing, and the others' {
        $found = Get-GlacierJob 'photos', 'missing', 'photos-old' -ErrorAction SilentlyContinue -ErrorVariable problem
        $found.VaultName | Sort-Object -Unique | Should -Be 'photos', 'photos-old'
        @($problem | Where-Object { $_ -is [Management.Automation.ErrorRecord] }).Count | Should -Be 1
        "$($problem[0].TargetObject)" | Should -Be 'missing'
    }
}

Describe 'E04_ IDs by the pipe' {
    It 'start jobs, are described, waited for and deleted' {
        $ids = Join-Path (New-TestFolder) 'ids.txt'
        Set-Content $ids $archive.ArchiveId
        $started = Get-Content $ids | Start-GlacierJob photos
        $started.ArchiveId | Should -Be $archive.ArchiveId
        ($started.JobId | Get-GlacierJob photos).JobId | Should -Be $started.JobId
        ($started.JobId | Wait-GlacierJob photos).JobId | Should -Be $started.JobId
        ($started.JobId | Receive-GlacierJobOutput photos -Path (New-TestFolder)).ArchiveId | Should -Be $archive.ArchiveId
        $second = Send-GlacierArchive letters $file
        $second.ArchiveId | Remove-GlacierArchive letters -Confirm:$false
        @(Get-GlacierArchive letters -WarningAction Ignore | Where-Object ArchiveId -EQ $second.ArchiveId).Count | Should -Be 0
    }

    It 'of uploads list and stop them' {
        $upload = Start-GlacierMultipartUpload letters -PartSize 1MB
        ($upload.UploadId | Get-GlacierMultipartUpload letters).UploadId | Should -Be $upload.UploadId
        $upload.UploadId | Stop-GlacierMultipartUpload letters -Confirm:$false
        Get-GlacierMultipartUpload letters | Should -BeNullOrEmpty
    }

    It 'of a vault that is not named are refused before a request' {
        { $job.JobId | Get-GlacierJob -JobId { $_ } -ErrorAction Stop } | Should -Throw
    }
}

Describe 'E04_ -Force' {
    It 'answers the question of <Name>, and -Confirm and -WhatIf come before it' -ForEach @(
        @{ Name = 'Remove-GlacierArchive'; Make = { @{ VaultName = 'letters'; ArchiveId = (Send-GlacierArchive letters $file).ArchiveId } } }
        @{ Name = 'Remove-GlacierVault'; Make = { @{ VaultName = (New-GlacierVault "v$(Get-Random)").VaultName } } }
        @{ Name = 'Remove-GlacierVaultTag'; Make = { Add-GlacierVaultTag letters @{ a = '1' }; @{ VaultName = 'letters'; Key = 'a' } } }
        @{ Name = 'Remove-GlacierVaultNotification'; Make = { @{ VaultName = 'letters' } } }
        @{ Name = 'Remove-GlacierVaultAccessPolicy'; Make = { @{ VaultName = 'letters' } } }
        @{ Name = 'Stop-GlacierMultipartUpload'; Make = { @{ VaultName = 'letters'; UploadId = (Start-GlacierMultipartUpload letters -PartSize 1MB).UploadId } } }
    ) {
        $parameters = & $Make
        $line = & $Name @parameters -Force -Verbose 4>&1 | Out-String
        $line | Should -Match ($parameters.ContainsKey('ArchiveId') ? "a\.bin' \(1\.95 KiB" : [regex]::Escape("$($parameters.Values | Where-Object { $_ -ne 'letters' } | Select-Object -First 1)"))
        # A session that cannot ask fails where it would have to.
        $parameters = & $Make
        { & $Name @parameters -Force -Confirm -ErrorAction Stop } | Should -Throw
        & $Name @parameters -Force -WhatIf
        (Get-GlacierVault letters).VaultName | Should -Be 'letters'
    }
}

Describe 'E04_ -PassThru' {
    It 'hands on what was set, and without it there is nothing' {
        $policy = '{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Principal":"*","Action":"glacier:DescribeVault","Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/letters"}]}'
        $tags = 'letters' | Add-GlacierVaultTag -Tag @{ a = '1'; b = '2' } -PassThru
        $tags.VaultName | Should -Be 'letters', 'letters'
        ($tags | Sort-Object Key).Value | Should -Be '1', '2'
        ('letters' | Set-GlacierVaultAccessPolicy -Policy $policy -PassThru).Policy | Should -Be (Get-GlacierVaultAccessPolicy letters).Policy
        (Set-GlacierVaultNotification letters arn:aws:sns:us-east-1:111122223333:t -PassThru).Events | Should -Be (Get-GlacierVaultNotification letters).Events
        (Set-GlacierDataRetrievalPolicy BytesPerHour 5GB -PassThru).BytesPerHour | Should -Be 5GB
        Set-GlacierDataRetrievalPolicy None | Should -BeNullOrEmpty
        Add-GlacierVaultTag letters @{ c = '3' } | Should -BeNullOrEmpty
        Add-GlacierVaultTag letters @{ d = '4' } -PassThru -WhatIf | Should -BeNullOrEmpty
        # What is handed on goes on to the next.
        $tags | Remove-GlacierVaultTag -Force
        (Get-GlacierVaultTag letters).Key | Should -Be 'c'
    }
}

Describe 'E01_ What a command would do, said in names, and what it comes to' {
    BeforeAll {
        $null = New-GlacierVault nightly
        $folder = New-TestFolder
        $null = New-Item -ItemType Directory (Join-Path $folder 'photos/2013')
        $null = New-TestFile (Join-Path $folder 'photos/2013/dsc_0001.jpg') 300000
        $null = New-TestFile (Join-Path $folder 'photos/2013/dsc_0002.jpg') 1000
        $null = Sync-GlacierFolder nightly $folder
        function Show-WhatIf([string] $Script) {
            # What -WhatIf says goes to the host: a process of its own has it as text. The folder is one process's.
            $store = (Get-GlacierConnection).LocalPath
            Disconnect-Glacier
            try { Invoke-Child "Import-Module '$env:GLACIERPS_MODULE'; `$null = Connect-Glacier -LocalPath '$store'; `$WarningPreference = 'Ignore'; $Script" | Out-String -Width 500 }
            finally { $null = Connect-Glacier -LocalPath $store }
        }
    }

    It 'of Remove-GlacierArchive' {
        $text = Show-WhatIf 'Get-GlacierArchive nightly | Remove-GlacierArchive -WhatIf'
        $text | Should -Match "'photos/2013/dsc_0001\.jpg' \(293 KiB, \d{4}-\d\d-\d\d\) in vault nightly"
        $text | Should -Match 'In all: 2 archives, 294 KiB would be deleted\. 2 archives are younger than 90 days: deleting early costs 0\.00 USD'
    }

    It 'of Start-GlacierJob' {
        $text = Show-WhatIf 'Get-GlacierArchive nightly | Start-GlacierJob -Tier Expedited -WhatIf'
        $text | Should -Match "'photos/2013/dsc_0002\.jpg' \(1\.00 KB|'photos/2013/dsc_0002\.jpg' \(1,?000 B, "
        $text | Should -Match 'In all: 2 archives, 294 KiB would be retrieved \(Expedited\), for 0\.02 USD by '
    }

    It 'of Send-GlacierArchive and Sync-GlacierFolder' {
        $text = Show-WhatIf "Send-GlacierArchive photos -LiteralPath '$folder' -Recurse -WhatIf"
        $text | Should -Match 'In all: 2 files, 294 KiB, would be sent to vault photos\.'
        $null = New-TestFile (Join-Path $folder 'new.bin') 2048
        Remove-Item (Join-Path $folder 'photos/2013/dsc_0002.jpg')
        $text = Show-WhatIf "Sync-GlacierFolder nightly '$folder' -Remove -WhatIf"
        $text | Should -Match 'In all: 1 file, 2\.00 KiB, would be sent to vault nightly, and 1 archive, 1,?000 B, deleted from it\.'
    }
}

Describe 'E05_ The list of jobs' {
    It 'has within 80 columns what is needed to go on, vault by vault' {
        $text = (Get-GlacierJob 'photos*' | Out-String -Width 80) -replace '\e\[[\d;]*m'
        ($text -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        $text | Should -Match '(?m)^\s*Vault: photos\r?$'
        $text | Should -Match '(?m)^\s*Vault: photos-old\r?$'
        $text | Should -Match '(?m)^JobId +Status +Tier +Size +Age +Until +ArchiveName\r?$'
        $short = $job.JobId.Substring(0, 8)
        $text | Should -Match "(?m)^$([regex]::Escape($short)).+Succeeded +Standard +1\.95 KiB +\d+ \w+ +\d\d-\d\d \d\d:\d\d +\S+\r?$"
        (Get-GlacierJob photos).ArchiveName | Select-Object -First 1 | Should -Match 'a\.bin$'
    }

    It 'E09_shows a failed job in red' {
        $failed = [GlacierPS.JobDescription]@{ JobId = 'x'; VaultARN = 'arn:aws:glacier:us-east-1:111122223333:vaults/v'; StatusCode = 'Failed' }
        [GlacierPS.Cmdlets.Formatting.JobCells]::Status($failed) | Should -Be "`e[31mFailed`e[0m"
    }
}

Describe 'E04_ The parameters of other movers' {
    It 'are understood' {
        (Send-GlacierArchive letters -FilePath $file -WhatIf).FullName | Should -Be "$file"
        (Send-GlacierArchive letters -FilePath $file).VaultName | Should -Be 'letters'
        (Start-GlacierJob photos -Inventory -OutputFormat CSV -JobDescription 'for the audit').Description | Should -Be 'for the audit'
        (Receive-GlacierJobOutput photos $job.JobId -FilePath (New-TestFolder)).ArchiveId | Should -Be $archive.ArchiveId
    }
}

Describe 'E04_ A name in which nothing is a wildcard' {
    It 'finds that archive and no other: Get-, Test- and Restore-GlacierArchive' {
        $null = New-GlacierVault signs
        $in = New-TestFolder
        foreach ($name in 'a[1].txt', 'a1.txt', 'tick``[.txt') { [IO.File]::WriteAllBytes((Join-Path $in $name), [byte[]](1, 2, 3)) }
        $null = Send-GlacierArchive signs $in -Recurse
        (Get-GlacierArchive signs -LiteralName 'a[1].txt', 'tick``[.txt').Name | Sort-Object | Should -Be 'a[1].txt', 'tick``[.txt'
        (Get-GlacierArchive signs -Name 'a1*' -LiteralName 'a[1].txt').Name | Sort-Object | Should -Be 'a[1].txt', 'a1.txt'
        (Test-GlacierArchive signs $in -LiteralName 'a[1].txt').Name | Should -Be 'a[1].txt'
        (Restore-GlacierArchive signs -LiteralName 'a[1].txt' -Path (New-TestFolder) -WhatIf -WarningAction Ignore).Archives | Should -Be 1
        Get-ErrorName (Get-Error { Restore-GlacierArchive signs -LiteralName 'a[2].txt' -Path (New-TestFolder) -WarningAction Ignore }) | Should -Be 'ArchiveNotFound'
    }
}

Describe 'E05_ What goes on to other cmdlets' {
    It 'has no property that the views alone need, and words for JSON' {
        $archive = Get-GlacierArchive signs | Select-Object -First 1
        ($archive | Select-Object *).PSObject.Properties.Name | Should -Not -Contain 'Shown'
        ($archive | Get-Member).Name | Should -Not -Contain 'Shown'
        $archive | ConvertTo-Json | Should -Not -Match 'Shown'
        ($archive | ConvertTo-Json -EnumsAsStrings | ConvertFrom-Json).WrittenBy | Should -Be 'MtAwsGlacier'
        ($archive | ConvertTo-Csv | ConvertFrom-Csv).WrittenBy | Should -Be 'MtAwsGlacier'
        $archive.Shown | Should -Match 'VaultName: signs'
    }
}
