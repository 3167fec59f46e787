using System.Collections.Concurrent;
using System.Net;
using GlacierPS.Server;

namespace GlacierPS.Local.Tests.Fixtures;

/// <summary>What a service is kept on, and through which transport it is asked.</summary>
public enum Transport
{
    Disk,
    Memory,
    Http,
}

/// <summary>A running service of a test's own, and clients of it.</summary>
public sealed class Service : IAsyncDisposable
{
    private readonly TempFolder? _folder;
    private readonly Transport _transport;
    private readonly List<Client> _clients = [];
    private LocalGlacier? _glacier;
    private GlacierServer? _server;

    private Service(Transport transport, LocalGlacierOptions options, TempFolder? folder, SettableClock clock)
    {
        _transport = transport;
        _folder = folder;
        Options = options;
        Clock = clock;
    }

    public LocalGlacierOptions Options { get; }

    /// <summary>How often each part arrived and was found right, by upload and first byte.</summary>
    public ConcurrentDictionary<(string Upload, long Start), int> Parts { get; private init; } = [];

    public SettableClock Clock { get; }

    public LocalGlacier Glacier => _glacier!;

    public Client Client => _clients[^1];

    /// <summary>The data folder.</summary>
    public string Folder => _folder!.Path;

    /// <summary>Where the server listens, if there is one.</summary>
    public Uri Url => _server!.Url;

    public static async Task<Service> StartAsync(
        Transport transport,
        Func<LocalGlacierOptions, LocalGlacierOptions>? change = null
    )
    {
        var clock = new SettableClock();
        TempFolder? folder = transport == Transport.Memory ? null : new TempFolder();
        var parts = new ConcurrentDictionary<(string Upload, long Start), int>();
        var options = new LocalGlacierOptions
        {
            DataFolder = folder?.Path,
            TimeProvider = clock,
            PartStored = (upload, start) => parts.AddOrUpdate((upload, start), 1, (_, count) => count + 1),
        };
        var service = new Service(transport, change?.Invoke(options) ?? options, folder, clock) { Parts = parts };
        await service.OpenAsync();
        return service;
    }

    /// <summary>Closes the service and opens it again on the same folder.</summary>
    public async Task RestartAsync(Action<string>? meanwhile = null)
    {
        await CloseAsync();
        meanwhile?.Invoke(Folder);
        await OpenAsync();
    }

    public async Task CloseAsync()
    {
        foreach (Client client in _clients)
        {
            client.Dispose();
        }

        _clients.Clear();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _glacier?.Dispose();
    }

    public async Task OpenAsync()
    {
        _glacier = await LocalGlacier.OpenAsync(Options);
        if (_transport == Transport.Http)
        {
            _server = await GlacierServer.StartAsync(_glacier, IPAddress.Loopback, 0, CancellationToken.None);
            _clients.Add(new Client(new HttpClient { BaseAddress = _server.Url }));
        }
        else
        {
            _clients.Add(
                new Client(
                    new HttpClient(new LocalGlacierHandler(_glacier))
                    {
                        BaseAddress = new Uri("https://glacier.us-east-1.amazonaws.com"),
                    }
                )
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder?.Dispose();
    }
}
