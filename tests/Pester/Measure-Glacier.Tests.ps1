# What things cost: prices, forecasts, and jobs within a limit.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    $null = Connect-TestGlacier
    $null = New-GlacierVault photos
    $work = New-TestFolder
    $in = Join-Path $work 'in'
    foreach ($i in 1..3) { $null = New-TestFile (Join-Path $in "a/$i.jpg") 1MB }
    $null = Send-GlacierArchive photos $in -Recurse -BasePath $in
    $quiet = @{ WarningAction = 'SilentlyContinue' }
    $state = $env:XDG_STATE_HOME
}

AfterAll {
    $env:XDG_STATE_HOME = $state
    Disconnect-Glacier
}

Describe 'Get-GlacierPrice' {
    It 'shows each price with its source and date, and what is known alone' {
        $prices = Get-GlacierPrice
        $prices.Region | Select-Object -Unique | Should -Be 'us-east-1'
        ($prices | Where-Object Item -EQ VaultStorage).USD | Should -Be 0.0036
        $prices.Source | Select-Object -Unique | Should -Match 'assumption'
        Get-GlacierPrice eu-* | Should -BeNullOrEmpty
        $problem = Get-Error { Get-GlacierPrice eu-central-1 }
        Get-ErrorName $problem | Should -Be 'PriceUnknown'
        "$problem" | Should -Match 'Update-GlacierPrice -Region eu-central-1'
    }
}

Describe 'Update-GlacierPrice' {
    BeforeAll {
        $env:XDG_STATE_HOME = New-TestFolder
        function New-Offer([string] $Path, [string] $Code = 'AmazonS3', [string] $Price = '0.0245') {
            @"
{ "formatVersion": "v1.0", "offerCode": "$Code", "publicationDate": "2026-02-03T00:00:00Z",
  "products": { "A": { "sku": "A", "attributes": { "usagetype": "EUC1-TimedStorage-ByteHrs", "regionCode": "eu-central-1" } } },
  "terms": { "OnDemand": { "A": { "A.T": { "priceDimensions": { "A.T.1": { "unit": "GB-Mo", "beginRange": "0", "pricePerUnit": { "USD": "$Price" } } } } } } } }
"@ | Set-Content $Path
        }
    }

    AfterAll { $env:XDG_STATE_HOME = $state }

    It 'takes prices from files, and keeps what was known of others' {
        New-Offer (Join-Path $work 'offer.json')
        $taken = Update-GlacierPrice eu-central-1 -Path (Join-Path $work 'off*.json')
        $taken.Item, $taken.USD, $taken.Source | Should -Be 'StandardStorage', 0.0245, "AWS's price list (AmazonS3, 2026-02-03)"
        New-Offer (Join-Path $work 'offer.json') -Price 0.03
        $null = Update-GlacierPrice eu-central-1 -Path (Join-Path $work 'offer.json')
        (Get-GlacierPrice eu-central-1).USD | Should -Be 0.03
        (Get-GlacierPrice us-east-1).Count | Should -Be 13
    }

    It 'changes nothing with -WhatIf, or for a file that is not as it should be' {
        New-Offer (Join-Path $work 'ec2.json') -Code AmazonEC2
        Update-GlacierPrice eu-central-1 -Path (Join-Path $work 'offer.json') -WhatIf | Should -BeNullOrEmpty
        $problem = Get-Error { Update-GlacierPrice eu-central-1 -Path (Join-Path $work 'ec2.json') }
        Get-ErrorName $problem | Should -Be 'OfferUnreadable'
        "$problem" | Should -Match "the price list of 'AmazonEC2'"
        New-Offer (Join-Path $work 'one.json') -Price 1
        Get-ErrorName (Get-Error { Update-GlacierPrice eu-central-1 -Path (Join-Path $work 'o*e*.json') }) | Should -Be 'OfferUnreadable'
        (Get-GlacierPrice eu-central-1).USD | Should -Be 0.03
    }
}

Describe 'Measure-GlacierVault' {
    It 'has a row for each choice, with what it costs once, each month and in all' {
        $rows = Measure-GlacierVault photos -Year 2 @quiet
        $rows.Choice | Should -Be 'Stay', 'CopyBulk', 'CopyBundled', 'CopyStandard', 'RestoreBulk', 'DeleteNow'
        $rows[0].Archives, $rows[0].SizeInBytes, $rows[0].Once | Should -Be 3, 3MB, 0
        $rows[0].Total | Should -Be ([Math]::Round(24 * 3 * (1MB + 32KB) / 1GB * 0.0036, 6))
        $rows[1].Objects, $rows[2].Objects | Should -Be 3, 1
        $rows[5].EarlyDeletion | Should -BeGreaterThan 0
    }
}

Describe 'Measure-GlacierRetrieval' {
    It 'has a row for each tier, of a vault or of archives that come down the pipeline' {
        $rows = Measure-GlacierRetrieval photos a/* -Within 3d @quiet
        $rows.Tier | Should -Be 'Bulk', 'Standard', 'Expedited'
        $rows[2].Cost | Should -Be ([Math]::Round(3MB / 1GB * 0.03 + 0.03, 6))
        $rows[0].Hours, $rows[0].InTime | Should -Be 72, $true
        $piped = Get-GlacierArchive photos @quiet | Measure-GlacierRetrieval -Within 6h
        $piped[0].Jobs, $piped[0].InTime, $piped[1].InTime | Should -Be 3, $false, $true
        @(Get-GlacierJob photos).Count | Should -Be 0
    }

    It 'refuses a time that is none' {
        Get-ErrorName (Get-Error { Measure-GlacierRetrieval photos -Within 0h @quiet }) | Should -Be 'InvalidOption'
        { Measure-GlacierRetrieval photos -Within 3 @quiet } | Should -Throw '*of what*'
    }
}

Describe '-MaxCost' {
    It 'starts no job that would pass it, and counts those of calls before' {
        $archives = Get-GlacierArchive photos @quiet
        $cost = 1MB / 1GB * 0.01 + 0.00005
        $problems = $null
        $jobs = $archives | Start-GlacierJob photos -MaxCost (2.5 * $cost) -ErrorVariable problems -ErrorAction SilentlyContinue
        @($jobs).Count | Should -Be 2
        Get-ErrorName $problems[0] | Should -Be 'MaxCostReached'
        "$($problems[0])" | Should -Match 'are left'
        $out = Join-Path $work 'out'
        $restored = Restore-GlacierArchive photos a/* $out -MaxCost (2.5 * $cost) -ErrorVariable problems -ErrorAction SilentlyContinue @quiet
        @($restored).Count | Should -Be 2
        Get-ErrorName $problems[0] | Should -Be 'MaxCostReached'
        @(Restore-GlacierArchive photos a/* $out -MaxCost (3.5 * $cost) @quiet).Count | Should -Be 3
    }

    It 'refuses an archive whose size is not known' {
        Get-ErrorName (Get-Error { Start-GlacierJob photos ('x' * 138) -MaxCost 100 }) | Should -Be 'PriceUnknown'
    }
}
