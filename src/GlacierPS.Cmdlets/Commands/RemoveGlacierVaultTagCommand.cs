using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>RemoveTagsFromVault. A tag that is not there is no error.</summary>
[Cmdlet(VerbsCommon.Remove, "GlacierVaultTag", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveGlacierVaultTagCommand : VaultSettingCmdlet
{
    /// <summary>The keys of the tags to remove.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("TagKey")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TagKeyCompleter))]
    public string[] Key { get; set; } = [];

    /// <summary>Does not ask. -Confirm, where it is given, still does.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process()
    {
        if (!Confirms(Force, VaultName, $"Remove tags {string.Join(", ", Key)} and their values"))
        {
            return;
        }

        foreach (string[] some in Key.Chunk(GlacierLimits.TagsPerRequest))
        {
            Run(token => Settings.RemoveTagsFromVaultAsync(VaultName, some, token));
        }
    }
}
