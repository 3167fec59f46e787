using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes the names of the session's vaults. Tab never waits long and never fails: it then completes nothing.</summary>
public sealed class VaultNameCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        GlacierConnection? connection = fakeBoundParameters["Connection"] as GlacierConnection ?? SessionConnection.Current;
        if (connection is null)
        {
            return [];
        }

        var pattern = WildcardPattern.Get(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            return Task.Run(() => NamesAsync(connection.Client, patience.Token), patience.Token).GetAwaiter().GetResult()
                .Where(pattern.IsMatch)
                .Select(name => new CompletionResult(name))
                .ToList();
        }
        catch (Exception exception) when (exception is GlacierException or OperationCanceledException)
        {
            return [];
        }
    }

    private static async Task<List<string>> NamesAsync(IGlacier glacier, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        string? marker = null;
        do
        {
            Page<VaultDescription> page = await glacier.ListVaultsAsync(marker, limit: null, cancellationToken);
            names.AddRange(page.Items.Select(vault => vault.VaultName));
            marker = page.Marker;
        }
        while (marker is not null);

        return names;
    }
}
