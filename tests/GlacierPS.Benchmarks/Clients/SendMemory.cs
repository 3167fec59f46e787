using System.Globalization;
using System.Runtime.CompilerServices;

namespace GlacierPS.Benchmarks.Clients;

/// <summary>How much memory an upload takes beyond that of the idle process, for small and for huge parts.</summary>
internal static class SendMemory
{
    private const double Target = 64e6;
    private const int AtOnce = 8;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var file = new ContentFile(ContentFile.SizeFor(quick));
        foreach (long partSize in new[] { 1L << 20, 64 << 20, 1 << 30 })
        {
            ClientRun? run = await FreshServer.RunAsync(
                async url =>
                    await Client.OursAsync(
                        [
                            "upload",
                            file.Path,
                            "--endpoint",
                            url,
                            "--part-size",
                            Client.Text(partSize),
                            "--throttle-limit",
                            Client.Text(AtOnce),
                        ],
                        cancellationToken
                    ),
                cancellationToken
            );
            yield return Figure.Limited(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"upload of {file.Size >> 20:N0} MiB in parts of {partSize >> 20:N0} MiB, {AtOnce} at once: "
                        + $"memory beyond idle"
                ),
                run!.Memory,
                Target,
                Figure.Megabytes
            );
        }
    }
}
