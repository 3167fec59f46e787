using System.Management.Automation;
using GlacierPS.Cmdlets.Policies;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>A cmdlet that sends a policy: JSON text, a hashtable or an object, or a file with the JSON.</summary>
public abstract class PolicyCmdlet : VaultSettingCmdlet
{
    private protected const string PolicySet = "Policy";
    private protected const string PathSet = "Path";

    /// <summary>The policy: JSON text, a hashtable, or an object.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = PolicySet)]
    [ValidateNotNullOrEmpty]
    public object Policy { get; set; } = "";

    /// <summary>A file that holds the policy in JSON; nothing in its name is a wildcard.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The policy as JSON that the service can be sent.</summary>
    /// <exception cref="GlacierInputException">It is no policy, or the file cannot be read.</exception>
    private protected string ReadPolicy()
    {
        string json =
            ParameterSetName == PathSet
                ? File.ReadAllText(LocalFile.Find(this.LiteralFilePath(Path)).FullName)
                : PolicyInput.From(Policy);
        PolicyText.Check(json);
        return json;
    }
}
