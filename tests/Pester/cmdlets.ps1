# The cmdlets of the module and the operations that each is for: the one list that tests hold the module against.
$cmdlets = [ordered]@{
    'Add-GlacierVaultTag'                   = 'AddTagsToVault'
    'Clear-GlacierVault'                    = 'DeleteArchive', 'DeleteVault'
    'Compare-GlacierInventory'              = ''
    'Complete-GlacierMultipartUpload'       = 'CompleteMultipartUpload'
    'Complete-GlacierVaultLock'             = 'CompleteVaultLock'
    'Connect-Glacier'                       = ''
    'ConvertFrom-GlacierArchiveDescription' = ''
    'ConvertTo-GlacierArchiveDescription'   = ''
    'Copy-GlacierArchive'                   = 'InitiateJob', 'DescribeJob', 'GetJobOutput'
    'Copy-GlacierItem'                      = ''
    'Disconnect-Glacier'                    = ''
    'Expand-GlacierArchive'                 = ''
    'Export-GlacierCatalog'                 = ''
    'Export-GlacierReport'                  = 'ListVaults', 'ListJobs', 'ListMultipartUploads', 'GetVaultLock'
    'Find-GlacierVault'                     = 'ListVaults', 'GetVaultLock'
    'Get-GlacierArchive'                    = 'DescribeVault'
    'Get-GlacierCatalog'                    = ''
    'Get-GlacierConnection'                 = ''
    'Get-GlacierCopy'                       = 'ListJobs'
    'Get-GlacierDataRetrievalPolicy'        = 'GetDataRetrievalPolicy'
    'Get-GlacierJob'                        = 'ListJobs', 'DescribeJob'
    'Get-GlacierMultipartPart'              = 'ListParts'
    'Get-GlacierMultipartUpload'            = 'ListMultipartUploads'
    'Get-GlacierPrice'                      = ''
    'Get-GlacierProvisionedCapacity'        = 'ListProvisionedCapacity'
    'Get-GlacierRequest'                    = ''
    'Get-GlacierShare'                      = ''
    'Get-GlacierTransfer'                   = ''
    'Get-GlacierTreeHash'                   = ''
    'Get-GlacierVault'                      = 'ListVaults', 'DescribeVault'
    'Get-GlacierVaultAccessPolicy'          = 'GetVaultAccessPolicy'
    'Get-GlacierVaultLock'                  = 'GetVaultLock'
    'Get-GlacierVaultNotification'          = 'GetVaultNotifications'
    'Get-GlacierVaultTag'                   = 'ListTagsForVault'
    'Import-GlacierCatalog'                 = ''
    'Import-GlacierInventory'               = ''
    'Measure-GlacierRetrieval'              = 'DescribeVault'
    'Measure-GlacierVault'                  = 'DescribeVault'
    'New-GlacierProvisionedCapacity'        = 'PurchaseProvisionedCapacity'
    'New-GlacierShareTable'                 = ''
    'New-GlacierVault'                      = 'CreateVault'
    'Receive-GlacierJobOutput'              = 'GetJobOutput'
    'Remove-GlacierArchive'                 = 'DeleteArchive'
    'Remove-GlacierCatalog'                 = ''
    'Remove-GlacierShareTable'              = ''
    'Remove-GlacierTransfer'                = 'AbortMultipartUpload'
    'Remove-GlacierVault'                   = 'DeleteVault'
    'Remove-GlacierVaultAccessPolicy'       = 'DeleteVaultAccessPolicy'
    'Remove-GlacierVaultNotification'       = 'DeleteVaultNotifications'
    'Remove-GlacierVaultTag'                = 'RemoveTagsFromVault'
    'Restore-GlacierArchive'                = 'InitiateJob', 'DescribeJob', 'GetJobOutput'
    'Resume-GlacierTransfer'                = 'CompleteMultipartUpload', 'UploadMultipartPart'
    'Send-GlacierArchive'                   = 'UploadArchive'
    'Send-GlacierMultipartPart'             = 'UploadMultipartPart'
    'Set-GlacierDataRetrievalPolicy'        = 'SetDataRetrievalPolicy'
    'Set-GlacierVaultAccessPolicy'          = 'SetVaultAccessPolicy'
    'Set-GlacierVaultNotification'          = 'SetVaultNotifications'
    'Start-GlacierJob'                      = 'InitiateJob'
    'Start-GlacierMultipartUpload'          = 'InitiateMultipartUpload'
    'Start-GlacierVaultLock'                = 'InitiateVaultLock'
    'Stop-GlacierMultipartUpload'           = 'AbortMultipartUpload'
    'Stop-GlacierVaultLock'                 = 'AbortVaultLock'
    'Sync-GlacierFolder'                    = 'UploadArchive', 'DeleteArchive'
    'Test-GlacierArchive'                   = ''
    'Test-GlacierCopy'                      = ''
    'Update-GlacierCatalog'                 = 'InitiateJob', 'GetJobOutput'
    'Update-GlacierPrice'                   = ''
    'Wait-GlacierJob'                       = 'DescribeJob'
}

# Each cmdlet that changes something at the service: what must be there first, and its parameters, in a vault of its own.
# $vault, $file (3,000,000 bytes), $policy, $topic and $server are there to be used. Asks says which of the operations that
# change something are asked for, where it is not all of them.
$changes = @(
    @{ Name = 'Add-GlacierVaultTag'; Parameters = { @{ VaultName = $vault; Tag = @{ a = '1' } } } }
    @{ Name = 'Complete-GlacierMultipartUpload'; Parameters = {
            $upload = Start-GlacierMultipartUpload $vault -PartSize 4MB
            $null = $upload | Send-GlacierMultipartPart -Path $file -Offset 0
            @{ VaultName = $vault; UploadId = $upload.UploadId }
        }
    }
    @{ Name = 'Complete-GlacierVaultLock'; Parameters = {
            @{ VaultName = $vault; LockId = (Start-GlacierVaultLock $vault $policy -Confirm:$false).LockId }
        }
    }
    @{ Name = 'Clear-GlacierVault'; Asks = 'DeleteArchive'; GivesPlan = $true; Parameters = {
            $null = Send-GlacierArchive $vault $file -PartSize 4MB
            $null = Update-GlacierCatalog $vault
            @{ VaultName = $vault }
        }
    }
    @{ Name = 'Copy-GlacierArchive'; GivesPlan = $true; Parameters = {
            . "$PSScriptRoot/bucket.ps1"
            $null = Send-GlacierArchive $vault $file -PartSize 4MB
            @{ VaultName = $vault; BucketRegion = 'us-east-1' } + (Start-TestBucket).Copy
        }
    }
    @{ Name = 'New-GlacierProvisionedCapacity'; Parameters = { @{} } }
    @{ Name = 'New-GlacierVault'; Parameters = { @{ VaultName = "$vault-new" } } }
    @{ Name = 'Remove-GlacierArchive'; Parameters = {
            @{ VaultName = $vault; ArchiveId = (Send-GlacierArchive $vault $file -PartSize 4MB).ArchiveId }
        }
    }
    @{ Name = 'Remove-GlacierTransfer'; Parameters = {
            $null = New-UnfinishedUpload $server -Vault $vault
            @{ JournalPath = (Get-GlacierTransfer).JournalPath }
        }
    }
    @{ Name = 'Remove-GlacierVault'; Parameters = { @{ VaultName = $vault } } }
    @{ Name = 'Remove-GlacierVaultAccessPolicy'; Parameters = { @{ VaultName = $vault } } }
    @{ Name = 'Remove-GlacierVaultNotification'; Parameters = { @{ VaultName = $vault } } }
    @{ Name = 'Remove-GlacierVaultTag'; Parameters = { @{ VaultName = $vault; Key = 'a' } } }
    @{ Name = 'Resume-GlacierTransfer'; Parameters = {
            $null = New-UnfinishedUpload $server -Vault $vault
            @{ JournalPath = (Get-GlacierTransfer).JournalPath }
        }
    }
    @{ Name = 'Send-GlacierArchive'; GivesPlan = $true; Parameters = { @{ VaultName = $vault; Path = $file; PartSize = 4MB } } }
    @{ Name = 'Send-GlacierMultipartPart'; Parameters = {
            @{ VaultName = $vault; UploadId = (Start-GlacierMultipartUpload $vault -PartSize 4MB).UploadId; Path = $file; Offset = 0 }
        }
    }
    @{ Name = 'Set-GlacierDataRetrievalPolicy'; Parameters = { @{ Strategy = 'None' } } }
    @{ Name = 'Set-GlacierVaultAccessPolicy'; Parameters = { @{ VaultName = $vault; Policy = $policy } } }
    @{ Name = 'Set-GlacierVaultNotification'; Parameters = { @{ VaultName = $vault; SnsTopic = $topic } } }
    @{ Name = 'Start-GlacierJob'; Parameters = {
            @{ VaultName = $vault; ArchiveId = (Send-GlacierArchive $vault $file -PartSize 4MB).ArchiveId }
        }
    }
    @{ Name = 'Restore-GlacierArchive'; GivesPlan = $true; Parameters = {
            $sent = Send-GlacierArchive $vault $file -PartSize 4MB
            @{ VaultName = $vault; ArchiveId = $sent.ArchiveId; Path = Join-Path (Split-Path (Split-Path $file)) $vault }
        }
    }
    @{ Name = 'Sync-GlacierFolder'; Asks = 'UploadArchive'; GivesPlan = $true; Parameters = { @{ VaultName = $vault; Path = Split-Path $file } } }
    @{ Name = 'Start-GlacierMultipartUpload'; Parameters = { @{ VaultName = $vault; PartSize = 4MB } } }
    @{ Name = 'Start-GlacierVaultLock'; Parameters = { @{ VaultName = $vault; Policy = $policy } } }
    @{ Name = 'Stop-GlacierMultipartUpload'; Parameters = {
            @{ VaultName = $vault; UploadId = (Start-GlacierMultipartUpload $vault -PartSize 4MB).UploadId }
        }
    }
    @{ Name = 'Stop-GlacierVaultLock'; Parameters = {
            $null = Start-GlacierVaultLock $vault $policy -Confirm:$false
            @{ VaultName = $vault }
        }
    }
    @{ Name = 'Update-GlacierCatalog'; Parameters = {
            $null = Send-GlacierArchive $vault $file -PartSize 4MB
            @{ VaultName = $vault }
        }
    }
)

# Those with -WhatIf that change files, or another service's table, only.
$changesFiles = @(
    'Expand-GlacierArchive', 'Export-GlacierCatalog', 'Export-GlacierReport', 'Import-GlacierCatalog', 'New-GlacierShareTable',
    'Receive-GlacierJobOutput', 'Remove-GlacierCatalog', 'Remove-GlacierShareTable', 'Update-GlacierPrice'
)

# These do their work by others of this list, over the connection of the drive.
$byOthers = @('Copy-GlacierItem')
