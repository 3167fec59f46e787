# Tables through which machines share work: made, looked at and removed, at dynalite.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/table.ps1"
    $null = Connect-TestGlacier
    $table = Start-TestTable
    $missing = $null -eq $table
    $at = @{ ShareEndpointUrl = if ($missing) { 'http://127.0.0.1:1' } else { $table.Url }; ShareRegion = 'us-east-1' }
    $env:AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE'
    $env:AWS_SECRET_ACCESS_KEY = 'test-secret'
}

AfterAll {
    Stop-TestTable $table
    Remove-Item Env:AWS_ACCESS_KEY_ID, Env:AWS_SECRET_ACCESS_KEY
}

Describe 'New-, Get- and Remove-GlacierShareTable' {
    BeforeEach {
        if ($missing) { Set-ItResult -Skipped -Because 'there is no Node.js, or no way to the packages of dynalite' }
    }

    It 'makes a table once, and shows nothing in it' {
        $made = New-GlacierShareTable leave @at
        $made.TableName | Should -Be 'leave'
        $made.Region | Should -Be 'us-east-1'
        "$made" | Should -Be 'leave'
        (New-GlacierShareTable leave @at -Verbose 4>&1 | Out-String) | Should -Match 'was there already'
        Get-GlacierShare leave @at | Should -BeNullOrEmpty
        ($made | Format-List | Out-String) | Should -Match 'Arn'
    }

    It 'is found by Tab, of every cmdlet that takes one, and tables of others are not' {
        $where = "-ShareEndpointUrl $($table.Url) -ShareRegion us-east-1"
        foreach ($line in "Get-GlacierShare $where l", "Remove-GlacierShareTable $where -TableName le", "Copy-GlacierArchive $where -ShareTable lea",
            "Clear-GlacierVault $where -ShareTable le", "Restore-GlacierArchive $where -ShareTable lea") {
            foreach ($try in 1..20) {
                # On a busy machine it may take a second Tab.
                $found = @((TabExpansion2 $line $line.Length).CompletionMatches | Where-Object ListItemText -NotLike '… still looking*')
                if ($found) { break }
            }
            $found.CompletionText | Should -Be 'leave' -Because $line
            $found.ToolTip | Should -Match 'leave: shared work since .*, in us-east-1'
        }
        $none = "Get-GlacierShare $where z"
        @((TabExpansion2 $none $none.Length).CompletionMatches | ForEach-Object CompletionText) | Should -Not -Contain 'leave'
    }

    It 'with -WhatIf makes and deletes nothing' {
        New-GlacierShareTable other @at -WhatIf | Should -BeNullOrEmpty
        Get-ErrorName (Get-Error { Get-GlacierShare other @at }) | Should -Be 'NoSuchShareTable'
        Remove-GlacierShareTable leave @at -WhatIf
        Get-GlacierShare leave @at | Should -BeNullOrEmpty
    }

    It 'refuses a name that no table can have, and a share that is not there' {
        { New-GlacierShareTable 'a/b' @at } | Should -Throw '*TableName*'
        Get-ErrorName (Get-Error { Remove-GlacierShareTable leave -Share photos @at -Confirm:$false }) | Should -Be 'NoSuchShare'
        { Remove-GlacierShareTable leave -Share *photos @at -Confirm:$false } | Should -Not -Throw
    }

    It 'deletes a table, and says when there is none' {
        Remove-GlacierShareTable leave @at -Confirm:$false
        Get-ErrorName (Get-Error { Remove-GlacierShareTable leave @at -Confirm:$false }) | Should -Be 'NoSuchShareTable'
        Get-ErrorName (Get-Error { Get-GlacierShare leave @at }) | Should -Be 'NoSuchShareTable'
    }
}

Describe 'Copy-GlacierArchive -ShareTable' {
    BeforeAll {
        . "$PSScriptRoot/bucket.ps1"
        $bucket = Start-TestBucket
        $in = New-TestFolder
        1..6 | ForEach-Object { $null = New-TestFile (Join-Path $in "$_.jpg") (1000 * $_) }
        $null = New-GlacierVault photos
        $null = Send-GlacierArchive photos $in -Recurse -BasePath $in
        $null = New-GlacierVault letters
        $copy = $bucket.Copy + $at + @{ ShareTable = 'leave'; WarningAction = 'SilentlyContinue' }
        if (-not $missing) { $null = New-GlacierShareTable leave @at }
        function Get-Jobs($Vault) { @(Get-GlacierJob $Vault | Where-Object Action -EQ 'ArchiveRetrieval').Count }
    }

    AfterAll { Stop-TestBucket $bucket }

    BeforeEach {
        if ($missing) { Set-ItResult -Skipped -Because 'there is no Node.js, or no way to the packages of dynalite' }
    }

    It 'with -WhatIf changes nothing' {
        Copy-GlacierArchive photos @copy -WhatIf | Should -BeNullOrEmpty
        Get-GlacierShare leave @at | Should -BeNullOrEmpty
        Get-Jobs photos | Should -Be 0
    }

    It 'copies the vault, and shows how far it is' {
        $copied = Copy-GlacierArchive photos @copy -Prefix vault/
        @($copied).Count | Should -Be 6
        $copied[0].Key | Should -BeLike 'vault/*.jpg'
        Get-Jobs photos | Should -Be 6
        $share = Get-GlacierShare leave @at
        $share.State | Should -Be 'Done'
        $share.Archives, $share.ArchivesDone, $share.ArchivesFailed | Should -Be 6, 6, 0
        $share.ShareName | Should -BeLike 'Copy us-east-1/*/photos'
        $share.Parameters.Bucket | Should -Be 'archive'
        $share.Windows[0].Owners | Should -Be 1
        $share | Out-String | Should -Match '6/6'
        $share.Windows | Out-String | Should -Match 'done'
    }

    It 'does nothing where all is done, and says so' {
        $said = $null
        Copy-GlacierArchive photos @copy -Prefix vault/ -WarningVariable said | Should -BeNullOrEmpty
        "$said" | Should -Match 'Nothing was left to do'
        Get-Jobs photos | Should -Be 6
    }

    It 'refuses other parameters, and names them' {
        $refused = Get-Error { Copy-GlacierArchive photos @copy -Prefix other/ -MaxCost 5 }
        Get-ErrorName $refused | Should -Be 'ShareDiffers'
        "$refused" | Should -Match "Prefix is 'vault/' there and 'other/' here"
        "$refused" | Should -Match 'MaxCost is not given there'
    }

    It 'begins anew when the share was removed, and pays for nothing twice' {
        Remove-GlacierShareTable leave -Share *photos @at -Confirm:$false
        $copied = Copy-GlacierArchive photos @copy -Prefix vault/
        @($copied | Where-Object WasThere).Count | Should -Be 6
        Get-Jobs photos | Should -Be 6
    }

    It 'keeps within -MaxCost, and marks nothing as failed by it' {
        Remove-GlacierShareTable leave -Share *photos @at -Confirm:$false
        $null = New-GlacierVault dear
        $null = Send-GlacierArchive dear (Join-Path $in '1.jpg')
        Get-ErrorName (Get-Error { Copy-GlacierArchive dear @copy -Prefix dear/ -MaxCost 0 }) | Should -Be 'MaxCostReached'
        Get-Jobs dear | Should -Be 0
        (Get-GlacierShare leave *dear @at).ArchivesFailed | Should -Be 0
    }

    It 'says when there is no such table' {
        $none = $copy + @{}
        $none.ShareTable = 'none'
        Get-ErrorName (Get-Error { Copy-GlacierArchive photos @none }) | Should -Be 'NoSuchShareTable'
    }

    It 'loads the SDK of DynamoDB at its first use only' {
        $code = "Import-Module '$((Get-Module GlacierPS).Path)'; `$null = Connect-Glacier -LocalPath '$(Join-Path (New-TestFolder) 'local')'; " +
            "`$null = New-GlacierVault v; `$null = Send-GlacierArchive v '$(Join-Path $in '1.jpg')'; " +
            "`$null = Copy-GlacierArchive v -Bucket archive -BucketEndpointUrl '$($bucket.Url)' -Prefix plain/; " +
            "`$null = Restore-GlacierArchive v * '$(New-TestFolder)'; `$null = Update-GlacierCatalog v; " +
            "`$null = Clear-GlacierVault v -CopiedTo archive/plain/ -BucketEndpointUrl '$($bucket.Url)' -Confirm:`$false; " +
            "[AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -contains 'AWSSDK.S3'; " +
            "[AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -contains 'AWSSDK.DynamoDBv2'"
        @(Invoke-Child $code)[-2, -1] | Should -Be 'True', 'False'
    }
}

Describe 'Restore-GlacierArchive -ShareTable' {
    BeforeAll {
        $in = New-TestFolder
        1..5 | ForEach-Object { $null = New-TestFile (Join-Path $in "$_.jpg") (1000 * $_) }
        $null = New-GlacierVault slides
        $null = Send-GlacierArchive slides $in -Recurse -BasePath $in
        $share = $at + @{ ShareTable = 'leave'; WarningAction = 'SilentlyContinue' }
        if (-not $missing) { $null = New-GlacierShareTable leave @at }
        $one, $two = (New-TestFolder), (New-TestFolder)
        function Get-Jobs($Vault) { @(Get-GlacierJob $Vault | Where-Object Action -EQ 'ArchiveRetrieval').Count }
    }

    BeforeEach {
        if ($missing) { Set-ItResult -Skipped -Because 'there is no Node.js, or no way to the packages of dynalite' }
    }

    It 'with -WhatIf changes nothing' {
        Restore-GlacierArchive slides * $one @share -WhatIf | Should -BeNullOrEmpty
        Get-GlacierShare leave *slides @at | Should -BeNullOrEmpty
        Get-Jobs slides | Should -Be 0
    }

    It 'refuses what one machine can do only by itself' {
        Get-ErrorName (Get-Error { Restore-GlacierArchive slides * $one @share -NoWait }) | Should -Be 'NotShared'
        $own = [pscustomobject]@{ ArchiveId = 'x'; Name = 'own.jpg' }
        Get-ErrorName (Get-Error { $own | Restore-GlacierArchive slides -Path $one @share }) | Should -Be 'NotShared'
        Get-GlacierShare leave *slides @at | Should -BeNullOrEmpty
    }

    It 'restores the vault, and shows how far it is' {
        $restored = Restore-GlacierArchive slides * $one @share
        @($restored).Count | Should -Be 5
        @($restored | Where-Object Verified).Count | Should -Be 5
        Get-Jobs slides | Should -Be 5
        (Get-FileHash (Join-Path $one '3.jpg')).Hash | Should -Be (Get-FileHash (Join-Path $in '3.jpg')).Hash
        $state = Get-GlacierShare leave *slides @at
        $state.ShareName | Should -BeLike 'Restore us-east-1/*/slides'
        $state.State, $state.Archives, $state.ArchivesDone | Should -Be 'Done', 5, 5
    }

    It 'on another machine, with another folder, says that nothing was left to do' {
        Invoke-Elsewhere {
            $said = $null
            Restore-GlacierArchive slides * $two @share -WarningVariable said | Should -BeNullOrEmpty
            "$said" | Should -Match 'Nothing was left to do'
        }
        Get-ChildItem $two | Should -BeNullOrEmpty
    }

    It 'refuses other parameters, and names them' {
        $refused = Get-Error { Restore-GlacierArchive slides *.jpg $one @share -Tier Bulk }
        Get-ErrorName $refused | Should -Be 'ShareDiffers'
        "$refused" | Should -Match "Name is '\*' there and '\*.jpg' here.*Tier is 'Standard' there and 'Bulk' here"
    }

    It 'restores a machine without a catalogue what another one has listed' {
        Remove-GlacierShareTable leave -Share *slides @at -Confirm:$false
        $ids = (Get-GlacierArchive slides).ArchiveId[0, 1]
        @(Restore-GlacierArchive slides -ArchiveId $ids -Path $one @share).Count | Should -Be 2
        Get-ErrorName (Get-Error { Restore-GlacierArchive slides -ArchiveId $ids[0] -Path $one @share }) | Should -Be 'ShareDiffers'
        Get-Jobs slides | Should -Be 5
    }
}

Describe 'Clear-GlacierVault -ShareTable' {
    BeforeAll {
        . "$PSScriptRoot/bucket.ps1"
        $bucket = Start-TestBucket
        $in = New-TestFolder
        1..6 | ForEach-Object { $null = New-TestFile (Join-Path $in "$_.jpg") (1000 * $_) }
        $share = $at + @{ ShareTable = 'leave'; WarningAction = 'SilentlyContinue'; Confirm = $false }
        $copied = @{ CopiedTo = 'archive/vault/'; BucketEndpointUrl = $bucket.Url }
        if (-not $missing) { $null = New-GlacierShareTable leave @at }
        foreach ($vault in 'films', 'sounds') {
            $null = New-GlacierVault $vault
            $null = Send-GlacierArchive $vault $in -Recurse -BasePath $in
        }
        # Known as of an inventory, as a vault is emptied.
        $null = 'films', 'sounds' | Update-GlacierCatalog
        $places = $bucket.Copy
        $null = Copy-GlacierArchive films *[1-4].jpg @places -Prefix vault/ -WarningAction SilentlyContinue
    }

    AfterAll { Stop-TestBucket $bucket }

    BeforeEach {
        if ($missing) { Set-ItResult -Skipped -Because 'there is no Node.js, or no way to the packages of dynalite' }
    }

    It 'with -WhatIf deletes nothing, and tells what would be' {
        $plan = Clear-GlacierVault films @share -WhatIf
        $plan.Archives | Should -Be 6
        Get-GlacierShare leave *films @at | Should -BeNullOrEmpty
        @(Get-GlacierArchive films).Count | Should -Be 6
    }

    It 'refuses -RemoveVault' {
        Get-ErrorName (Get-Error { Clear-GlacierVault films @share -RemoveVault }) | Should -Be 'NotShared'
        @(Get-GlacierArchive films).Count | Should -Be 6
    }

    It 'with -CopiedTo deletes exactly what is proven, and counts what is kept' {
        $said = $null
        $result = Clear-GlacierVault films @copied @share -WarningVariable said
        $result.Deleted, $result.KeptNotProven, $result.Failed | Should -Be 4, 2, 0
        "$said" | Should -Match 'Kept in vault .films. by all machines: 2 archives'
        (Get-GlacierArchive films | Where-Object Location -EQ vault).Name | Sort-Object | Should -Be '5.jpg', '6.jpg'
        $state = Get-GlacierShare leave *films @at
        $state.State, $state.ArchivesDone, $state.ArchivesKept, $state.ArchivesFailed | Should -Be 'Done', 4, 2, 0
        $state.Parameters.CopiedTo | Should -Be 'archive/vault/'
    }

    It 'refuses to delete without copies where others ask for them' {
        Get-ErrorName (Get-Error { Clear-GlacierVault films @share }) | Should -Be 'ShareDiffers'
        @(Get-GlacierArchive films | Where-Object Location -EQ vault).Count | Should -Be 2
    }

    It 'restores what is in the bucket by now, and reaches it as it is told' {
        $back = New-TestFolder
        $refused = Get-Error { Restore-GlacierArchive films 1.jpg $back -ExpectedBucketOwner 999988887777 -WarningAction SilentlyContinue }
        Get-ErrorName $refused | Should -Be 'BucketAccessDenied'
        (Restore-GlacierArchive films 1.jpg $back -WarningAction SilentlyContinue).Verified | Should -BeTrue
        $said = $null
        Restore-GlacierArchive films * $back @at -ShareTable leave -WarningVariable said -WarningAction SilentlyContinue |
            ForEach-Object Name | Sort-Object | Should -Be '5.jpg', '6.jpg'
        "$said" | Should -Match 'Left out: 4 archives in a bucket'
    }

    It 'empties a vault, and on a machine without a catalogue says that nothing was left' {
        (Clear-GlacierVault sounds @share).Deleted | Should -Be 6
        Get-GlacierArchive sounds | Should -BeNullOrEmpty
        Invoke-Elsewhere {
            $said = $null
            (Clear-GlacierVault sounds @share -WarningVariable said).Deleted | Should -Be 0
            "$said" | Should -Match "There is no catalogue of vault 'sounds' here"
            "$said" | Should -Match 'Nothing was left to do'
        }
    }
}

Describe 'The example with four machines' -Tag Soak {
    BeforeAll {
        . "$PSScriptRoot/bucket.ps1"
        . "$PSScriptRoot/server.ps1"
        $server = Start-TestServer
        $bucket = Start-TestBucket
        $connect = $server.Connect
        $null = Connect-Glacier @connect
        $in = New-TestFolder
        1..300 | ForEach-Object { $null = New-TestFile (Join-Path $in "$_.bin") (100 + $_) }
        $null = New-GlacierVault together
        $null = Send-GlacierArchive together $in -Recurse -BasePath $in
    }

    AfterAll {
        Stop-TestBucket $bucket
        Stop-TestServer $server
    }

    It 'copies the vault, and each archive once' {
        if ($missing) {
            Set-ItResult -Skipped -Because 'there is no Node.js, or no way to the packages of dynalite'
            return
        }
        $more = @{ Prefix = 'together/'; BucketEndpointUrl = $bucket.Url; BucketRegion = 'us-east-1'; ThrottleLimit = 2 }
        $made = & "$PSScriptRoot/../../docs/examples/Fleet/Copy-Together.ps1" together -Bucket archive -ShareTable together -Process 4 -Module $env:GLACIERPS_MODULE `
            -Connect @{ EndpointUrl = $server.Url; Region = 'us-east-1' } -More $more -Share $at -EverySeconds 5 6>&1
        $machines = @($made | Where-Object { $_ -isnot [System.Management.Automation.InformationRecord] })
        $machines.Count | Should -Be 4
        ($machines.Archives | Measure-Object -Sum).Sum | Should -Be 300
        "$made" | Should -Match 'Done: 300 of 300 archives'
        @(Get-GlacierJob together | Where-Object Action -EQ 'ArchiveRetrieval').Count | Should -Be 300
        $state = Get-GlacierShare together @at
        $state.State, $state.ArchivesDone | Should -Be 'Done', 300
    }
}

Describe 'Processes that copy a vault together, one of which is killed' -Tag Soak {
    BeforeAll {
        . "$PSScriptRoot/bucket.ps1"
        . "$PSScriptRoot/server.ps1"
        $server = Start-TestServer
        $bucket = Start-TestBucket
        $connect = $server.Connect
        $null = Connect-Glacier @connect
        $in = New-TestFolder
        1..600 | ForEach-Object { $null = New-TestFile (Join-Path $in "$_.bin") (100 + $_) }
        $null = New-GlacierVault fleet
        $null = Send-GlacierArchive fleet $in -Recurse -BasePath $in
        $workers = [Collections.Generic.List[Diagnostics.Process]]::new()

        function Start-Worker {
            # On a machine of its own: it knows no catalogue.
            $code = "Import-Module '$env:GLACIERPS_MODULE'; `$null = Connect-Glacier -EndpointUrl '$($server.Url)' -Region us-east-1; " +
                "`$null = Copy-GlacierArchive fleet -Bucket archive -BucketEndpointUrl '$($bucket.Url)' -BucketRegion us-east-1 " +
                "-ThrottleLimit 1 -ShareTable fleet -ShareEndpointUrl '$($table.Url)' -ShareRegion us-east-1 -WarningAction SilentlyContinue"
            $program, $words = @(Get-OwnPowerShell)
            $start = [Diagnostics.ProcessStartInfo]::new($program)
            foreach ($word in @($words | Where-Object { $_ }) + '-NoProfile', '-NonInteractive', '-Command', $code) { $start.ArgumentList.Add($word) }
            $start.Environment['XDG_STATE_HOME'] = $workers.Count -eq 0 ? $env:XDG_STATE_HOME : (New-TestFolder)
            $workers.Add([Diagnostics.Process]::Start($start))
        }
    }

    AfterAll {
        $workers | Where-Object { -not $_.HasExited } | ForEach-Object { $_.Kill($true) }
        Stop-TestBucket $bucket
        Stop-TestServer $server
    }

    It 'finishes it, and pays for nothing twice' {
        if ($missing) {
            Set-ItResult -Skipped -Because 'there is no Node.js, or no way to the packages of dynalite'
            return
        }
        $null = New-GlacierShareTable fleet @at
        1..3 | ForEach-Object { Start-Worker }
        $until = [datetime]::UtcNow.AddMinutes(3)
        while (-not (Get-GlacierShare fleet @at | ForEach-Object Windows | Where-Object State -EQ taken)) {
            [datetime]::UtcNow | Should -BeLessThan $until -Because 'a window must be taken by then'
            Start-Sleep -Milliseconds 200
        }
        Start-Sleep -Seconds 3
        $workers[0].Kill($true)
        foreach ($worker in $workers) { $worker.WaitForExit([timespan]::FromMinutes(15)) | Should -BeTrue }
        $workers[1, 2].ExitCode | Should -Be 0, 0
        $share = Get-GlacierShare fleet @at
        $share.State | Should -Be 'Done'
        $share.Archives, $share.ArchivesDone, $share.ArchivesFailed | Should -Be 600, 600, 0
        Write-Host "windows $($share.Windows.Count), owners $($share.Windows.Owners -join ' ')"
        $jobs = { @(Get-GlacierJob fleet | Where-Object Action -EQ 'ArchiveRetrieval').Count }
        $paid = & $jobs
        $paid | Should -BeGreaterOrEqual 600
        $paid | Should -BeLessOrEqual 601
        $there = Copy-GlacierArchive fleet -Bucket archive -BucketEndpointUrl $bucket.Url -BucketRegion us-east-1 -WarningAction SilentlyContinue
        @($there | Where-Object WasThere).Count | Should -Be 600
        & $jobs | Should -Be $paid
    }
}
