# The cmdlets live in an assembly load context of their own (GlacierPS.Loader): their AWSSDK.Core and that of any other
# module in the session stay apart.

# Each import pays for what stands here: PowerShell compiles it anew, so all else is in the assemblies. Only the engine's
# own commands are used, since Join-Path or Add-Type would load a module of PowerShell's first; and the loader is kept in
# a variable, since PowerShell looks for a type's name in all assemblies.
# What a method throws would end its statement only, and leave a module without cmdlets.
trap { throw $_.Exception.GetBaseException().Message }

$loader = [System.Reflection.Assembly]::LoadFrom("$PSScriptRoot/bin/GlacierPS.Loader.dll").GetType('GlacierPS.Loader.ModuleImport')
$loader::Complete((Microsoft.PowerShell.Core\Import-Module -Assembly $loader::Cmdlets($PSScriptRoot) -PassThru -Force), $ExecutionContext.SessionState)
