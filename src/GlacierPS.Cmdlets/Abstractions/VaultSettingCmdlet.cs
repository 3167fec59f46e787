using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// A cmdlet for the settings of vaults: one vault after the other, and one error for each that fails.
/// </summary>
public abstract class VaultSettingCmdlet : VaultCmdlet
{
    internal IVaultSettings Settings => Target.VaultSettings;

    /// <summary>Does the work for one vault, whose name is legal.</summary>
    private protected abstract void Process();

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() =>
        Attempt(
            () =>
            {
                CheckVaultName();
                Process();
            },
            VaultName
        );
}
