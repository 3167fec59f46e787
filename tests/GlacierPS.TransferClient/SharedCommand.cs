using System.CommandLine;
using System.Text.Json.Nodes;
using GlacierPS.Aws;
using GlacierPS.Aws.Buckets;
using GlacierPS.Aws.Configuration;
using GlacierPS.Aws.Leases;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;

namespace GlacierPS.TransferClient;

/// <summary>
/// One of several processes that do something with a whole vault together, for the suites that kill and stop them.
/// </summary>
/// <param name="what">What it does, which is the command's name with <c>-shared</c>.</param>
internal abstract class SharedCommand(string what)
{
    private readonly Option<string> _table = new("--table") { Required = true };
    private readonly Option<string> _catalog = new("--catalog") { Required = true };
    private readonly Option<double> _lease = new("--lease") { DefaultValueFactory = _ => 2 };
    private readonly Option<long> _window = new("--window") { DefaultValueFactory = _ => 10 };
    private readonly Option<int?> _maxJobs = new("--max-jobs");
    private readonly Option<int> _delay = new("--delay") { Description = "Milliseconds that each answer takes longer" };

    /// <summary>The command.</summary>
    public Command Make(ClientOptions options)
    {
        var command = new Command($"{what}-shared", $"Has its part in a vault's {what}, with other processes.");
        foreach (Option option in Own.Concat([_table, _catalog, _lease, _window, _maxJobs, _delay]))
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, token) => Measured.RunAsync(() => RunAsync(options.Read(parsed), parsed, token)));
        return command;
    }

    /// <summary>Options of this command alone.</summary>
    protected virtual IEnumerable<Option> Own => [];

    /// <summary>Does the work.</summary>
    /// <exception cref="GlacierException">It ends with that, whose ID is told.</exception>
    protected abstract Task WorkAsync(SharedProcess process, ParseResult parsed, CancellationToken cancellationToken);

    private async Task<JsonObject> RunAsync(
        ClientSettings settings,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        using var process = new SharedProcess(
            what,
            settings,
            parsed.GetValue(_catalog)!,
            new Uri(parsed.GetRequiredValue(_table)),
            TimeSpan.FromSeconds(parsed.GetValue(_lease)),
            parsed.GetValue(_window),
            parsed.GetValue(_maxJobs),
            TimeSpan.FromMilliseconds(parsed.GetValue(_delay))
        );
        string? ended = null;
        try
        {
            await WorkAsync(process, parsed, cancellationToken);
        }
        catch (GlacierException error)
        {
            ended = error.ErrorId;
        }

        JsonObject result = process.Result();
        if (ended is not null)
        {
            result["error"] = ended;
        }

        return result;
    }
}

/// <summary>What such a process works with, and what it has done.</summary>
internal sealed class SharedProcess(
    string what,
    ClientSettings settings,
    string catalog,
    Uri tableUrl,
    TimeSpan lease,
    long window,
    int? maxJobs,
    TimeSpan delay
) : IDisposable
{
    private const decimal DollarsPerJob = 0.000025m;

    private readonly DynamoTable _table = DynamoTable.Open(
        new ShareTableOptions
        {
            Name = "leave",
            Region = "us-east-1",
            EndpointUrl = tableUrl,
            KeySource = Keys,
        }
    );
    private long _done;
    private long _there;
    private long _failed;
    private long _lost;
    private string? _first;

    public ClientSettings Settings => settings;

    public GlacierClient Client { get; } = settings.NewClient(LineOf(delay));

    public VaultCatalog Catalog { get; } = new(catalog, settings.VaultName);

    /// <summary>Archives of a window.</summary>
    public long Window => window;

    /// <summary>The bucket "archive" at a store.</summary>
    public S3Bucket OpenBucket(string url) =>
        S3Bucket.Open(
            new BucketOptions
            {
                Name = "archive",
                Region = "us-east-1",
                EndpointUrl = new Uri(url),
                KeySource = Keys,
                Transport = LineOf(delay),
            }
        );

    /// <summary>Takes part in the share; who has the catalogue puts windows up.</summary>
    public Task<SharedWork> JoinAsync(
        Func<DateTime?, IEnumerable<PlannedWindow>> plan,
        CancellationToken cancellationToken
    ) =>
        SharedWork.JoinAsync(
            _table,
            new ShareDefinition($"{what} {settings.VaultName}", new Dictionary<string, string>())
            {
                MaxPicodollars = maxJobs * (long)(DollarsPerJob * 1_000_000_000_000m),
                DollarsOf = _ => DollarsPerJob,
            },
            Catalog.Exists ? plan : null,
            new ShareOptions { Lease = lease, Renewal = lease / 5 },
            Note,
            cancellationToken
        );

    public void Note(string text)
    {
        if (text.Contains("another machine's by now", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>An archive is done.</summary>
    public void Count(bool wasThere) => Interlocked.Increment(ref wasThere ? ref _there : ref _done);

    /// <summary>An archive is not.</summary>
    public void Fail(Exception error)
    {
        Interlocked.Increment(ref _failed);
        Interlocked.CompareExchange(ref _first, error.Message, null);
    }

    /// <summary>What was done so far.</summary>
    public JsonObject Result() =>
        new()
        {
            ["done"] = _done,
            ["there"] = _there,
            ["failed"] = _failed,
            ["first"] = _first,
            ["lost"] = _lost,
        };

    public void Dispose()
    {
        Client.Dispose();
        _table.Dispose();
    }

    private static AwsKeys Keys() => new("AKIDEXAMPLE", "secret-of-a-test");

    private static Func<HttpMessageHandler>? LineOf(TimeSpan delay) =>
        delay > TimeSpan.Zero ? () => new Delay(delay) { InnerHandler = new SocketsHttpHandler() } : null;

    /// <summary>A line on which answers take their time.</summary>
    private sealed class Delay(TimeSpan delay) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            await Task.Delay(delay, cancellationToken);
            return response;
        }
    }
}
