using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using GlacierPS.Cmdlets.Drive;

namespace GlacierPS.Cmdlets;

/// <summary>
/// What is left to do when PowerShell has imported the cmdlets: no script, which PowerShell would compile at each first
/// import, and not in the loader, which is never compiled ahead.
/// </summary>
public static class ModuleSession
{
    private static readonly HashSet<Guid> Runspaces = [];

    /// <summary>Makes an import of the cmdlets one of the module that is being imported.</summary>
    /// <param name="cmdlets">The module that PowerShell has made of the assembly with the cmdlets.</param>
    /// <param name="session">The session of the module that is being imported.</param>
    public static void Complete(PSModuleInfo cmdlets, SessionState session)
    {
        ArgumentNullException.ThrowIfNull(cmdlets);
        ArgumentNullException.ThrowIfNull(session);
        if (!IsFirst(Runspace.DefaultRunspace.InstanceId))
        {
            HandOn(cmdlets, session.Module);
        }

        // After a second import PowerShell no longer knows whose the provider is: its drive would outlive the module,
        // or be missing.
        SessionDrive.Restore(session);
        session.Module.OnRemove = session.Module.NewBoundScriptBlock(
            ScriptBlock.Create("[GlacierPS.Loader.ModuleImport]::Remove($ExecutionContext.SessionState)")
        );
    }

    /// <summary>Takes back what goes with the module.</summary>
    /// <param name="session">Its session.</param>
    public static void Remove(SessionState session) => _ = SessionDrive.Remove(session);

    /// <summary>Notes a runspace; types get their short names in the first of a process.</summary>
    private static bool IsFirst(Guid runspace)
    {
        lock (Runspaces)
        {
            if (Runspaces.Count == 0)
            {
                ShortNames.Add();
            }

            return Runspaces.Add(runspace);
        }
    }

    /// <summary>
    /// On a second import into a runspace (-Force, or after Remove-Module) PowerShell takes the inner module from its
    /// cache and forgets to hand its cmdlets on.
    /// </summary>
    private static void HandOn(PSModuleInfo cmdlets, PSModuleInfo module)
    {
        MethodInfo add = typeof(PSModuleInfo).GetMethod(
            "AddExportedCmdlet",
            BindingFlags.Instance | BindingFlags.NonPublic
        )!;
        foreach (CmdletInfo command in cmdlets.ExportedCmdlets.Values)
        {
            add.Invoke(module, [command]);
        }
    }
}
