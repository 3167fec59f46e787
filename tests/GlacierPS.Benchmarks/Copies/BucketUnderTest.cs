using System.Diagnostics;

namespace GlacierPS.Benchmarks.Copies;

/// <summary>The strict bucket as a process of its own.</summary>
internal sealed class BucketUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private BucketUnderTest(Process process, string url) => (_process, Url) = (process, url);

    public string Url { get; }

    /// <summary>Processor time so far.</summary>
    public double Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <param name="traits">What it has: <c>https=FILE</c>, <c>delay=20</c> (milliseconds of each request).</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    public static async Task<BucketUnderTest> StartAsync(string[] traits, CancellationToken cancellationToken)
    {
        Process process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    Path.Combine(AppContext.BaseDirectory, "GlacierPS.StrictBucket.dll"),
                    "archive",
                    "111122223333",
                    "us-east-1",
                    .. traits,
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            }
        )!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        return new BucketUnderTest(
            process,
            await process.StandardOutput.ReadLineAsync(timeout.Token)
                ?? throw new InvalidOperationException("The bucket ended before it was ready.")
        );
    }

    public async ValueTask DisposeAsync()
    {
        // It removes its files when its input ends.
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
