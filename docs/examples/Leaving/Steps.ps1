# How a vault is left, step by step. New-Leaving.ps1 runs it.
@(
    @{ Says = 'A vault with four archives, and what is known of it. (Here a Glacier in a folder, and a bucket of the tests.)'; Lines = @(
            'Connect-Glacier -LocalPath ./vaults'
            '$null = New-GlacierVault photos; $null = Sync-GlacierFolder photos ./album'
            '$null = Update-GlacierCatalog photos'
            '$to = @{ Bucket = ''archive-2026''; BucketEndpointUrl = $env:GLACIERPS_EXAMPLE_BUCKET }'
        )
    }
    @{ Says = 'What it costs to stay, and to leave.'; Lines = @(
            'Measure-GlacierVault photos -Year 5 | Format-Table Choice, Objects, BreakEvenMonth'
        )
    }
    @{ Says = 'What would be done, and what it costs. Nothing is changed.'; Lines = @(
            '(Copy-GlacierArchive photos @to -Prefix photos/ -WhatIf 6>$null) | Format-List Archives, SizeInBytes, JobsToStart, ObjectRequests, PartRequests, RecordRequests, RetrievalCost, RequestCost'
        )
    }
    @{ Says = 'The copy. It can be stopped at any point; the same command goes on, and finds what is there.'; Lines = @(
            'Copy-GlacierArchive photos @to -Prefix photos/'
            'Copy-GlacierArchive photos @to -Prefix photos/ | Where-Object -not WasThere'
            'Get-GlacierCopy photos'
        )
    }
    @{ Says = 'Every object is looked at again. Nothing is retrieved.'; Lines = @(
            'Test-GlacierCopy photos'
        )
    }
    @{ Says = 'One more archive came since. What is proven is deleted from the vault, and it is not.'; Lines = @(
            'Set-Content ./late.txt ''late''; $null = Send-GlacierArchive photos ./late.txt'
            '$quiet = @{ WarningAction = ''SilentlyContinue'' }'
            'Clear-GlacierVault photos -CopiedTo archive-2026/photos/ -WhatIf @quiet | Where-Object Status | Format-List Name, Status, Reason'
            'Clear-GlacierVault photos -CopiedTo archive-2026/photos/ -Confirm:$false @quiet | Format-List Deleted, KeptNotProven, Failed'
        )
    }
    @{ Says = 'After the move: where everything is, and back it comes with the same command.'; Lines = @(
            'Get-GlacierArchive photos @quiet | Sort-Object Name | Format-Table Name, Location'
            'Restore-GlacierArchive photos -Name 2013/* -Path ./back @quiet | Format-Table Name, Verified'
        )
    }
)
