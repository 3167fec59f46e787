using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Leases;

/// <content>The table itself.</content>
public sealed partial class DynamoTable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Makes the table, paid by the request, and waits until it can be used; one that is there stays.
    /// </summary>
    /// <returns>The table, and whether it was made now.</returns>
    /// <exception cref="ShareTableException">The service refuses; NotAShareTable: a table of that name is another's.
    /// </exception>
    public async Task<(ShareTableInfo Table, bool WasMade)> CreateAsync(CancellationToken cancellationToken)
    {
        bool made = true;
        try
        {
            await SendAsync(
                "CreateTable",
                () =>
                    _client.CreateTableAsync(
                        new CreateTableRequest
                        {
                            TableName = Name,
                            BillingMode = BillingMode.PAY_PER_REQUEST,
                            AttributeDefinitions =
                            [
                                new AttributeDefinition(ShareKey, ScalarAttributeType.S),
                                new AttributeDefinition(RowKey, ScalarAttributeType.S),
                            ],
                            KeySchema =
                            [
                                new KeySchemaElement(ShareKey, KeyType.HASH),
                                new KeySchemaElement(RowKey, KeyType.RANGE),
                            ],
                        },
                        cancellationToken
                    ),
                cancellationToken
            );
        }
        catch (ShareTableException error) when (error.InnerException is ResourceInUseException)
        {
            made = false;
        }

        while (true)
        {
            TableDescription found = await DescribeAsync(cancellationToken);
            if (found.TableStatus == TableStatus.ACTIVE)
            {
                return (Info(found), made);
            }

            await Task.Delay(Poll, cancellationToken);
        }
    }

    /// <summary>What the service says of the table.</summary>
    /// <exception cref="ShareTableException">There is none, or it is another's.</exception>
    public async Task<ShareTableInfo> GetAsync(CancellationToken cancellationToken) =>
        Info(await DescribeAsync(cancellationToken));

    /// <summary>The tables for shared work of an account and region, whose names are wanted, by name.</summary>
    /// <param name="options">Where; the name does not count.</param>
    /// <param name="isWanted">Whether a table of that name is looked at.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ShareTableException">The service refuses.</exception>
    public static async IAsyncEnumerable<ShareTableInfo> ListAsync(
        ShareTableOptions options,
        Func<string, bool> isWanted,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(isWanted);
        using DynamoTable any = Open(options);
        string? after = null;
        do
        {
            ListTablesResponse page = await any.SendAsync(
                "ListTables",
                () =>
                    any._client.ListTablesAsync(
                        new ListTablesRequest { ExclusiveStartTableName = after },
                        cancellationToken
                    ),
                cancellationToken
            );
            foreach (string name in (page.TableNames ?? []).Where(isWanted))
            {
                using DynamoTable table = Open(options with { Name = name });
                ShareTableInfo? found = null;
                try
                {
                    found = await table.GetAsync(cancellationToken);
                }
                catch (ShareTableException error) when (error.ErrorId is "NotAShareTable" or "NoSuchShareTable") { }

                if (found is not null)
                {
                    yield return found;
                }
            }

            after = page.LastEvaluatedTableName;
        } while (after is not null);
    }

    /// <summary>Deletes the table with all that is in it.</summary>
    /// <exception cref="ShareTableException">There is none, or it is another's.</exception>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await DescribeAsync(cancellationToken);
        await SendAsync(
            "DeleteTable",
            () => _client.DeleteTableAsync(new DeleteTableRequest { TableName = Name }, cancellationToken),
            cancellationToken
        );
    }

    /// <summary>The table, if it is one for shared work.</summary>
    private async Task<TableDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        TableDescription found = (
            await SendAsync(
                "DescribeTable",
                () => _client.DescribeTableAsync(new DescribeTableRequest { TableName = Name }, cancellationToken),
                cancellationToken
            )
        ).Table;
        string[] keys = [.. (found.KeySchema ?? []).Select(key => key.AttributeName)];
        return keys is [ShareKey, RowKey]
            ? found
            : throw new ShareTableException(
                "NotAShareTable",
                $"The table '{Name}' in {Region} was not made by New-GlacierShareTable: its key is "
                    + $"{string.Join(", ", keys)}. It is left alone. Choose another name."
            );
    }

    private ShareTableInfo Info(TableDescription found) =>
        new()
        {
            TableName = Name,
            Region = Region,
            Arn = found.TableArn ?? "",
            CreationDate = found.CreationDateTime?.ToUniversalTime(),
            SizeInBytes = found.TableSizeBytes ?? 0,
        };
}
