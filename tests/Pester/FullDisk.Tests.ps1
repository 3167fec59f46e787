BeforeDiscovery {
    # A small disk of its own can be made only by root, on Linux.
    $cannotMount = -not $IsLinux -or (id -u) -ne '0'
    if (-not $cannotMount) {
        $probe = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid().ToString('N'))
        $null = New-Item -ItemType Directory $probe
        mount -t tmpfs -o size=1m tmpfs $probe 2>$null
        $cannotMount = $LASTEXITCODE -ne 0
        if (-not $cannotMount) { umount $probe }
        Remove-Item $probe
    }
}

Describe 'A full disk' -Skip:$cannotMount {
    BeforeAll {
        . "$PSScriptRoot/common.ps1"
        # Not below TestDrive, which Pester could not remove if this were still mounted.
        $small = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid().ToString('N')))).FullName
        mount -t tmpfs -o size=24m tmpfs $small
        $vaults = Connect-TestGlacier
        $null = New-GlacierVault photos
        $file = New-TestFile (Join-Path (New-TestFolder) 'large.bin') 40MB
    }

    AfterAll {
        # The upload that could not be completed is not for the next suite to find.
        Get-GlacierTransfer | ForEach-Object { Remove-Item -LiteralPath $_.JournalPath }
        Disconnect-Glacier
        umount $small
        Remove-Item $small
    }

    It 'stops a download with one clear error, and keeps what arrived' {
        $job = $file | Send-GlacierArchive photos | Start-GlacierJob | Wait-GlacierJob
        $problem = Get-Error { $job | Receive-GlacierJobOutput -Path $small -FileName large.bin }
        Get-ErrorName $problem | Should -Be 'DiskFull'
        "$problem" | Should -Match 'large\.bin'
        Test-Path (Join-Path $small 'large.bin') | Should -BeFalse
    }

    # The service says that it is in trouble, which is retried for about a minute.
    It 'stops an upload to a local Glacier there with one clear error, and stores nothing' -Tag Soak {
        $null = Connect-Glacier -LocalPath (Join-Path $small 'vaults')
        $null = New-GlacierVault full
        $problem = Get-Error { $file | Send-GlacierArchive full }
        "$problem" | Should -Match 'full'
        $sent = New-TestFile (Join-Path (New-TestFolder) 'small.bin') | Send-GlacierArchive full
        (Start-GlacierJob full -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput).ArchiveId | Should -Be $sent.ArchiveId
    }
}
