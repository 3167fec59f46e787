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
    /// The types that scripts may want to name: exceptions to catch, and what cmdlets emit, with what that holds, which
    /// a test of a script makes for itself.
    /// </summary>
    public static IReadOnlyCollection<Type> ScriptTypes()
    {
        Type[] cmdlets = ExportedBy(CmdletsName);
        HashSet<Type> found =
        [
            .. ExportedBy(CoreName).Concat(cmdlets).Where(type => typeof(Exception).IsAssignableFrom(type)),
        ];
        var waiting = new Queue<Type>(cmdlets.SelectMany(OutputsOf));
        while (waiting.TryDequeue(out Type? type))
        {
            if (IsOurs(type) && !type.IsEnum && found.Add(type))
            {
                foreach (PropertyInfo property in type.GetProperties())
                {
                    Type held = property.PropertyType;
                    foreach (Type part in held.IsGenericType ? held.GetGenericArguments() : [held])
                    {
                        waiting.Enqueue(part.GetElementType() ?? part);
                    }
                }
            }
        }

        return found;
    }

    private static Type[] ExportedBy(string name) =>
        Instance.Value.LoadFromAssemblyName(new AssemblyName(name)).GetExportedTypes();

    /// <summary>What a cmdlet says that it emits; read as data, which makes no attribute.</summary>
    private static IEnumerable<Type> OutputsOf(Type type) =>
        type.IsAbstract
            ? []
            : type.GetCustomAttributesData()
                .Where(attribute => attribute.AttributeType.Name == "OutputTypeAttribute")
                .SelectMany(attribute => attribute.ConstructorArguments)
                .SelectMany(argument =>
                    argument.Value is IEnumerable<CustomAttributeTypedArgument> list ? list : [argument]
                )
                .Select(argument => argument.Value)
                .OfType<Type>();

    private static bool IsOurs(Type type) =>
        type is { IsPublic: true, IsGenericType: false } && type.Assembly.GetName().Name is (CmdletsName or CoreName);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
