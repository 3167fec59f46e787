using System.Management.Automation;
using System.Reflection;

namespace GlacierPS.Loader;

/// <summary>
/// Hands what the module's script asks for on to the cmdlets' assembly, which no script finds by name.
/// </summary>
public static class ModuleImport
{
    /// <summary>The assembly with the cmdlets, the same one for every import in this process.</summary>
    /// <param name="moduleFolder">The folder of the module that is being imported.</param>
    /// <exception cref="InvalidOperationException">Another copy of the module was imported earlier: .NET gives one
    /// process one loader, and cannot unload it.</exception>
    public static Assembly Cmdlets(string moduleFolder)
    {
        string here = Path.GetDirectoryName(typeof(ModuleImport).Assembly.Location)!;
        return Path.Combine(moduleFolder, "bin").Equals(here, StringComparison.OrdinalIgnoreCase)
            ? ModuleLoadContext.LoadCmdlets()
            : throw new InvalidOperationException(
                $"Another copy of GlacierPS, in '{Path.GetDirectoryName(here)}', was imported earlier in this process, "
                    + "and .NET cannot unload it. Start a new PowerShell to use this one."
            );
    }

    /// <summary>Makes an import of the cmdlets one of the module that is being imported.</summary>
    /// <param name="cmdlets">The module that PowerShell has made of the assembly with the cmdlets.</param>
    /// <param name="session">The session of the module that is being imported.</param>
    public static void Complete(PSModuleInfo cmdlets, SessionState session) =>
        Method<Action<PSModuleInfo, SessionState>>(nameof(Complete))(cmdlets, session);

    /// <summary>Takes back what goes with the module.</summary>
    /// <param name="session">Its session.</param>
    public static void Remove(SessionState session) => Method<Action<SessionState>>(nameof(Remove))(session);

    private static T Method<T>(string name)
        where T : Delegate =>
        ModuleLoadContext
            .LoadCmdlets()
            .GetType("GlacierPS.Cmdlets.ModuleSession", throwOnError: true)!
            .GetMethod(name)!
            .CreateDelegate<T>();
}
