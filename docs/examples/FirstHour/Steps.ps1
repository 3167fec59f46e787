# What somebody types in the first hour, step by step, and what it is for. New-FirstHour.ps1 runs it.
@(
    @{ Says = 'A Glacier of your own in a folder, and a vault in it.'; Lines = @(
            'Connect-Glacier -LocalPath ./vaults'
            'New-GlacierVault photos'
        )
    }
    @{ Says = 'A folder goes in. The same command sends later what is new by then.'; Lines = @(
            'Sync-GlacierFolder photos ./album'
            'Sync-GlacierFolder photos ./album -Verbose'
        )
    }
    @{ Says = 'What is there: vaults, and archives by name. The catalogue knows, and says how.'; Lines = @(
            'Get-GlacierVault'
            'Update-GlacierCatalog photos'
            'Get-GlacierArchive photos'
            'Get-GlacierArchive photos -Name 2013/* | Measure-Object Size -Sum | Select-Object Count, Sum'
        )
    }
    @{ Says = 'What it costs to get it back, and to leave it there.'; Lines = @(
            'Get-GlacierArchive photos | Measure-GlacierRetrieval | Format-Table Tier, Jobs, Cost, Hours'
        )
    }
    @{ Says = 'Back it comes, each file compared with its tree hash before it gets its name. Run again, nothing is paid twice.'; Lines = @(
            'Restore-GlacierArchive photos -Name 2013/* -Path ./back'
            'Restore-GlacierArchive photos -Name 2013/* -Path ./back'
            'Get-GlacierJob photos'
        )
    }
    @{ Says = 'Are the files in the folder what is in the vault? No retrieval, no cost.'; Lines = @(
            "Set-Content ./album/list.txt 'changed'"
            'Test-GlacierArchive photos -Path ./album'
        )
    }
    @{ Says = 'Something goes wrong, and says what to do.'; Lines = @(
            'Get-GlacierVault fotos'
        )
    }
    @{ Says = 'What was asked of the service, lately.'; Lines = @(
            'Get-GlacierRequest -Newest 3'
        )
    }
    @{ Says = 'Cleaning up.'; Lines = @(
            'Clear-GlacierVault photos -UpdateCatalog -Confirm:$false'
            'Get-GlacierArchive photos'
        )
    }
)
