using System.Management.Automation;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>A cmdlet that reads of several vaults, one after the other; one error for each that fails.</summary>
public abstract class VaultsCmdlet : ConnectedCmdlet
{
    private protected const string AllVaults = "*";

    /// <summary>Names, wildcards allowed; all vaults if none is given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public virtual string[] VaultName { get; set; } = [AllVaults];

    /// <summary>Whether one vault is meant, so that wildcards are refused.</summary>
    private protected virtual bool IsOfOneVault => false;

    /// <summary>Pipeline thread: reads of one vault, whose name is legal.</summary>
    private protected abstract void Process(string vaultName);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in VaultName)
        {
            if (!IsOfOneVault && WildcardPattern.ContainsWildcardCharacters(name))
            {
                IReadOnlyList<string> found = [];
                Require(() => found = Run(token => FindAsync(name, token)), name);
                foreach (string vault in found)
                {
                    Attempt(() => Process(vault), vault);
                }
            }
            else
            {
                Attempt(() => ProcessOne(name), name);
            }
        }
    }

    /// <summary>
    /// Pipeline thread: reads a setting that a vault may do without; null, and a verbose line, where it does.
    /// </summary>
    /// <exception cref="ResourceNotFoundException">There is no such vault.</exception>
    private protected T? ReadSetting<T>(string vaultName, string setting, Func<CancellationToken, Task<T>> read)
        where T : class
    {
        try
        {
            return Run(read);
        }
        catch (ResourceNotFoundException)
        {
            // The service says the same of a vault that is missing, which DescribeVault then says too.
            Run(token => Glacier.DescribeVaultAsync(vaultName, token));
            WriteVerbose($"The vault '{vaultName}' has no {setting}.");
            return null;
        }
    }

    /// <summary>The names of the vaults that fit a pattern.</summary>
    private protected virtual async Task<IReadOnlyList<string>> FindAsync(
        string pattern,
        CancellationToken cancellationToken
    )
    {
        Func<string, bool> fits = NamePatterns.Match([pattern])!;
        var found = new List<string>();
        IAsyncEnumerable<VaultDescription> all = Pages.ItemsAsync(
            (marker, token) => Glacier.ListVaultsAsync(marker, limit: null, token),
            cancellationToken
        );
        await foreach (VaultDescription vault in all)
        {
            if (fits(vault.VaultName))
            {
                found.Add(vault.VaultName);
            }
        }

        return found;
    }

    private void ProcessOne(string name)
    {
        Core.Protocol.VaultName.Check(name);
        Process(name);
    }
}
