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

    /// <summary>
    /// Our own types can be had by their full names from outside, too: PowerShell looks for them there when it makes a
    /// function that stands in for a cmdlet, as mocks and implicit remoting do. What we depend on cannot.
    /// </summary>
    private ModuleLoadContext()
        : base("GlacierPS") =>
        Default.Resolving += (_, name) => name.Name is CmdletsName or CoreName ? LoadFromAssemblyName(name) : null;

    /// <summary>The assembly with the cmdlets, the same one for every import in this process.</summary>
    public static Assembly LoadCmdlets() => Instance.Value.LoadFromAssemblyName(new AssemblyName(CmdletsName));

    /// <summary>
    /// The types that scripts may want to name: exceptions to catch, and what cmdlets emit, which a test of a script
    /// makes for itself.
    /// </summary>
    public static IEnumerable<Type> ScriptTypes() =>
        ExportedBy(CoreName)
            .Concat(ExportedBy(CmdletsName))
            .Where(type => typeof(Exception).IsAssignableFrom(type) || IsRecord(type) || IsListed(type));

    private static Type[] ExportedBy(string name) =>
        Instance.Value.LoadFromAssemblyName(new AssemblyName(name)).GetExportedTypes();

    /// <summary>A record that can be made: <c>[GlacierPS.JobDescription]@{ JobId = 'x' }</c> makes one.</summary>
    private static bool IsRecord(Type type) =>
        type is { IsAbstract: false, IsGenericType: false }
        && type.GetMethod("<Clone>$") is not null
        && type.GetConstructors().Length > 0;

    /// <summary>
    /// What lists of archives have: <c>[GlacierPS.InventoryArchive]::new('vault', 'id', 5)</c> makes one.
    /// </summary>
    private static bool IsListed(Type type) =>
        !type.IsAbstract && type.BaseType?.FullName == "GlacierPS.Core.Inventory.ArchiveListing";

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
