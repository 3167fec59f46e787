BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'Disconnect-Glacier' {
    It 'closes the session''s connection and lets go of its folder' {
        $path = Connect-TestGlacier
        $null = New-GlacierVault photos
        Disconnect-Glacier
        Get-GlacierConnection | Should -BeNullOrEmpty
        Remove-Item -LiteralPath $path -Recurse -Force
        Test-Path -LiteralPath $path | Should -BeFalse
    }

    It 'is content when there is none' {
        Disconnect-Glacier
        { Disconnect-Glacier } | Should -Not -Throw
    }

    It 'makes a closed connection say so' {
        $null = Connect-TestGlacier
        $connection = Get-GlacierConnection
        $connection | Disconnect-Glacier
        $problem = Get-Error { Get-GlacierVault -Connection $connection }
        Get-ErrorName $problem | Should -Be 'ConnectionClosed'
    }

    It 'lets another process have the folder' {
        $path = Connect-TestGlacier
        $null = New-GlacierVault photos
        Disconnect-Glacier
        $names = Invoke-Child "Import-Module '$env:GLACIERPS_MODULE'; (Get-GlacierVault -LocalPath '$path').VaultName"
        $names | Should -Be 'photos'
    }
}
