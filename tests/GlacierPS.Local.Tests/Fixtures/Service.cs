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
        var options = new LocalGlacierOptions { DataFolder = folder?.Path, TimeProvider = clock };
        var service = new Service(transport, change?.Invoke(options) ?? options, folder, clock);
        await service.OpenAsync();
        return service;
    }

    /// <summary>How many lines the one journal of a vault has; the service may have it open.</summary>
    public int JournalLines()
    {
        string path = Assert.Single(Directory.GetFiles(Folder, "journal.jsonl", SearchOption.AllDirectories));
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        int lines = 0;
        while (reader.ReadLine() is not null)
        {
            lines++;
        }

        return lines;
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
