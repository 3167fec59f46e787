using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using GlacierPS.Aws.Buckets;
using GlacierPS.Aws.Configuration;
using GlacierPS.Aws.Runtime;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Leases;

/// <summary>A table of Amazon DynamoDB for shared work. Each request is sent once; the caller repeats.</summary>
public sealed partial class DynamoTable : IShareTable, IDisposable
{
    // Names that no other table has, so that none of somebody else's is written to, or deleted.
    private const string ShareKey = "GlacierShare";
    private const string RowKey = "GlacierRow";

    private readonly AmazonDynamoDBClient _client;
    private readonly OtherService _service;
    private readonly object _lock = new();
    private (DateTime At, long Seen)? _time;

    private DynamoTable(ShareTableOptions options, OtherService service)
    {
        (Name, Region, _service) = (options.Name, service.Region, service);
        _client = new AmazonDynamoDBClient(
            service.Credentials,
            new AmazonDynamoDBConfig
            {
                AuthenticationRegion = service.Region,
                ServiceURL = service.Endpoint.AbsoluteUri,
                MaxErrorRetry = 0,
                MaxStaleConnectionRetries = 0,
                IgnoreConfiguredEndpointUrls = true,
                HttpClientFactory = new GlacierHttpClientFactory(
                    transport: null,
                    mayExpect: false,
                    options.Timeout,
                    options.Timeout
                ),
            }
        );
        _client.AfterResponseEvent += Received;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The region that it is in.</summary>
    public string Region { get; }

    /// <inheritdoc/>
    public DateTime? Now
    {
        get
        {
            lock (_lock)
            {
                return _time is { } time ? time.At + Stopwatch.GetElapsedTime(time.Seen) : null;
            }
        }
    }

    /// <summary>Makes a client of a table; nothing is sent yet.</summary>
    /// <exception cref="GlacierInputException">The region or the endpoint cannot be used.</exception>
    /// <exception cref="GlacierCredentialsException">The named profile is not there.</exception>
    public static DynamoTable Open(ShareTableOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new DynamoTable(
            options,
            OtherService.Find(
                new GlacierClientOptions
                {
                    ProfileName = options.ProfileName,
                    Region = options.Region,
                    EndpointUrl = options.EndpointUrl,
                    Service = "dynamodb",
                    KeySource = options.KeySource,
                }
            )
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.AfterResponseEvent -= Received;
        _client.Dispose();
        _service.Dispose();
    }

    /// <inheritdoc/>
    public async Task<ShareRow?> ReadAsync(string share, string row, CancellationToken cancellationToken)
    {
        GetItemResponse found = await SendAsync(
            "GetItem",
            () =>
                _client.GetItemAsync(
                    new GetItemRequest
                    {
                        TableName = Name,
                        Key = Key(share, row),
                        ConsistentRead = true,
                    },
                    cancellationToken
                ),
            cancellationToken
        );
        return found.Item is { Count: > 0 } item ? Row(item) : null;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ShareRow> ListAsync(
        string share,
        string beginning,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(beginning);
        var values = new Dictionary<string, AttributeValue> { [":s"] = new() { S = share } };
        var names = new Dictionary<string, string> { ["#s"] = ShareKey };
        string condition = "#s = :s";
        if (beginning.Length > 0)
        {
            (values[":b"], names["#r"]) = (new AttributeValue { S = beginning }, RowKey);
            condition += " AND begins_with(#r, :b)";
        }

        Dictionary<string, AttributeValue>? from = null;
        do
        {
            Dictionary<string, AttributeValue>? start = from;
            QueryResponse page = await SendAsync(
                "Query",
                () =>
                    _client.QueryAsync(
                        new QueryRequest
                        {
                            TableName = Name,
                            KeyConditionExpression = condition,
                            ExpressionAttributeNames = names,
                            ExpressionAttributeValues = values,
                            ConsistentRead = true,
                            ExclusiveStartKey = start,
                        },
                        cancellationToken
                    ),
                cancellationToken
            );
            foreach (Dictionary<string, AttributeValue> item in page.Items ?? [])
            {
                yield return Row(item);
            }

            from = page.LastEvaluatedKey is { Count: > 0 } last ? last : null;
        } while (from is not null);
    }

    /// <inheritdoc/>
    public async Task<bool> ChangeAsync(RowChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var expression = new ChangeExpression(change);
        try
        {
            await SendAsync(
                "UpdateItem",
                () =>
                    _client.UpdateItemAsync(
                        new UpdateItemRequest
                        {
                            TableName = Name,
                            Key = Key(change.Share, change.Row),
                            UpdateExpression = expression.Update,
                            ConditionExpression = expression.Condition,
                            ExpressionAttributeNames = expression.Names,
                            ExpressionAttributeValues = expression.Values,
                        },
                        cancellationToken
                    ),
                cancellationToken
            );
            return true;
        }
        catch (ShareTableException error) when (error.InnerException is ConditionalCheckFailedException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string share, string row, CancellationToken cancellationToken) =>
        SendAsync(
            "DeleteItem",
            () =>
                _client.DeleteItemAsync(
                    new DeleteItemRequest { TableName = Name, Key = Key(share, row) },
                    cancellationToken
                ),
            cancellationToken
        );

    private static Dictionary<string, AttributeValue> Key(string share, string row) =>
        new()
        {
            [ShareKey] = new AttributeValue { S = share },
            [RowKey] = new AttributeValue { S = row },
        };

    private static ShareRow Row(Dictionary<string, AttributeValue> item) =>
        new(
            item[ShareKey].S,
            item[RowKey].S,
            item.Where(value => value.Key is not (ShareKey or RowKey))
                .ToDictionary(value => value.Key, value => Value(value.Value))
        );

    private static object Value(AttributeValue value) =>
        value.N is { } number && long.TryParse(number, CultureInfo.InvariantCulture, out long whole) ? whole
        : value.B is { } bytes ? bytes.ToArray()
        : value.S ?? "";

    private void Received(object sender, ResponseEventArgs args)
    {
        if (
            args is WebServiceResponseEventArgs response
            && response.ResponseHeaders.TryGetValue("Date", out string? text)
            && DateTime.TryParseExact(
                text,
                "r",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTime at
            )
        )
        {
            lock (_lock)
            {
                _time = (at, Stopwatch.GetTimestamp());
            }
        }
    }

    private Task<T> SendAsync<T>(string operation, Func<Task<T>> send, CancellationToken cancellationToken) =>
        _service.SendAsync(operation, send, error => DynamoFailures.Refused(error, operation, this), cancellationToken);

    /// <summary>A change in DynamoDB's words.</summary>
    private sealed class ChangeExpression
    {
        public ChangeExpression(RowChange change)
        {
            string sets = string.Join(", ", change.Set.Select(set => $"{Name(set.Key)} = {Value(set.Value)}"));
            string adds = string.Join(", ", change.Add.Select(add => $"{Name(add.Key)} {Value(add.Value)}"));
            Update = string.Join(' ', sets.Length > 0 ? $"SET {sets}" : "", adds.Length > 0 ? $"ADD {adds}" : "")
                .Trim();
            Condition = change.Conditions.Count > 0 ? string.Join(" AND ", change.Conditions.Select(Text)) : null;
        }

        public string Update { get; }

        public string? Condition { get; }

        public Dictionary<string, string> Names { get; } = [];

        public Dictionary<string, AttributeValue> Values { get; } = [];

        private string Text(RowCondition condition)
        {
            string name = Name(condition.Name);
            return condition.Comparison switch
            {
                RowComparison.Missing => $"attribute_not_exists({name})",
                RowComparison.Equal => $"{name} = {Value(condition.Value!)}",
                RowComparison.MissingOrAtMost =>
                    $"(attribute_not_exists({name}) OR {name} <= {Value(condition.Value!)})",
                _ => throw new UnreachableException(),
            };
        }

        private string Name(string name)
        {
            if (Names.FirstOrDefault(known => known.Value == name).Key is { } there)
            {
                return there;
            }

            string key = string.Create(CultureInfo.InvariantCulture, $"#n{Names.Count}");
            Names.Add(key, name);
            return key;
        }

        private string Value(object value)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $":v{Values.Count}");
            Values.Add(
                key,
                value switch
                {
                    long number => new AttributeValue { N = number.ToString(CultureInfo.InvariantCulture) },
                    byte[] bytes => new AttributeValue { B = new MemoryStream(bytes) },
                    _ => new AttributeValue { S = (string)value },
                }
            );
            return key;
        }
    }
}
