# The cmdlets of the module and the operations that each is for: the one list that tests hold the module against.
$cmdlets = [ordered]@{
    'Add-GlacierVaultTag'              = 'AddTagsToVault'
    'Complete-GlacierMultipartUpload'  = 'CompleteMultipartUpload'
    'Complete-GlacierVaultLock'        = 'CompleteVaultLock'
    'Connect-Glacier'                  = ''
    'Disconnect-Glacier'               = ''
    'Get-GlacierConnection'            = ''
    'Get-GlacierDataRetrievalPolicy'   = 'GetDataRetrievalPolicy'
    'Get-GlacierJob'                   = 'ListJobs', 'DescribeJob'
    'Get-GlacierMultipartPart'         = 'ListParts'
    'Get-GlacierMultipartUpload'       = 'ListMultipartUploads'
    'Get-GlacierProvisionedCapacity'   = 'ListProvisionedCapacity'
    'Get-GlacierTransfer'              = ''
    'Get-GlacierTreeHash'              = ''
    'Get-GlacierVault'                 = 'ListVaults', 'DescribeVault'
    'Get-GlacierVaultAccessPolicy'     = 'GetVaultAccessPolicy'
    'Get-GlacierVaultLock'             = 'GetVaultLock'
    'Get-GlacierVaultNotification'     = 'GetVaultNotifications'
    'Get-GlacierVaultTag'              = 'ListTagsForVault'
    'New-GlacierProvisionedCapacity'   = 'PurchaseProvisionedCapacity'
    'New-GlacierVault'                 = 'CreateVault'
    'Receive-GlacierJobOutput'         = 'GetJobOutput'
    'Remove-GlacierArchive'            = 'DeleteArchive'
    'Remove-GlacierTransfer'           = 'AbortMultipartUpload'
    'Remove-GlacierVault'              = 'DeleteVault'
    'Remove-GlacierVaultAccessPolicy'  = 'DeleteVaultAccessPolicy'
    'Remove-GlacierVaultNotification'  = 'DeleteVaultNotifications'
    'Remove-GlacierVaultTag'           = 'RemoveTagsFromVault'
    'Resume-GlacierTransfer'           = 'CompleteMultipartUpload', 'UploadMultipartPart', 'GetJobOutput'
    'Send-GlacierArchive'              = 'UploadArchive'
    'Send-GlacierMultipartPart'        = 'UploadMultipartPart'
    'Set-GlacierDataRetrievalPolicy'   = 'SetDataRetrievalPolicy'
    'Set-GlacierVaultAccessPolicy'     = 'SetVaultAccessPolicy'
    'Set-GlacierVaultNotification'     = 'SetVaultNotifications'
    'Start-GlacierJob'                 = 'InitiateJob'
    'Start-GlacierMultipartUpload'     = 'InitiateMultipartUpload'
    'Start-GlacierVaultLock'           = 'InitiateVaultLock'
    'Stop-GlacierMultipartUpload'      = 'AbortMultipartUpload'
    'Stop-GlacierVaultLock'            = 'AbortVaultLock'
    'Wait-GlacierJob'                  = 'DescribeJob'
}

# Each cmdlet that changes something at the service: what must be there first, and its parameters, in a vault of its own.
# $vault, $file (3,000,000 bytes), $policy and $topic are there to be used.
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
    @{ Name = 'New-GlacierProvisionedCapacity'; Parameters = { @{} } }
    @{ Name = 'New-GlacierVault'; Parameters = { @{ VaultName = "$vault-new" } } }
    @{ Name = 'Remove-GlacierArchive'; Parameters = {
            @{ VaultName = $vault; ArchiveId = (Send-GlacierArchive $vault $file -PartSize 4MB).ArchiveId }
        }
    }
    @{ Name = 'Remove-GlacierTransfer'; Parameters = {
            $null = New-UnfinishedUpload $server $vault
            @{ InputObject = Get-GlacierTransfer -VaultName $vault }
        }
    }
    @{ Name = 'Remove-GlacierVault'; Parameters = { @{ VaultName = $vault } } }
    @{ Name = 'Remove-GlacierVaultAccessPolicy'; Parameters = { @{ VaultName = $vault } } }
    @{ Name = 'Remove-GlacierVaultNotification'; Parameters = { @{ VaultName = $vault } } }
    @{ Name = 'Remove-GlacierVaultTag'; Parameters = { @{ VaultName = $vault; Key = 'a' } } }
    @{ Name = 'Resume-GlacierTransfer'; Parameters = {
            # All parts are there already: only the end is missing.
            $file = New-TestFile (Join-Path (New-TestFolder) 'film.mkv') 3MB
            Add-Fault $server @{ operation = 'CompleteMultipartUpload'; status = 403; code = 'AccessDeniedException' }
            $null = $file | Send-GlacierArchive $vault -PartSize 1MB -ErrorAction SilentlyContinue
            Clear-Fault $server
            @{ InputObject = Get-GlacierTransfer -VaultName $vault }
        }
    }
    @{ Name = 'Send-GlacierArchive'; Parameters = { @{ VaultName = $vault; Path = $file; PartSize = 4MB } } }
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
)

# Those with -WhatIf that change files only.
$changesFiles = @('Receive-GlacierJobOutput')
