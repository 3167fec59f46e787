using System.Reflection;
using System.Runtime.Loader;

namespace GlacierPS.Loader;

/// <summary>
/// Keeps the module's dependencies to itself: what lies in the module's folder is loaded here and nowhere else, so that
/// another module in the same session can bring an AWSSDK.Core of its own. Everything else, PowerShell first of all,
/// comes from the process as usual.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private const string CmdletsName = "GlacierPS.Cmdlets";
    private const string CoreName = "GlacierPS.Core";

    private static readonly Lazy<ModuleLoadContext> Instance = new(() => new ModuleLoadContext());

    private readonly string _folder = Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!;

    private ModuleLoadContext()
        : base("GlacierPS")
    {
    }

    /// <summary>The assembly with the cmdlets, the same one for every import in this process.</summary>
    public static Assembly LoadCmdlets() => Instance.Value.LoadFromAssemblyName(new AssemblyName(CmdletsName));

    /// <summary>The exceptions that scripts may want to catch by type.</summary>
    public static IEnumerable<Type> ExceptionTypes() => Instance.Value.LoadFromAssemblyName(new AssemblyName(CoreName))
        .GetExportedTypes()
        .Where(type => typeof(Exception).IsAssignableFrom(type));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
