using System.Collections.Concurrent;
using System.Text;
using GlacierPS.Aws;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Local;
using GlacierPS.Local.Faults;
using GlacierPS.Local.Time;

namespace GlacierPS.Core.Tests.Service;

/// <summary>The local service in memory, with a clock to turn, reached through the one client as any other.</summary>
internal sealed class LocalService : IDisposable
{
    private readonly LocalGlacier _service;
    private readonly GlacierClient _client;

    private LocalService(LocalGlacier service, AdjustableTime time)
    {
        (_service, Time) = (service, time);
        _client = GlacierClient.Create(
            new GlacierClientOptions
            {
                Region = "us-east-1",
                EndpointUrl = new Uri("http://glacier.local.invalid"),
                AccessKeyId = "LOCAL",
                SecretAccessKey = "local",
                Transport = () => new Recorder(this, new LocalGlacierHandler(_service)),
            }
        );
    }

    public AdjustableTime Time { get; }

    public GlacierClient Glacier => _client;

    /// <summary>What goes wrong at the service.</summary>
    public FaultList Faults => _service.Faults;

    /// <summary>Method and path of each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Looks at each request before it is sent: throw, and it is not.</summary>
    public Action<HttpRequestMessage> Before { get; set; } = _ => { };

    /// <summary>Looks at each request that was answered: throw, and the answer is lost.</summary>
    public Action<HttpRequestMessage> After { get; set; } = _ => { };

    /// <summary>
    /// Method and path of each request that the service answered; one that was cancelled before may not have been done.
    /// </summary>
    private ConcurrentQueue<string> Answered { get; } = new();

    /// <summary>Jobs that were started.</summary>
    public int JobsStarted =>
        Answered.Count(request =>
            request.StartsWith("POST", StringComparison.Ordinal) && request.EndsWith("/jobs", StringComparison.Ordinal)
        );

    public int Deletions =>
        Answered.Count(request =>
            request.StartsWith("DELETE", StringComparison.Ordinal)
            && request.Contains("/archives/", StringComparison.Ordinal)
        );

    /// <summary>Counts from here.</summary>
    public void ClearRequests()
    {
        Requests.Clear();
        Answered.Clear();
    }

    public static async Task<LocalService> StartAsync(
        Func<LocalGlacierOptions, LocalGlacierOptions>? change = null,
        params string[] vaults
    )
    {
        var time = new AdjustableTime();
        var options = new LocalGlacierOptions { TimeProvider = time };
        var service = new LocalService(await LocalGlacier.OpenAsync(change?.Invoke(options) ?? options, default), time);
        foreach (string vault in vaults.DefaultIfEmpty("photos"))
        {
            await service.Glacier.CreateVaultAsync(vault, default);
        }

        return service;
    }

    /// <summary>Stores an archive with a description as some tool wrote it.</summary>
    public async Task<string> StoreAsync(string content, string? description, string vault = "photos")
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(content));
        BodyHashes hashes;
        using (var hasher = new BodyHasher())
        {
            hasher.Append(body.ToArray());
            hashes = hasher.Finish();
        }

        return (
            await Glacier.UploadArchiveAsync(new UploadArchiveRequest(vault, body, hashes, description), default)
        ).ArchiveId;
    }

    /// <summary>Stores an archive under a name.</summary>
    public Task<string> StoreNamedAsync(string content, string name, DateTime? modified = null) =>
        StoreAsync(content, ArchiveDescription.Write(name, modified));

    public void Dispose()
    {
        _client.Dispose();
        _service.Dispose();
    }

    private sealed class Recorder(LocalService service, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            service.Before(request);
            string said = $"{request.Method} {request.RequestUri!.AbsolutePath}";
            service.Requests.Enqueue(said);
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            service.Answered.Enqueue(said);
            service.After(request);
            return response;
        }
    }
}
