using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GlacierPS.Core.Protocol;
using GlacierPS.Local;
using GlacierPS.Local.Time;
using GlacierPS.Server;

return await new GlacierCommandLine().RunAsync(args, ServeAsync);

static async Task<int> ServeAsync(ServerSettings settings, CancellationToken cancellationToken)
{
    using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    // Whoever starts it with SIGINT ignored, as a script does with &, wants it to outlive Ctrl+C: .NET heeds that, and
    // calls us for SIGTERM only.
    using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    // Requests wait for the disk on threads of the pool, which would otherwise be added one at a time.
    ThreadPool.SetMinThreads(32, 32);
    AdjustableTime? controlled = settings.Control ? new AdjustableTime() : null;
    LocalGlacierOptions options = settings.Service with
    {
        Log = Console.Error.WriteLine,
        TimeProvider = controlled ?? TimeProvider.System,
    };
    try
    {
        using LocalGlacier service = await LocalGlacier.OpenAsync(options, stopping.Token);
        await using GlacierServer server = await GlacierServer.StartAsync(
            service,
            settings.Address,
            settings.Port,
            stopping.Token,
            controlled,
            maxRate: settings.MaxRate,
            maxUploadRate: settings.MaxUploadRate
        );
        Console.WriteLine(
            new JsonObject
            {
                ["url"] = server.Url.GetLeftPart(UriPartial.Authority),
                ["region"] = options.Region,
                ["account"] = options.AccountId,
                ["data"] = options.DataFolder,
            }.ToJsonString()
        );
        await Task.Delay(Timeout.Infinite, stopping.Token);
        return 0;
    }
    catch (OperationCanceledException) when (stopping.IsCancellationRequested)
    {
        return 0;
    }
    catch (GlacierInputException exception)
    {
        Console.Error.WriteLine(exception.Message);
        return exception.ErrorId.StartsWith("Store", StringComparison.Ordinal) ? 1 : 2;
    }
    catch (Exception exception) when (exception is IOException or SocketException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }

    void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        stopping.Cancel();
    }
}
