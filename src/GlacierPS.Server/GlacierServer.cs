using System.Net;
using System.Text;
using GlacierPS.Core.Protocol;
using GlacierPS.Local;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GlacierPS.Server;

/// <summary>Kestrel in front of a service. Limits keep slow and half-open clients from using it up.</summary>
internal sealed class GlacierServer : IAsyncDisposable
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    private readonly WebApplication _application;

    private GlacierServer(WebApplication application) => _application = application;

    /// <summary>Where the server listens, with its real port.</summary>
    public Uri Url => new(_application.Services
        .GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features
        .GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <summary>Begins to listen. The service stays the caller's.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<GlacierServer> StartAsync(
        LocalGlacier service, IPAddress address, int port, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options => Configure(options, address, port));
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlockPoolFactory>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopGrace);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // That a port is taken is told by the exception, in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Logging.AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        WebApplication application = builder.Build();
        application.Run(new HttpDoor(service).AnswerAsync);
        try
        {
            await application.StartAsync(cancellationToken);
            return new GlacierServer(application);
        }
        catch (Exception)
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets requests that are under way come to their end, for a few seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions options, IPAddress address, int port)
    {
        options.AddServerHeader = false;
        options.AllowSynchronousIO = false;
        options.Listen(address, port, listen => listen.Protocols = HttpProtocols.Http1);

        // Descriptions are judged byte by byte, not as UTF-8 (glacier-api.md §6.3).
        options.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;

        KestrelServerLimits limits = options.Limits;
        limits.MaxRequestBodySize = GlacierLimits.SingleUploadSize + (1 << 20);
        limits.MaxRequestBufferSize = 1 << 20;
        limits.MaxConcurrentConnections = 512;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 4096, gracePeriod: TimeSpan.FromSeconds(10));
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));
    }
}
