namespace GlacierPS.Local.Storage;

/// <summary>What vaults are kept on: a folder, or memory. Knows files, not what they mean.</summary>
internal interface IMedium : IDisposable
{
    /// <summary>All vaults that are there, of every account and region.</summary>
    IEnumerable<IVaultMedium> Vaults();

    /// <summary>Makes the place for a new vault.</summary>
    IVaultMedium CreateVault(AccountKey account, string name);
}
