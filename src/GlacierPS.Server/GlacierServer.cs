using System.Net;
using System.Text;
using GlacierPS.Local;
using GlacierPS.Local.Time;
using GlacierPS.Server.Control;
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
    public Uri Url =>
        new(
            _application
                .Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
                .Features.GetRequiredFeature<IServerAddressesFeature>()
                .Addresses.First()
        );

    /// <summary>Begins to listen. The service stays the caller's.</summary>
    /// <param name="service">What answers.</param>
    /// <param name="address">Where to listen.</param>
    /// <param name="port">TCP port; 0 picks a free one.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="controlled">The service's clock, if the control API is to be open; it moves that clock.</param>
    /// <param name="limits">What clients may take of the server.</param>
    /// <param name="maxRate">Bytes a second of all answers together; null for no limit.</param>
    /// <param name="maxUploadRate">Bytes a second of all bodies that come in; null for no limit.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address is not this machine's, or the port not this
    /// user's.</exception>
    public static async Task<GlacierServer> StartAsync(
        LocalGlacier service,
        IPAddress address,
        int port,
        CancellationToken cancellationToken,
        AdjustableTime? controlled = null,
        ConnectionLimits? limits = null,
        long? maxRate = null,
        long? maxUploadRate = null
    )
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();

        // A body is hashed where it was received: handing it to another thread first costs more than that takes.
        builder.WebHost.UseSockets(options => options.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(options =>
            Configure(options, address, port, limits ?? new ConnectionLimits())
        );
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlockPoolFactory>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopGrace);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // That a port is taken is told by the exception, in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Logging.AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        WebApplication application = builder.Build();
        if (!service.ChecksSignatures)
        {
            application.Use(new LocalCallers(address).AnswerAsync);
        }

        if (controlled is not null)
        {
            application.Use(new ControlEndpoint(service, controlled).AnswerAsync);
        }

        application.Run(new HttpTransport(service, maxRate, maxUploadRate).AnswerAsync);
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

    private static void Configure(KestrelServerOptions options, IPAddress address, int port, ConnectionLimits limits)
    {
        options.AddServerHeader = false;
        options.AllowSynchronousIO = false;
        options.Listen(address, port, listen => listen.Protocols = HttpProtocols.Http1);

        // Descriptions are judged byte by byte, not as UTF-8 (glacier-api.md §6.3).
        options.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;

        limits.Apply(options.Limits);
    }
}
