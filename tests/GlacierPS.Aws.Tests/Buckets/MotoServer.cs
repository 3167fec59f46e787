using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GlacierPS.Aws.Tests.Buckets;

/// <summary>
/// moto's S3, which nobody here wrote, on a free port; skipped with a reason where it is not installed.
/// </summary>
internal sealed class MotoServer : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private MotoServer(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public static async Task<MotoServer> StartAsync()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        Process process;
        try
        {
            process = Process.Start(
                new ProcessStartInfo("moto_server", $"-H 127.0.0.1 -p {port}")
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            Assert.Skip($"moto_server is not installed: {error.Message}");
            throw;
        }

        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var moto = new MotoServer(process, new Uri($"http://127.0.0.1:{port}"));
        using var client = new HttpClient();
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(moto.Url);
                return moto;
            }
            catch (HttpRequestException) when (!process.HasExited && waited.Elapsed < s_patience)
            {
                await Task.Delay(100);
            }
            catch (HttpRequestException) when (process.HasExited)
            {
                Assert.Skip($"moto_server ended by itself with exit code {process.ExitCode}.");
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
