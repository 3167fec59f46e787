BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
    . "$PSScriptRoot/transfers.ps1"
}

Describe 'Resume-GlacierTransfer' {
    BeforeEach {
        $server = Start-TestServer -Option '--control'
        $connect = $server.Connect
        $null = Connect-Glacier @connect
        $null = New-GlacierVault photos
    }

    AfterEach {
        Clear-Transfer
        Disconnect-Glacier
        Stop-TestServer $server
    }

    It 'sends the rest of an upload, and the archive is the file' {
        $file = New-UnfinishedUpload $server
        # Only what is missing may be sent: four parts.
        Add-Fault $server @{ operation = 'UploadMultipartPart'; count = 4; dropAfterBytes = 1TB }
        Add-Fault $server @{ operation = 'UploadMultipartPart'; status = 403; code = 'AccessDeniedException' }
        $sent = Get-GlacierTransfer | Resume-GlacierTransfer
        $sent.SHA256TreeHash | Should -Be (Get-GlacierTreeHash $file).Hash
        $sent.Name | Should -Match 'film\.mkv$'
        Get-GlacierTransfer | Should -BeNullOrEmpty
    }

    It 'goes on with a journal and a file that were copied to another machine' {
        $file = New-UnfinishedUpload $server
        $elsewhere = New-TestFolder
        Move-Item -LiteralPath (Get-GlacierTransfer).JournalPath -Destination $elsewhere
        Move-Item -LiteralPath $file.FullName -Destination (Join-Path $elsewhere 'moved.mkv')
        $sent = Resume-GlacierTransfer -JournalPath $elsewhere -Path (Join-Path $elsewhere 'moved.mkv')
        $sent.SizeInBytes | Should -Be (5MB + 7)
        Get-ChildItem $elsewhere -Name | Should -Be 'moved.mkv'
    }

    It 'begins anew, and says so, when the upload has expired' {
        $null = New-UnfinishedUpload $server
        $null = Invoke-RestMethod -Method Post -Uri "$($server.Url)/_control/clock" -ContentType application/json -Body '{"advance":"50h"}'
        $sent = Get-GlacierTransfer | Resume-GlacierTransfer -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -Match 'has expired'
        $sent.ArchiveId | Should -Not -BeNullOrEmpty
    }

    It 'fetches the rest of a download' {
        $download = New-UnfinishedDownload $server
        $received = Get-GlacierTransfer -Direction Download | Resume-GlacierTransfer
        $received.Verified | Should -BeTrue
        $received.FullName | Should -Be $download.Target
        (Get-GlacierTreeHash $download.Target).Hash | Should -Be (Get-GlacierTreeHash $download.Source).Hash
        Get-ChildItem (Split-Path $download.Target) -Name | Should -Be 'photo.raw'
        Get-GlacierTransfer | Should -BeNullOrEmpty
    }

    It 'starts another job with -Restage, and only with it' {
        $download = New-UnfinishedDownload $server
        $null = Invoke-RestMethod -Method Post -Uri "$($server.Url)/_control/clock" -ContentType application/json -Body '{"advance":"100h"}'
        (Get-Error { Get-GlacierTransfer | Resume-GlacierTransfer }).Exception | Should -BeOfType ([GlacierPS.ResourceNotFoundException])
        $received = Get-GlacierTransfer | Resume-GlacierTransfer -Restage -WarningAction SilentlyContinue
        $received.Verified | Should -BeTrue
        $received.FullName | Should -Be $download.Target
    }

    It 'refuses another connection than the transfer was begun with, unless told' {
        $file = New-UnfinishedUpload $server
        $other = Join-Path (New-TestFolder) 'other'
        $null = New-GlacierVault photos -LocalPath $other
        $problem = Get-Error { Get-GlacierTransfer | Resume-GlacierTransfer -LocalPath $other }
        Get-ErrorName $problem | Should -Be 'OtherConnection'
        (Get-GlacierTransfer | Resume-GlacierTransfer -AccountId 111122223333 -Force).FullName | Should -Be $file.FullName
    }

    It 'C07 takes -Force for one consent only where a file would be replaced over another connection' {
        $download = New-UnfinishedDownload $server
        Set-Content -LiteralPath $download.Target -Value 'precious'
        $other = @{ AccountId = '111122223333' }
        $problem = Get-Error { Get-GlacierTransfer -Direction Download | Resume-GlacierTransfer @other -Force }
        Get-ErrorName $problem | Should -Be 'OtherConnection'
        $problem = Get-Error { Get-GlacierTransfer -Direction Download | Resume-GlacierTransfer @other -AllowOtherConnection }
        Get-ErrorName $problem | Should -Be 'TargetExists'
        Get-Content -LiteralPath $download.Target | Should -Be 'precious'
        $received = Get-GlacierTransfer -Direction Download | Resume-GlacierTransfer @other -AllowOtherConnection -Force
        $received.Verified | Should -BeTrue
        (Get-GlacierTreeHash $download.Target).Hash | Should -Be (Get-GlacierTreeHash $download.Source).Hash
    }

    It 'refuses a file that has changed since' {
        $file = New-UnfinishedUpload $server
        Add-Content -LiteralPath $file.FullName -Value 'more'
        Get-ErrorName (Get-Error { Get-GlacierTransfer | Resume-GlacierTransfer }) | Should -Be 'FileChanged'
    }

    It 'does nothing with -WhatIf' {
        $null = New-UnfinishedUpload $server
        Get-GlacierTransfer | Resume-GlacierTransfer -WhatIf | Should -BeNullOrEmpty
        @(Get-GlacierTransfer).Count | Should -Be 1
    }

    It 'goes on with several at once, and one that fails is one error' {
        $files = 1..3 | ForEach-Object { New-UnfinishedUpload $server }
        Add-Content -LiteralPath $files[1].FullName -Value 'more'
        Add-Fault $server @{ operation = 'CompleteMultipartUpload'; delay = '700ms'; count = 3 }
        $sent = @(Get-GlacierTransfer | Resume-GlacierTransfer -ErrorAction SilentlyContinue -ErrorVariable problems)
        $sent.SHA256TreeHash | Sort-Object | Should -Be ((Get-GlacierTreeHash $files[0].FullName, $files[2].FullName).Hash | Sort-Object)
        @($problems | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }) | Should -Be 'FileChanged'
        # The second was asked for while the first was waited for.
        $ends = @(Get-GlacierRequest | Where-Object Operation -EQ CompleteMultipartUpload | Select-Object -Last 2 | Sort-Object Time)
        $ends.Count | Should -Be 2
        $ends[1].Time | Should -BeLessThan $ends[0].Time.AddMilliseconds($ends[0].Milliseconds)
        @(Get-GlacierTransfer).Count | Should -Be 1
    }
}
