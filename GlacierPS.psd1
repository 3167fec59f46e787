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
    FormatsToProcess     = @('GlacierPS.Format.ps1xml')
    TypesToProcess       = @('GlacierPS.Types.ps1xml')
    FunctionsToExport    = @()
    # By name: autoloading finds a command only if the manifest names it.
    CmdletsToExport      = @(
        'Connect-Glacier'
        'Disconnect-Glacier'
        'Get-GlacierConnection'
        'Get-GlacierJob'
        'Get-GlacierTransfer'
        'Get-GlacierTreeHash'
        'Get-GlacierVault'
        'New-GlacierVault'
        'Receive-GlacierJobOutput'
        'Remove-GlacierArchive'
        'Remove-GlacierTransfer'
        'Remove-GlacierVault'
        'Resume-GlacierTransfer'
        'Send-GlacierArchive'
        'Start-GlacierJob'
        'Wait-GlacierJob'
    )
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('AWS', 'Amazon', 'Glacier', 'Archive', 'Backup', 'Storage', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            Prerelease = ''
        }
    }
}
