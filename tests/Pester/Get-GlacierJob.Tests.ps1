BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = New-GlacierVault photos
    $sent = New-TestFile (Join-Path (New-TestFolder) 'a.bin') | Send-GlacierArchive photos
    $jobs = 1..60 | ForEach-Object { Start-GlacierJob photos $sent.ArchiveId }
}

AfterAll { Disconnect-Glacier }

Describe 'Get-GlacierJob' {
    It 'lists all jobs, over as many pages as it takes' {
        @(Get-GlacierJob photos).Count | Should -Be 60
        @((Get-GlacierJob photos).JobId | Sort-Object -Unique).Count | Should -Be 60
    }

    It 'describes a job by its ID, also from the pipe' {
        (Get-GlacierJob photos $jobs[3].JobId).JobId | Should -Be $jobs[3].JobId
        ($jobs[0..2] | Get-GlacierJob).Count | Should -Be 3
    }

    It 'filters by status' {
        @(Get-GlacierJob photos -Completed).Count | Should -Be 60
        Get-GlacierJob photos -Status InProgress | Should -BeNullOrEmpty
    }

    It 'says that a job is not there' {
        $problem = Get-Error { Get-GlacierJob photos ('j' * 92) }
        Get-ErrorName $problem | Should -Be 'ResourceNotFound'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Start-GlacierJob'
    }
}
