# Runs the steps of Steps.ps1 beside it on the local service and a bucket, and writes what the screen shows as Markdown.
# docs/examples/leaving.md is made by it, with a bucket of the tests (tests/GlacierPS.StrictBucket):
#   pwsh docs/examples/Leaving/New-Leaving.ps1 -ModulePath output/GlacierPS/0.1.0/GlacierPS.psd1 -BucketUrl http://127.0.0.1:1234/ -OutputPath docs/examples/leaving.md
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $BucketUrl,
    [Parameter(Mandatory)] [string] $OutputPath
)

$env:GLACIERPS_EXAMPLE_BUCKET = $BucketUrl
& (Join-Path $PSScriptRoot '../FirstHour/New-FirstHour.ps1') -ModulePath $ModulePath -OutputPath $OutputPath -Width 100 -StepsPath (Join-Path $PSScriptRoot 'Steps.ps1') -Heading @(
    '# Leaving a vault'
    ''
    'What somebody sees who moves a vault to S3. Made by `docs/examples/Leaving/New-Leaving.ps1`, which runs every line; a test'
    'runs it again and compares. On an account the retrieval takes hours in place of moments. See about_GlacierPS_Leaving.'
)
