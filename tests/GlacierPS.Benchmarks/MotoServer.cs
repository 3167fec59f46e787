using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GlacierPS.Benchmarks;

/// <summary>moto_server, the emulator that most people use today, on a free port.</summary>
internal sealed class MotoServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private MotoServer(Process process, Uri url)
    {
        _process = process;
        Url = url;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    public Uri Url { get; }

    /// <summary>Starts it; null where it is not installed.</summary>
    public static async Task<MotoServer?> TryStartAsync(CancellationToken cancellationToken)
    {
        int port = FreePort();
        MotoServer moto;
        try
        {
            Process process = Process.Start(
                new ProcessStartInfo(
                    "moto_server",
                    ["-H", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture)]
                )
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            moto = new MotoServer(process, new Uri($"http://127.0.0.1:{port}"));
        }
        catch (Win32Exception)
        {
            return null;
        }

        long start = Stopwatch.GetTimestamp();
        while (!await IsListeningAsync(port, cancellationToken))
        {
            if (moto._process.HasExited || Stopwatch.GetElapsedTime(start) > Patience)
            {
                await moto.DisposeAsync();
                return null;
            }

            await Task.Delay(100, cancellationToken);
        }

        return moto;
    }

    public async ValueTask DisposeAsync()
    {
        // It may be a script that runs the real program below it.
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> IsListeningAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
