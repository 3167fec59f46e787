using System.Diagnostics;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Benchmarks;

/// <summary>Small archives that are stored in the vault <c>measured</c> and then deleted, each of them once.</summary>
internal static class DeletionRate
{
    /// <summary>Uploads and deletions a second.</summary>
    /// <param name="url">The server.</param>
    /// <param name="archives">How many.</param>
    /// <param name="connections">Requests at once.</param>
    /// <param name="uploaded">Called between uploads and deletions.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<(double Uploads, double Deletions)> MeasureAsync(
        Uri url,
        int archives,
        int connections,
        Action<double>? uploaded,
        CancellationToken cancellationToken
    )
    {
        using var load = new RequestLoad(url, connections);
        byte[] body = "The bytes of an archive are of no matter here."u8.ToArray();
        string hash = Sha256Digest.Of(body).ToString();
        var vault = new Uri(url, "/-/vaults/measured/");
        var ids = new string[archives];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = connections,
            CancellationToken = cancellationToken,
        };
        double uploads = await RateAsync(
            async (number, token) =>
            {
                HttpRequestMessage request = RequestLoad.Request(HttpMethod.Post, new Uri(vault, "archives"));
                request.Content = new ByteArrayContent(body);
                request.Headers.Add("x-amz-sha256-tree-hash", hash);
                request.Headers.Add("x-amz-content-sha256", hash);
                using HttpResponseMessage response = await load.SendAsync(request, token);
                ids[number] = response.Headers.GetValues("x-amz-archive-id").Single();
            }
        );
        uploaded?.Invoke(uploads);
        double deletions = await RateAsync(
            async (number, token) =>
                (
                    await load.SendAsync(
                        RequestLoad.Request(HttpMethod.Delete, new Uri(vault, "archives/" + ids[number])),
                        token
                    )
                ).Dispose()
        );
        return (uploads, deletions);

        async Task<double> RateAsync(Func<int, CancellationToken, ValueTask> send)
        {
            long start = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(Enumerable.Range(0, archives), parallel, send);
            return archives / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
