using System.Reflection;
using System.Runtime.InteropServices;
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

    /// <summary>Where our assemblies lie, the first before the second.</summary>
    private readonly string[] _folders = Folders(Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!);

    /// <summary>
    /// Our own types can be had by their full names from outside, too: PowerShell looks for them there when it makes a
    /// function that stands in for a cmdlet, as mocks and implicit remoting do. What we depend on cannot.
    /// </summary>
    private ModuleLoadContext()
        : base("GlacierPS") =>
        Default.Resolving += (_, name) => name.Name is CmdletsName or CoreName ? LoadFromAssemblyName(name) : null;

    /// <summary>The assembly with the cmdlets, the same one for every import in this process.</summary>
    public static Assembly LoadCmdlets() => Instance.Value.LoadFromAssemblyName(new AssemblyName(CmdletsName));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        foreach (string folder in _folders)
        {
            string path = Path.Combine(folder, assemblyName.Name + ".dll");
            if (File.Exists(path))
            {
                return LoadFromAssemblyPath(path);
            }
        }

        return null;
    }

    /// <summary>
    /// The images compiled ahead for this platform and this major version of .NET, which takes those of no other, and
    /// then the assemblies that run everywhere.
    /// </summary>
    private static string[] Folders(string bin)
    {
        string system =
            OperatingSystem.IsWindows() ? "win"
            : OperatingSystem.IsMacOS() ? "osx"
            : "linux";
        string platform = $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        string images = Path.Combine(bin, "runtimes", platform, "lib", $"net{Environment.Version.Major}.0");
        return Directory.Exists(images) ? [images, bin] : [bin];
    }
}
