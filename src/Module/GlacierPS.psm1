# The cmdlets live in an assembly load context of their own (GlacierPS.Loader): their AWSSDK.Core and that of any other
# module in the session stay apart.

# Only the engine's own commands are used here: Join-Path or Add-Type would load a module of PowerShell's first.
$loaderPath = [System.IO.Path]::Combine($PSScriptRoot, 'bin', 'GlacierPS.Loader.dll')

$loader = 'GlacierPS.Loader.ModuleLoadContext' -as [type]
if (-not $loader) {
    $loader = [System.Reflection.Assembly]::LoadFrom($loaderPath).GetType('GlacierPS.Loader.ModuleLoadContext')
}
elseif ($loader.Assembly.Location -ne $loaderPath) {
    throw "Another copy of GlacierPS, in '$([System.IO.Path]::GetDirectoryName($loader.Assembly.Location))', was imported earlier in this process, and .NET cannot unload it. Start a new PowerShell to use this one."
}

# The rest is done by the loader: what is no script PowerShell need not compile at each first import.
[GlacierPS.Loader.ModuleImport]::Complete((Microsoft.PowerShell.Core\Import-Module -Assembly $loader::LoadCmdlets() -PassThru -Force), $ExecutionContext.SessionState)
