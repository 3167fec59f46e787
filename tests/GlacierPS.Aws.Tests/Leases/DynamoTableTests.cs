using GlacierPS.Aws.Configuration;
using GlacierPS.Aws.Leases;
using GlacierPS.Aws.Tests.Buckets;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests.Leases;

/// <summary>What the table does, against two services that others wrote: dynalite and moto.</summary>
public sealed class DynamoTableTests
{
    [Theory]
    [InlineData("dynalite")]
    [InlineData("moto")]
    public async Task Rows_are_changed_under_their_conditions_and_read_as_they_were_written(string service)
    {
        await using Service running = await Service.StartAsync(service);
        using DynamoTable table = Open(running.Url);
        (ShareTableInfo made, bool wasMade) = await table.CreateAsync(default);
        Assert.True(wasMade);
        Assert.Equal("leave", made.TableName);
        Assert.False((await table.CreateAsync(default)).WasMade);
        Assert.Null(await table.ReadAsync("s", "a", default));
        Assert.InRange(table.Now!.Value, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddMinutes(1));

        byte[] large = new byte[380_000];
        new Random(1).NextBytes(large);
        var change = new RowChange("s", "a")
        {
            Conditions = [new RowCondition("fence", RowComparison.Missing)],
            Set = new Dictionary<string, object>
            {
                ["fence"] = 1L,
                ["p:Bucket"] = "archive \u00e4\U0001F600",
                ["content"] = large,
            },
            Add = new Dictionary<string, long> { ["sum"] = long.MaxValue - 10 },
        };
        Assert.True(await table.ChangeAsync(change, default));
        Assert.False(await table.ChangeAsync(change, default));
        ShareRow row = (await table.ReadAsync("s", "a", default))!;
        Assert.Equal(1, row.Number("fence"));
        Assert.Equal("archive \u00e4\U0001F600", row.Text("p:Bucket"));
        Assert.Equal(large, row.Bytes("content"));
        Assert.Equal(long.MaxValue - 10, row.Number("sum"));
        Assert.Equal(4, row.Values.Count);

        Assert.False(await Add(table, 1, atMost: 5));
        Assert.True(await Add(table, -(long.MaxValue - 10), atMost: long.MaxValue));
        Assert.True(await Add(table, 5, atMost: 0));
        Assert.False(await Add(table, 1, atMost: 4));
        Assert.Equal(5, (await table.ReadAsync("s", "a", default))!.Number("sum"));
        Assert.False(await table.ChangeAsync(Take("s", "a", 2), default));
        Assert.True(await table.ChangeAsync(Take("s", "a", 1), default));

        await table.DeleteAsync("s", "a", default);
        await table.DeleteAsync("s", "a", default);
        Assert.Null(await table.ReadAsync("s", "a", default));
    }

    [Theory]
    [InlineData("dynalite")]
    [InlineData("moto")]
    public async Task Lists_are_read_to_their_end_in_order_and_have_only_what_begins_so(string service)
    {
        await using Service running = await Service.StartAsync(service);
        using DynamoTable table = Open(running.Url);
        await table.CreateAsync(default);
        // More than the megabyte that one answer has.
        byte[] large = new byte[300_000];
        foreach (string name in new[] { "w/3", "w/1", "x/1", "w/2", "w/5", "w/4" })
        {
            var change = new RowChange("s", name) { Set = new Dictionary<string, object> { ["content"] = large } };
            Assert.True(await table.ChangeAsync(change, default));
        }

        Assert.Equal(["w/1", "w/2", "w/3", "w/4", "w/5"], await Names(table, "s", "w/"));
        Assert.Equal(6, (await Names(table, "s", "")).Count);
        Assert.Empty(await Names(table, "other", ""));
    }

    [Theory]
    [InlineData("dynalite")]
    [InlineData("moto")]
    public async Task A_table_that_is_not_there_or_another_s_is_told_and_left_alone(string service)
    {
        await using Service running = await Service.StartAsync(service);
        using DynamoTable table = Open(running.Url);
        foreach (
            Func<Task> ask in new Func<Task>[]
            {
                () => table.ReadAsync("s", "a", default),
                () => table.GetAsync(default),
                () => table.RemoveAsync(default),
                () => table.ChangeAsync(Take("s", "a", 1), default),
            }
        )
        {
            Assert.Equal("NoSuchShareTable", (await Assert.ThrowsAsync<ShareTableException>(ask)).ErrorId);
        }

        using var other = new Amazon.DynamoDBv2.AmazonDynamoDBClient(
            "AKIDEXAMPLE",
            "test-secret",
            new Amazon.DynamoDBv2.AmazonDynamoDBConfig
            {
                ServiceURL = running.Url.AbsoluteUri,
                AuthenticationRegion = "us-east-1",
            }
        );
        await other.CreateTableAsync(
            new Amazon.DynamoDBv2.Model.CreateTableRequest(
                "leave",
                [new("Id", Amazon.DynamoDBv2.KeyType.HASH)],
                [new("Id", Amazon.DynamoDBv2.ScalarAttributeType.S)],
                new(1, 1)
            )
        );
        foreach (
            Func<Task> ask in new Func<Task>[]
            {
                () => table.CreateAsync(default),
                () => table.GetAsync(default),
                () => table.RemoveAsync(default),
            }
        )
        {
            Assert.Equal("NotAShareTable", (await Assert.ThrowsAsync<ShareTableException>(ask)).ErrorId);
        }

        Assert.Contains("leave", (await other.ListTablesAsync()).TableNames);
    }

    [Fact]
    public async Task Of_many_that_want_a_row_at_the_same_time_one_gets_it()
    {
        // Not moto: its threads look at a condition and write afterwards, so that now and then two get the row.
        await using Service running = await Service.StartAsync("dynalite");
        using DynamoTable table = Open(running.Url);
        await table.CreateAsync(default);
        var make = new RowChange("s", "a") { Set = new Dictionary<string, object> { ["fence"] = 0L } };
        Assert.True(await table.ChangeAsync(make, default));
        for (long fence = 0; fence < 5; fence++)
        {
            bool[] got = await Task.WhenAll(
                Enumerable.Range(0, 16).Select(_ => table.ChangeAsync(Take("s", "a", fence), default))
            );
            Assert.Equal(1, got.Count(one => one));
        }
    }

    [Fact]
    public async Task A_service_that_is_not_there_can_be_asked_again()
    {
        using DynamoTable table = Open(new Uri("http://127.0.0.1:9"));
        GlacierConnectionException error = await Assert.ThrowsAsync<GlacierConnectionException>(() =>
            table.ReadAsync("s", "a", default)
        );
        Assert.True(error.CanRetry);
    }

    private static DynamoTable Open(Uri url) =>
        DynamoTable.Open(
            new ShareTableOptions
            {
                Name = "leave",
                Region = "us-east-1",
                EndpointUrl = url,
                KeySource = () => new AwsKeys("AKIDEXAMPLE", "test-secret"),
            }
        );

    private static RowChange Take(string share, string row, long fence) =>
        new(share, row)
        {
            Conditions = [new RowCondition("fence", RowComparison.Equal, fence)],
            Set = new Dictionary<string, object> { ["fence"] = fence + 1 },
        };

    private static Task<bool> Add(DynamoTable table, long amount, long atMost) =>
        table.ChangeAsync(
            new RowChange("s", "a")
            {
                Conditions = [new RowCondition("sum", RowComparison.MissingOrAtMost, atMost)],
                Add = new Dictionary<string, long> { ["sum"] = amount },
            },
            default
        );

    private static async Task<List<string>> Names(DynamoTable table, string share, string beginning)
    {
        var names = new List<string>();
        await foreach (ShareRow row in table.ListAsync(share, beginning, default))
        {
            names.Add(row.Name);
        }

        return names;
    }

    private sealed class Service(Uri url, IAsyncDisposable process) : IAsyncDisposable
    {
        public Uri Url => url;

        public static async Task<Service> StartAsync(string name)
        {
            if (name == "moto")
            {
                MotoServer moto = await MotoServer.StartAsync();
                return new Service(moto.Url, moto);
            }

            Dynalite dynalite = await Dynalite.StartAsync();
            return new Service(dynalite.Url, dynalite);
        }

        public ValueTask DisposeAsync() => process.DisposeAsync();
    }
}
