using System.Collections;
using System.Globalization;
using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Settings;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>AddTagsToVault: new tags, and new values for old ones.</summary>
[Cmdlet(VerbsCommon.Add, "GlacierVaultTag", SupportsShouldProcess = true, DefaultParameterSetName = TagSet)]
[OutputType(typeof(VaultTag))]
public sealed class AddGlacierVaultTagCommand : VaultSettingCmdlet
{
    private const string TagSet = "Tag";
    private const string KeySet = "Key";

    /// <summary>The tags, as a hashtable of keys and values.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = TagSet)]
    [ValidateNotNull]
    public IDictionary Tag { get; set; } = new Hashtable();

    /// <summary>The key of a single tag, 1 to 128 characters.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = KeySet)]
    [ValidateNotNullOrEmpty]
    public string Key { get; set; } = "";

    /// <summary>The value of a single tag, 0 to 255 characters.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = KeySet)]
    [AllowEmptyString]
    public string Value { get; set; } = "";

    /// <summary>Emits the tags that were added.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Process()
    {
        Dictionary<string, string> tags = ReadTags();
        foreach ((string key, string value) in tags)
        {
            TagText.Check(key, value);
        }

        string list = string.Join(", ", tags.Select(tag => $"{tag.Key}={tag.Value}"));
        if (tags.Count == 0 || !ShouldProcess(VaultName, $"Add tags {list}"))
        {
            return;
        }

        foreach (KeyValuePair<string, string>[] some in tags.Chunk(GlacierLimits.TagsPerRequest))
        {
            Run(token => Settings.AddTagsToVaultAsync(VaultName, some.ToDictionary(), token));
            foreach ((string key, string value) in PassThru ? some : [])
            {
                WriteObject(
                    new VaultTag
                    {
                        VaultName = VaultName,
                        Key = key,
                        Value = value,
                    }
                );
            }
        }
    }

    private Dictionary<string, string> ReadTags() =>
        ParameterSetName == KeySet
            ? new Dictionary<string, string> { [Key] = Value }
            : Tag
                .Keys.Cast<object>()
                .ToDictionary(
                    key => Convert.ToString(key, CultureInfo.InvariantCulture)!,
                    key => Convert.ToString(Tag[key], CultureInfo.InvariantCulture) ?? ""
                );
}
