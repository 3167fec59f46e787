@{
    RootModule           = 'GlacierPS.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5f0b6c1e-7d0a-4b0e-9a57-3c2b8c1f4e6d'
    Author               = 'The GlacierPS authors'
    CompanyName          = 'The GlacierPS authors'
    Copyright            = '(c) 2026 The GlacierPS authors. MIT licence.'
    Description          = 'Amazon Glacier vaults and archives from PowerShell: upload, retrieve, verify and list, with a faithful local Glacier to run and test everything offline.'
    CompatiblePSEditions = @('Core')
    PowerShellVersion    = '7.4'
    FormatsToProcess     = @(
        'Formats/Account.Format.ps1xml'
        'Formats/Archives.Format.ps1xml'
        'Formats/Copies.Format.ps1xml'
        'Formats/Cost.Format.ps1xml'
        'Formats/Jobs.Format.ps1xml'
        'Formats/Shares.Format.ps1xml'
        'Formats/Transfers.Format.ps1xml'
        'Formats/Vaults.Format.ps1xml'
    )
    TypesToProcess       = @('GlacierPS.Types.ps1xml')
    FunctionsToExport    = @()
    # By name: autoloading finds a command only if the manifest names it.
    CmdletsToExport      = @(
        'Add-GlacierVaultTag'
        'Clear-GlacierVault'
        'Compare-GlacierInventory'
        'Complete-GlacierMultipartUpload'
        'Complete-GlacierVaultLock'
        'Connect-Glacier'
        'ConvertFrom-GlacierArchiveDescription'
        'ConvertTo-GlacierArchiveDescription'
        'Copy-GlacierArchive'
        'Copy-GlacierItem'
        'Disconnect-Glacier'
        'Expand-GlacierArchive'
        'Export-GlacierCatalog'
        'Export-GlacierReport'
        'Find-GlacierVault'
        'Get-GlacierArchive'
        'Get-GlacierCatalog'
        'Get-GlacierConnection'
        'Get-GlacierCopy'
        'Get-GlacierDataRetrievalPolicy'
        'Get-GlacierJob'
        'Get-GlacierMultipartPart'
        'Get-GlacierMultipartUpload'
        'Get-GlacierPrice'
        'Get-GlacierProvisionedCapacity'
        'Get-GlacierRequest'
        'Get-GlacierShare'
        'Get-GlacierTransfer'
        'Get-GlacierTreeHash'
        'Get-GlacierVault'
        'Get-GlacierVaultAccessPolicy'
        'Get-GlacierVaultLock'
        'Get-GlacierVaultNotification'
        'Get-GlacierVaultTag'
        'Import-GlacierCatalog'
        'Import-GlacierInventory'
        'Measure-GlacierRetrieval'
        'Measure-GlacierVault'
        'New-GlacierProvisionedCapacity'
        'New-GlacierShareTable'
        'New-GlacierVault'
        'Receive-GlacierJobOutput'
        'Remove-GlacierArchive'
        'Remove-GlacierCatalog'
        'Remove-GlacierShareTable'
        'Remove-GlacierTransfer'
        'Remove-GlacierVault'
        'Remove-GlacierVaultAccessPolicy'
        'Remove-GlacierVaultNotification'
        'Remove-GlacierVaultTag'
        'Restore-GlacierArchive'
        'Resume-GlacierTransfer'
        'Send-GlacierArchive'
        'Send-GlacierMultipartPart'
        'Set-GlacierDataRetrievalPolicy'
        'Set-GlacierVaultAccessPolicy'
        'Set-GlacierVaultNotification'
        'Start-GlacierJob'
        'Start-GlacierMultipartUpload'
        'Start-GlacierVaultLock'
        'Stop-GlacierMultipartUpload'
        'Stop-GlacierVaultLock'
        'Sync-GlacierFolder'
        'Test-GlacierArchive'
        'Test-GlacierCopy'
        'Update-GlacierCatalog'
        'Update-GlacierPrice'
        'Wait-GlacierJob'
    )
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        # Where a page of docs/en-US is to be read, {0} being the cmdlet's name: then Get-Help -Online opens it. Whoever
        # publishes the module sets it, ProjectUri and LicenseUri, here alone, and runs ./build.sh help.
        OnlineHelp = ''
        PSData     = @{
            Tags       = @('AWS', 'Amazon', 'Glacier', 'Archive', 'Backup', 'Storage', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            Prerelease = ''
            ReleaseNotes = 'What is new stands in CHANGELOG.md of the repository, and in Get-Help about_GlacierPS.'
            # LicenseUri and ProjectUri want an absolute address, and the project has none: LICENSE and README.md lie in
            # the module's folder.
        }
    }
}
