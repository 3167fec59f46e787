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

$inner = Microsoft.PowerShell.Core\Import-Module -Assembly $loader::LoadCmdlets() -PassThru -Force

# Types in a load context are not found by name, so that a script could neither catch our exceptions by type nor make
# objects of ours. They are given short names: catch [GlacierPS.ResourceNotFoundException] { ... }
$accelerators = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')
foreach ($type in $loader::ScriptTypes()) {
    $null = $accelerators::Remove("GlacierPS.$($type.Name)")
    $accelerators::Add("GlacierPS.$($type.Name)", $type)
}

# On a second import (-Force) PowerShell takes the inner module from its cache and forgets to hand its cmdlets on.
$addExportedCmdlet = [System.Management.Automation.PSModuleInfo].GetMethod('AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
foreach ($command in $inner.ExportedCmdlets.Values) {
    $null = $addExportedCmdlet.Invoke($ExecutionContext.SessionState.Module, @(, $command))
}
