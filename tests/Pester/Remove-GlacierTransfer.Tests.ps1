BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    . "$PSScriptRoot/transfers.ps1"
    $server = Start-TestServer -Option '--control'
    $connect = $server.Connect
    $null = Connect-Glacier @connect
    $null = New-GlacierVault photos

    function Get-OpenUpload {
        (Invoke-RestMethod -Uri "$($server.Url)/-/vaults/photos/multipart-uploads" -Headers @{ 'x-amz-glacier-version' = '2012-06-01' }).UploadsList
    }
}

AfterAll {
    Clear-Transfer
    Disconnect-Glacier
    Stop-TestServer $server
}

Describe 'Remove-GlacierTransfer' {
    It 'aborts an upload and forgets it' {
        $null = New-UnfinishedUpload $server
        @(Get-OpenUpload).Count | Should -Be 1
        Get-GlacierTransfer | Remove-GlacierTransfer -WhatIf
        @(Get-OpenUpload).Count | Should -Be 1
        Get-GlacierTransfer | Remove-GlacierTransfer -Confirm:$false
        Get-OpenUpload | Should -BeNullOrEmpty
        Get-GlacierTransfer | Should -BeNullOrEmpty
    }

    It 'deletes what was fetched of a download, and no more' {
        $download = New-UnfinishedDownload $server
        Get-GlacierTransfer -Direction Download | Remove-GlacierTransfer -Confirm:$false
        Get-ChildItem (Split-Path $download.Target) | Should -BeNullOrEmpty
        Test-Path $download.Source | Should -BeTrue
        Get-GlacierTransfer | Should -BeNullOrEmpty
    }

    It 'forgets with -Force what it cannot abort over this connection' {
        $null = New-UnfinishedUpload $server
        $other = Connect-Glacier -LocalPath (Join-Path (New-TestFolder) 'other')
        Get-ErrorName (Get-Error { Get-GlacierTransfer | Remove-GlacierTransfer -Connection $other -Confirm:$false }) | Should -Be 'OtherConnection'
        Get-GlacierTransfer | Remove-GlacierTransfer -Connection $other -Force -Confirm:$false
        Get-GlacierTransfer | Should -BeNullOrEmpty
        @(Get-OpenUpload).Count | Should -Be 1
        $null = Connect-Glacier @connect
    }
}
