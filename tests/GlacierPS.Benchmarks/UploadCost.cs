using System.Globalization;
using System.Runtime.CompilerServices;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Benchmarks;

/// <summary>
/// The processor time that a multipart upload costs the server, beside that of the two SHA-256 passes over the same
/// bytes that verifying it cannot do without; and its memory, for small and for huge parts.
/// </summary>
internal static class UploadCost
{
    private const int Senders = 4;
    private const double Target = 1.4;
    private const double MemoryTarget = 200e6;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        long size = quick ? 512L << 20 : 4L << 30;
        long[] partSizes = [16 << 20, quick ? 512 << 20 : 1 << 30];
        foreach (long partSize in partSizes)
        {
            double? before = await OpensslSpeed.Sha256Async(cancellationToken);
            (double processor, double system, double memory) = await UploadAsync(size, partSize, cancellationToken);
            double? after = await OpensslSpeed.Sha256Async(cancellationToken);
            string what = string.Create(
                CultureInfo.InvariantCulture,
                $"{size >> 20:N0} MiB in parts of {partSize >> 20:N0} MiB"
            );
            string target = FormattableString.Invariant($"<= {Target}");
            if ((before + after) / 2 is { } rate)
            {
                double passes = size * 2 / rate;
                yield return Figure.Compared(
                    what + ": processor time",
                    processor,
                    passes,
                    Figure.Seconds,
                    processor / passes,
                    target,
                    ratio => ratio <= Target,
                    " for 2 x SHA-256"
                );
            }
            else
            {
                yield return new Figure(
                    what + ": processor time",
                    Figure.Seconds(processor),
                    "openssl is not installed",
                    "",
                    target
                );
            }

            yield return new Figure(what + ": of it in the system, for network and disk", Figure.Seconds(system));
            yield return Figure.Limited(what + ": peak memory", memory, MemoryTarget, Figure.Megabytes);
        }
    }

    /// <summary>Uploads an archive to a fresh server.</summary>
    /// <returns>Seconds of processor time, those of them in the system, bytes of memory at most.</returns>
    private static async Task<(double Processor, double System, double Memory)> UploadAsync(
        long size,
        long partSize,
        CancellationToken cancellationToken
    )
    {
        var part = new RepeatedContent.Source(partSize);
        int parts = (int)(size / partSize);
        Sha256Digest whole = TreeHash.Combine([.. Enumerable.Repeat(part.Hashes.Tree, parts)]);
        using var folder = new ScratchFolder();
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(folder.Path, cancellationToken);
        using var load = new RequestLoad(server.Url, Senders);
        var vault = new Uri(server.Url, "/-/vaults/measured");
        (await load.SendAsync(RequestLoad.Request(HttpMethod.Put, vault), cancellationToken)).Dispose();

        TimeSpan before = server.ProcessorTime;
        TimeSpan systemBefore = server.SystemTime;
        HttpRequestMessage begin = RequestLoad.Request(HttpMethod.Post, new Uri(vault, "measured/multipart-uploads"));
        begin.Headers.Add("x-amz-part-size", partSize.ToString(CultureInfo.InvariantCulture));
        using HttpResponseMessage begun = await load.SendAsync(begin, cancellationToken);
        var upload = new Uri(server.Url, begun.Headers.Location!);

        await Parallel.ForAsync(
            0,
            parts,
            new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                HttpRequestMessage put = RequestLoad.Request(HttpMethod.Put, upload);
                put.Content = new RepeatedContent(part);
                put.Content.Headers.TryAddWithoutValidation(
                    "Content-Range",
                    $"bytes {ByteRange.At(index * partSize, partSize)}/*"
                );
                put.Headers.Add("x-amz-sha256-tree-hash", part.Hashes.Tree.ToString());
                put.Headers.Add("x-amz-content-sha256", part.Hashes.Linear.ToString());
                (await load.SendAsync(put, token)).Dispose();
            }
        );

        HttpRequestMessage complete = RequestLoad.Request(HttpMethod.Post, upload);
        complete.Headers.Add("x-amz-archive-size", size.ToString(CultureInfo.InvariantCulture));
        complete.Headers.Add("x-amz-sha256-tree-hash", whole.ToString());
        (await load.SendAsync(complete, cancellationToken)).Dispose();
        return (
            (server.ProcessorTime - before).TotalSeconds,
            (server.SystemTime - systemBefore).TotalSeconds,
            server.PeakMemory
        );
    }
}
