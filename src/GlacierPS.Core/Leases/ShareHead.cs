using System.Globalization;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Leases;

/// <summary>A share's head: what its machines do. Who wants something else is refused.</summary>
internal static class ShareHead
{
    /// <summary>Makes the head, or compares what is there.</summary>
    /// <exception cref="GlacierInputException">ShareDiffers.</exception>
    public static async Task MakeOrCompareAsync(
        ShareClient client,
        ShareDefinition definition,
        CancellationToken cancellationToken
    )
    {
        SortedDictionary<string, string> wanted = new(
            definition.Parameters.Where(p => p.Value.Length > 0).ToDictionary(p => p.Key, p => p.Value),
            StringComparer.Ordinal
        );
        if (await client.ReadAsync(definition.Name, cancellationToken, ShareRows.Heads) is not { } head)
        {
            var values = wanted.ToDictionary(p => ShareRows.Parameter + p.Key, object (p) => p.Value);
            values[ShareRows.Created] = Lease.Text(client.Now);
            if (
                await client.ChangeAsync(
                    new RowChange(ShareRows.Heads, definition.Name)
                    {
                        Conditions = [new RowCondition(ShareRows.Created, RowComparison.Missing)],
                        Set = values,
                    },
                    cancellationToken
                )
            )
            {
                return;
            }

            head =
                await client.ReadAsync(definition.Name, cancellationToken, ShareRows.Heads)
                ?? throw new GlacierInputException(
                    "ShareRemoved",
                    $"The share '{definition.Name}' was removed from the table '{client.TableName}' just now. Run the "
                        + "same command again."
                );
        }

        Compare(client, head, wanted);
    }

    /// <summary>Fails where somebody has removed the share.</summary>
    /// <exception cref="GlacierInputException">ShareRemoved.</exception>
    public static async Task RequireAsync(ShareClient client, CancellationToken cancellationToken)
    {
        if (await client.ReadAsync(client.Share, cancellationToken, ShareRows.Heads) is null)
        {
            throw new GlacierInputException(
                "ShareRemoved",
                $"The share '{client.Share}' was removed from the table '{client.TableName}' while this machine worked "
                    + "at it. What is done stays done: run the same command again to go on."
            );
        }
    }

    public static GlacierInputException NotPlanned(ShareClient client) =>
        new(
            "ShareNotPlanned",
            $"Not all windows of the share '{client.Share}' were put up, and neither this machine nor one that is "
                + "there "
                + "knows the vault's archives. Run the same command on a machine with the vault's catalogue, or run "
                + "Update-GlacierCatalog here first."
        );

    private static void Compare(ShareClient client, ShareRow head, SortedDictionary<string, string> wanted)
    {
        Dictionary<string, string> there = head
            .Values.Where(value => value.Key.StartsWith(ShareRows.Parameter, StringComparison.Ordinal))
            .ToDictionary(
                value => value.Key[ShareRows.Parameter.Length..],
                value => value.Value as string ?? "",
                StringComparer.Ordinal
            );
        string[] differing =
        [
            .. wanted
                .Keys.Union(there.Keys)
                .Order(StringComparer.Ordinal)
                .Where(name => wanted.GetValueOrDefault(name) != there.GetValueOrDefault(name))
                .Select(name =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name} is {Quoted(there.GetValueOrDefault(name))} there and "
                            + $"{Quoted(wanted.GetValueOrDefault(name))} here"
                    )
                ),
        ];
        if (differing.Length > 0)
        {
            throw new GlacierInputException(
                "ShareDiffers",
                $"The machines of the share '{client.Share}' in the table '{client.TableName}' were asked for "
                    + "something "
                    + $"else: {string.Join("; ", differing)}. Run exactly what they run; or end them, remove the share "
                    + $"with Remove-GlacierShareTable -Share, and begin anew: what is done stays done."
            );
        }
    }

    private static string Quoted(string? value) => value is null ? "not given" : $"'{value}'";
}
