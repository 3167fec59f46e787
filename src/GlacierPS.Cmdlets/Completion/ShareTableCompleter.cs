using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using GlacierPS.Aws.Leases;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Leases;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>
/// Completes the names of tables that New-GlacierShareTable made, of the region that the command names.
/// </summary>
public sealed class ShareTableCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        string? Text(string name) => fakeBoundParameters[name]?.ToString();
        return new Tables(Text("ShareRegion"), Text("ShareProfileName"), Text("ShareEndpointUrl")).CompleteArgument(
            commandName,
            parameterName,
            wordToComplete,
            commandAst,
            fakeBoundParameters
        );
    }

    private sealed class Tables(string? region, string? profileName, string? endpoint) : ServiceCompleter
    {
        private protected override bool NeedsVault => false;

        private protected override bool SearchesByWord => true;

        private protected override string Place => $"{region} {profileName} {endpoint}";

        private protected override async IAsyncEnumerable<Suggestion> FindAsync(
            GlacierConnection connection,
            string vaultName,
            TypedWord word,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            Uri? url = endpoint is null ? null : new Uri(endpoint);
            ShareTableOptions options = connection.ShareTableOptions("any", region, profileName, url);
            await foreach (ShareTableInfo table in DynamoTable.ListAsync(options, word.Begins, cancellationToken))
            {
                yield return new Suggestion(
                    table.TableName,
                    $"{table.TableName}: shared work since {LocalTime.Format(table.CreationDate)}, in {table.Region}"
                );
            }
        }
    }
}
