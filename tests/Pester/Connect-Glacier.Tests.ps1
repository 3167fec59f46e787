BeforeAll {
    . "$PSScriptRoot/common.ps1"
    . "$PSScriptRoot/server.ps1"
}

Describe 'Connect-Glacier' {
    AfterEach { Disconnect-Glacier }

    It 'opens a local service, makes its folder, and keeps the connection for the session' {
        $path = Join-Path (New-TestFolder) 'a/b/vaults'
        $connection = Connect-Glacier -LocalPath $path
        $connection.LocalPath | Should -Be $path
        Test-Path -LiteralPath $path | Should -BeTrue
        [object]::ReferenceEquals((Get-GlacierConnection), $connection) | Should -BeTrue
    }

    It 'takes a relative folder from where the session stands' {
        $folder = New-TestFolder
        Push-Location $folder
        try {
            (Connect-Glacier -LocalPath ./vaults).LocalPath | Should -Be (Join-Path $folder 'vaults')
        }
        finally {
            Pop-Location
        }
    }

    It 'opens the same folder twice' {
        $path = Connect-TestGlacier
        $null = New-GlacierVault photos
        $null = Connect-Glacier -LocalPath $path
        (Get-GlacierVault).VaultName | Should -Be 'photos'
    }

    It 'finds everything again after it was closed' {
        $path = Connect-TestGlacier
        $file = New-TestFile (Join-Path (New-TestFolder) 'a.bin')
        $null = New-GlacierVault photos
        $sent = Send-GlacierArchive photos $file
        Disconnect-Glacier
        $null = Connect-Glacier -LocalPath $path
        (Start-GlacierJob photos -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput).ArchiveId | Should -Be $sent.ArchiveId
    }

    It 'warns of damage in the folder, and never serves what is damaged' {
        $path = Connect-TestGlacier
        $null = New-GlacierVault photos
        $sent = New-TestFile (Join-Path (New-TestFolder) 'a.bin') 5000 | Send-GlacierArchive photos
        Disconnect-Glacier
        $blob = Get-ChildItem $path -File -Recurse | Where-Object FullName -Match 'blobs'
        [IO.File]::WriteAllBytes($blob.FullName, [byte[]]::new(10))
        $null = Connect-Glacier -LocalPath $path -WarningVariable warnings -WarningAction SilentlyContinue
        # The service looks through its folder behind the start; what it finds later, the next cmdlet warns of.
        for ($waited = 0; "$warnings" -notmatch 'photos' -and $waited -lt 300; $waited++) {
            Start-Sleep -Milliseconds 100
            $null = Get-GlacierVault -WarningVariable +warnings -WarningAction SilentlyContinue
        }
        "$warnings" | Should -Match 'photos'
        $target = New-TestFolder
        $null = $sent | Start-GlacierJob -ErrorAction SilentlyContinue | Wait-GlacierJob -ErrorAction SilentlyContinue |
            Receive-GlacierJobOutput -Path $target -ErrorAction SilentlyContinue
        Get-ChildItem $target -File -Recurse | Where-Object Name -NotLike '*partial*' | Should -BeNullOrEmpty
    }

    It 'keeps regions apart' {
        $path = Connect-TestGlacier
        $null = New-GlacierVault here
        $null = Connect-Glacier -LocalPath $path -Region eu-central-1
        Get-GlacierVault | Should -BeNullOrEmpty
        (New-GlacierVault there).VaultARN | Should -Match ':eu-central-1:'
    }

    It 'reaches a server over HTTP' {
        $server = Start-TestServer
        try {
            $connect = $server.Connect
            $connection = Connect-Glacier @connect
            $connection.Endpoint.AbsoluteUri | Should -Be "$($server.Url)/"
            (New-GlacierVault photos).VaultName | Should -Be 'photos'
        }
        finally {
            Stop-TestServer $server
        }
    }

    It 'shows no secret' {
        $secret = ConvertTo-SecureString 'wJalrXUtnFEMI-secret' -AsPlainText -Force
        $credential = [pscredential]::new('AKIDEXAMPLE', $secret)
        $connection = Connect-Glacier -EndpointUrl http://127.0.0.1:9 -Region us-east-1 -Credential $credential -NoVerify
        ($connection | Format-List * -Force | Out-String) + ($connection | Out-String) + ($connection | ConvertTo-Json -Depth 5 -WarningAction Ignore) |
            Should -Not -Match 'wJalr'
    }

    It 'leaves no connection when it fails, not even the old one' {
        $null = Connect-TestGlacier
        $problem = Get-Error { Connect-Glacier -ProfileName no-such-profile -Region us-east-1 }
        Get-ErrorName $problem | Should -Be 'NoCredentials'
        Get-GlacierConnection | Should -BeNullOrEmpty
        Get-ErrorName (Get-Error { Get-GlacierVault }) | Should -Be 'NotConnected'
    }

    It 'says which region it misses, and how to give one' {
        $env:AWS_CONFIG_FILE = Join-Path (New-TestFolder) 'none'
        $env:AWS_SHARED_CREDENTIALS_FILE = $env:AWS_CONFIG_FILE
        $env:AWS_EC2_METADATA_DISABLED = 'true'
        try {
            $credential = [pscredential]::new('AKIDEXAMPLE', (ConvertTo-SecureString 'x' -AsPlainText -Force))
            $problem = Get-Error { Connect-Glacier -Credential $credential }
            Get-ErrorName $problem | Should -Be 'MissingRegion'
            "$problem" | Should -Match 'AWS_REGION'
            $problem.ErrorDetails.RecommendedAction | Should -Match '-Region'
        }
        finally {
            Remove-Item env:AWS_CONFIG_FILE, env:AWS_SHARED_CREDENTIALS_FILE, env:AWS_EC2_METADATA_DISABLED
        }
    }
}
