using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>GetVaultLock. A vault that has none gives nothing, or with -Evidence the proof of that.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierVaultLock")]
[OutputType(typeof(VaultLock), typeof(VaultLockEvidence))]
public sealed class GetGlacierVaultLockCommand : VaultsCmdlet
{
    /// <summary>Gives what an auditor asks for: the lock, and until when it keeps each archive.</summary>
    [Parameter]
    public SwitchParameter Evidence { get; set; }

    private protected override void Process(string vaultName)
    {
        VaultLock? found = ReadSetting(
            vaultName,
            "lock",
            token => Target.VaultSettings.GetVaultLockAsync(vaultName, token)
        );
        if (Evidence)
        {
            Run((pipeline, token) => ProveAsync(vaultName, found, pipeline, token));
        }
        else if (found is not null)
        {
            WriteObject(found);
        }
    }

    private async Task ProveAsync(
        string vaultName,
        VaultLock? found,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        VaultDescription vault = await Glacier.DescribeVaultAsync(vaultName, cancellationToken);
        VaultCatalog catalog = Target.Recognise(vault, remember: false, pipeline.Warn);
        CatalogState state = catalog.ReadState(cancellationToken);
        Staleness.Report(state, catalog.Exists, vault, pipeline);
        var evidence = VaultLockEvidence.Of(
            vault,
            found,
            state,
            catalog.Read(null, cancellationToken),
            TimeProvider.System.GetUtcNow().UtcDateTime
        );
        pipeline.Write(evidence);
        foreach (string condition in evidence.Conditions)
        {
            pipeline.Warn(
                $"The lock of vault '{vaultName}' denies deletions {condition}, too. For which archives that holds "
                    + "only the service can tell: DeletableFrom goes by their age alone."
            );
        }
    }
}
