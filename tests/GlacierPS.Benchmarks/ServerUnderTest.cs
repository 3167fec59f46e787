using System.Diagnostics;
using System.Text.Json;

namespace GlacierPS.Benchmarks;

/// <summary>GlacierPS.Server as a process of its own, on a free port, and what it costs.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly HttpClient s_first = new();

    private readonly Process _process;

    private ServerUnderTest(Process process, Uri url, TimeSpan timeToFirstAnswer)
    {
        _process = process;
        Url = url;
        TimeToFirstAnswer = timeToFirstAnswer;
    }

    public Uri Url { get; }

    /// <summary>From the start of the process until its first answer has arrived, which lists the vaults.</summary>
    public TimeSpan TimeToFirstAnswer { get; }

    /// <summary>Processor time so far, in its own code and in the system on its behalf.</summary>
    public TimeSpan ProcessorTime => Refreshed().TotalProcessorTime;

    /// <summary>The share of <see cref="ProcessorTime"/> that the system took.</summary>
    public TimeSpan SystemTime => Refreshed().PrivilegedProcessorTime;

    /// <summary>Resident memory now, in bytes.</summary>
    public long Memory => Refreshed().WorkingSet64;

    /// <summary>The most that was ever resident, in bytes.</summary>
    public long PeakMemory => Refreshed().PeakWorkingSet64;

    /// <summary>A server with a vault, on a folder.</summary>
    public static async Task<ServerUnderTest> StartWithVaultAsync(
        string dataFolder,
        CancellationToken cancellationToken,
        params string[] options
    )
    {
        ServerUnderTest server = await StartAsync(dataFolder, cancellationToken, isUnheard: false, options);
        using var load = new RequestLoad(server.Url, 1);
        (
            await load.SendAsync(
                RequestLoad.Request(HttpMethod.Put, new Uri(server.Url, "/-/vaults/measured")),
                cancellationToken
            )
        ).Dispose();
        return server;
    }

    /// <summary>A server on a folder, as it was left.</summary>
    /// <param name="dataFolder">The folder.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="isUnheard">Whether what it says of its data is of no interest: that blobs are missing.</param>
    /// <param name="options">Further options of its command line.</param>
    public static Task<ServerUnderTest> StartAsync(
        string dataFolder,
        CancellationToken cancellationToken,
        bool isUnheard = false,
        params string[] options
    ) =>
        StartAsync(
            [
                Path.Combine(AppContext.BaseDirectory, "GlacierPS.Server.dll"),
                "--data",
                dataFolder,
                "--port",
                "0",
                .. options,
            ],
            isUnheard,
            cancellationToken
        );

    /// <summary>A Kestrel that does nothing (<see cref="EmptyKestrel"/>).</summary>
    public static Task<ServerUnderTest> StartEmptyAsync(CancellationToken cancellationToken) =>
        StartAsync([typeof(EmptyKestrel).Assembly.Location, EmptyKestrel.Command], false, cancellationToken);

    /// <summary>What reads and forgets (<see cref="Sink"/>).</summary>
    public static Task<ServerUnderTest> StartSinkAsync(CancellationToken cancellationToken) =>
        StartAsync([typeof(Sink).Assembly.Location, Sink.Command], false, cancellationToken);

    private static async Task<ServerUnderTest> StartAsync(
        string[] program,
        bool isUnheard,
        CancellationToken cancellationToken
    )
    {
        long start = Stopwatch.GetTimestamp();
        Process process = Process.Start(
            new ProcessStartInfo("dotnet", program) { RedirectStandardOutput = true, RedirectStandardError = isUnheard }
        )!;
        if (isUnheard)
        {
            process.BeginErrorReadLine();
        }

        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(Patience);
            string ready =
                await process.StandardOutput.ReadLineAsync(timeout.Token)
                ?? throw new InvalidOperationException("The server ended before it was ready.");
            var url = new Uri(JsonDocument.Parse(ready).RootElement.GetProperty("url").GetString()!);
            using HttpRequestMessage request = RequestLoad.Request(HttpMethod.Get, new Uri(url, "/-/vaults"));
            (await s_first.SendAsync(request, timeout.Token)).EnsureSuccessStatusCode().Dispose();
            return new ServerUnderTest(process, url, Stopwatch.GetElapsedTime(start));
        }
        catch (Exception)
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private Process Refreshed()
    {
        _process.Refresh();
        return _process;
    }
}
