# Where a user's own journals, catalogues and settings lie: one rule on every system.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier

    function Get-JournalFolder {
        # The folder that an error names; nothing is written there.
        $file = New-TestFile (Join-Path (New-TestFolder) 'no.journal') 10
        "$(Get-Error { Resume-GlacierTransfer -JournalPath $file })" -replace "(?s)^.*Journals lie in '([^']+)'.*$", '$1'
    }
}

AfterAll { Disconnect-Glacier }

Describe 'The folders of a user' {
    BeforeEach { $state = $env:XDG_STATE_HOME }

    AfterEach { $env:XDG_STATE_HOME = $state }

    It 'W04_XDG_STATE_HOME_has_journals_and_catalogues_on_every_system' {
        Invoke-Elsewhere {
            $null = New-GlacierVault photos
            $null = New-TestFile (Join-Path (New-TestFolder) 'a.bin') | Send-GlacierArchive photos
            Get-ChildItem (Join-Path $env:XDG_STATE_HOME 'GlacierPS/catalog') -File -Recurse | Should -Not -BeNullOrEmpty
            Get-JournalFolder | Should -Be (Join-Path $env:XDG_STATE_HOME 'GlacierPS' 'transfers')
        }
    }

    It 'W04_without_that_variable_or_where_it_is_no_whole_path_the_system_has_a_place_of_its_own' {
        $own = if ($IsWindows) { $env:LOCALAPPDATA } else { Join-Path ([Environment]::GetFolderPath('UserProfile')) '.local' 'state' }
        foreach ($value in $null, 'relative/path') {
            $env:XDG_STATE_HOME = $value
            Get-JournalFolder | Should -Be (Join-Path $own 'GlacierPS' 'transfers')
        }
    }
}
