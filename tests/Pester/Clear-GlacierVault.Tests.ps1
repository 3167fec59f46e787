BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'other', 'locked' | New-GlacierVault
    $work = New-TestFolder
    $files = 1..12 | ForEach-Object { New-TestFile (Join-Path $work "$_.bin") 500 }
    $null = $files | Send-GlacierArchive photos -BasePath $work
    $null = $files[0] | Send-GlacierArchive locked

    function New-LockPolicy([string] $Vault, [hashtable] $Condition) {
        @{ Version = '2012-10-17'; Statement = @(@{ Sid = 'keep'; Effect = 'Deny'; Principal = '*'; Action = 'glacier:DeleteArchive'
                    Resource = (Get-GlacierVault $Vault).VaultARN; Condition = $Condition }) } | ConvertTo-Json -Depth 9
    }

    function Get-Left([string] $Vault) { @(Start-GlacierJob $Vault -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput).Count }
}

AfterAll { Disconnect-Glacier }

Describe 'Clear-GlacierVault' {
    It 'does not begin before an inventory is known' {
        # Another machine knows nothing of what was sent from here.
        Invoke-Elsewhere {
            $problem = Get-Error { Clear-GlacierVault photos -Confirm:$false }
            Get-ErrorName $problem | Should -Be 'CatalogEmpty'
            "$problem" | Should -Match "Update-GlacierCatalog 'photos'"
            Get-ErrorName (Get-Error { Clear-GlacierVault photos -UpdateCatalog -WhatIf }) | Should -Be 'CatalogEmpty'
            Get-GlacierJob photos | Should -BeNullOrEmpty
        }
        Get-Left photos | Should -Be 12
    }

    It 'says with -WhatIf what it would delete, and deletes nothing' {
        $null = Update-GlacierCatalog photos
        $plan = Clear-GlacierVault photos -WhatIf
        $plan.Archives | Should -Be 12
        $plan.SizeInBytes | Should -Be 6000
        $plan.EarlyArchives | Should -Be 12
        $plan.EarlyDeletionCost | Should -BeGreaterThan 0
        $plan.IsLastVault | Should -BeFalse
        Get-Left photos | Should -Be 12
    }

    It 'empties the vault, and leaves others alone' {
        $result = Clear-GlacierVault photos -Confirm:$false
        $result.Deleted | Should -Be 12
        $result.Failed | Should -Be 0
        Get-Left photos | Should -Be 0
        Get-Left locked | Should -Be 1
        Get-GlacierArchive photos -WarningAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'takes a saved inventory, and goes on where it was' {
        $null = $files[0..3] | Send-GlacierArchive other -BasePath $work
        $saved = Start-GlacierJob other -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput -Path (Join-Path $work 'saved')
        (Clear-GlacierVault other -InventoryPath $saved.FullName -Confirm:$false).Deleted | Should -Be 4
        (Clear-GlacierVault other -InventoryPath $saved.FullName -Confirm:$false -WarningAction SilentlyContinue).Deleted | Should -Be 0
        Get-Left other | Should -Be 0
    }

    It 'takes the inventory of a job that has ended, and asks for none' {
        $null = New-GlacierVault finished
        $null = $files[0..2] | Send-GlacierArchive finished -BasePath $work
        $null = Start-GlacierJob finished -Inventory | Wait-GlacierJob
        Invoke-Elsewhere {
            (Clear-GlacierVault finished -Confirm:$false).Deleted | Should -Be 3
            @(Get-GlacierJob finished).Count | Should -Be 1
        }
    }

    It 'waits for an inventory with -UpdateCatalog' {
        $null = New-GlacierVault unknown
        $null = $files[0..2] | Send-GlacierArchive unknown -BasePath $work
        Invoke-Elsewhere {
            (Clear-GlacierVault unknown -UpdateCatalog -Confirm:$false -WarningVariable warnings).Deleted | Should -Be 3
            $warnings | Should -BeNullOrEmpty
        }
    }

    It 'refuses what a lock forbids' {
        $null = Update-GlacierCatalog locked
        $null = Start-GlacierVaultLock locked -Policy (New-LockPolicy locked @{ NumericLessThan = @{ 'glacier:ArchiveAgeInDays' = '365' } }) -Confirm:$false
        $problem = Get-Error { Clear-GlacierVault locked -Confirm:$false }
        Get-ErrorName $problem | Should -Be 'VaultLocked'
        "$problem" | Should -Match 'forbids the deletion of 1 of its 1 archive;'
        Get-Left locked | Should -Be 1
    }

    It 'tells on what a lock denies, and of its denials one error with their count' {
        $null = New-GlacierVault held
        $null = $files[0..4] | Send-GlacierArchive held -BasePath $work
        Add-GlacierVaultTag held @{ LegalHold = 'true' }
        $null = Update-GlacierCatalog held
        $null = Start-GlacierVaultLock held -Policy (New-LockPolicy held @{ StringLike = @{ 'glacier:ResourceTag/LegalHold' = 'true' } }) -Confirm:$false
        $result = Clear-GlacierVault held -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match "denies deletions if glacier:ResourceTag/LegalHold StringLike 'true'"
        @($problems).Count | Should -Be 1
        Get-ErrorName $problems[0] | Should -Be 'DeletionsDenied'
        "$($problems[0])" | Should -Match 'denied the deletion of 5 archives'
        $result.Denied | Should -Be 5
        $result.Deleted | Should -Be 0
        Get-Left held | Should -Be 5
    }

    It 'shows how many archives are deleted, and how many a second' {
        $shell = [powershell]::Create()
        try {
            $path = New-TestFolder
            $null = $shell.AddScript(@"
`$ProgressPreference = 'Continue'; `$WarningPreference = 'SilentlyContinue'; Import-Module '$env:GLACIERPS_MODULE'
`$null = Connect-Glacier -LocalPath '$path'
`$null = New-GlacierVault many
`$null = 1..40 | ForEach-Object { Set-Content `"$path/`$_.txt`" `$_; Get-Item `"$path/`$_.txt`" } | Send-GlacierArchive many
`$null = Update-GlacierCatalog many
Clear-GlacierVault many -ThrottleLimit 1 -Confirm:`$false
Disconnect-Glacier
"@)
            $shell.Invoke()[-1].Deleted | Should -Be 40
            @($shell.Streams.Progress | Where-Object Activity -EQ 'Emptying a vault' | Where-Object StatusDescription -NotMatch '^(\d+ of 40 archives(, \d+/s)?|Done)$').Count | Should -Be 0
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'removes the vault with -RemoveVault' {
        $result = Clear-GlacierVault photos -RemoveVault -Confirm:$false -WarningAction SilentlyContinue
        $result.VaultRemoved | Should -BeTrue
        Get-GlacierVault photos -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'tells when the vault can be removed, and waits for it with -RemoveVault' {
        $server = Start-TestServer -Option '--inventory', '24h', '--control'
        try {
            $connect = $server.Connect
            $null = Connect-Glacier @connect
            $null = 'daily', 'kept' | New-GlacierVault
            $null = $files[0..1] | Send-GlacierArchive daily -BasePath $work
            $result = Clear-GlacierVault daily -Confirm:$false
            ($result.RemovableAfter - [datetime]::UtcNow).TotalHours | Should -BeGreaterThan 20
            ($result.RemovableAfter - [datetime]::UtcNow).TotalHours | Should -BeLessThan 28
            "$(Get-Error { Remove-GlacierVault daily -Confirm:$false })" | Should -Match 'recently|once a day'

            # The service's clock moves on when the cmdlet says that it waits.
            $waits = 0
            $removed = Clear-GlacierVault daily -RemoveVault -Confirm:$false -Verbose 4>&1 | ForEach-Object {
                if ($_ -is [System.Management.Automation.VerboseRecord]) {
                    if ($_.Message -match 'can be removed when an inventory knows') {
                        $waits++
                        $null = Invoke-RestMethod "$($server.Url)/_control/clock" -Method Post -Body '{"advance":"13h"}'
                    }
                }
                else {
                    $_
                }
            }
            $waits | Should -BeGreaterThan 0
            $removed.VaultRemoved | Should -BeTrue
            (Get-GlacierVault).VaultName | Should -Be 'kept'
        }
        finally {
            Stop-TestServer $server
        }
    }

    It 'warns of the last vault' {
        $path = New-TestFolder
        $null = New-GlacierVault only -LocalPath $path
        $null = Clear-GlacierVault only -LocalPath $path -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'last vault'
        $result = Clear-GlacierVault only -RemoveVault -LocalPath $path -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue
        $result.VaultRemoved | Should -BeTrue
        "$warnings" | Should -Match 'last vault'
    }

    It 'asks before it deletes' {
        [System.Management.Automation.CmdletAttribute]$attribute = (Get-Command Clear-GlacierVault).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0]
        $attribute.ConfirmImpact | Should -Be 'High'
    }
}
