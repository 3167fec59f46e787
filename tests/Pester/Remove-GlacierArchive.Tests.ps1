BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = 'photos', 'other' | New-GlacierVault
    $folder = New-TestFolder
    $sent = 1..5 | ForEach-Object { New-TestFile (Join-Path $folder "$_.bin") } | Send-GlacierArchive photos

    function Get-Left { @(Start-GlacierJob photos -Inventory | Wait-GlacierJob | Receive-GlacierJobOutput) }
}

AfterAll { Disconnect-Glacier }

Describe 'Remove-GlacierArchive' {
    It 'does nothing with -WhatIf' {
        $sent | Remove-GlacierArchive -WhatIf
        (Get-Left).Count | Should -Be 5
    }

    It 'removes an archive by its ID' {
        Remove-GlacierArchive photos $sent[0].ArchiveId -Confirm:$false
        (Get-Left).ArchiveId | Should -Not -Contain $sent[0].ArchiveId
    }

    It 'is content when it is already gone' {
        Get-Left | Should -HaveCount 4
        { Remove-GlacierArchive photos $sent[0].ArchiveId -Confirm:$false -ErrorAction Stop } | Should -Not -Throw
    }

    It 'says that an archive belongs to another vault' {
        $problem = Get-Error { Remove-GlacierArchive other $sent[1].ArchiveId -Confirm:$false }
        Get-ErrorName $problem | Should -Be 'InvalidParameterValue'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'belongs to another vault'
        (Get-Left).ArchiveId | Should -Contain $sent[1].ArchiveId
    }

    It 'removes what comes down the pipe' {
        Get-Left | Remove-GlacierArchive -Confirm:$false
        Get-Left | Should -BeNullOrEmpty
    }
}
