using System.Diagnostics;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Benchmarks;

/// <summary>Small archives that are stored in the vault <c>measured</c> and then deleted, each of them once.</summary>
internal static class DeletionRate
{
    private static readonly byte[] s_body = "The bytes of an archive are of no matter here."u8.ToArray();
    private static readonly string s_hash = Sha256Digest.Of(s_body).ToString();

    /// <summary>Stores archives, and gives their IDs.</summary>
    public static async Task<string[]> StoreAsync(
        Uri url,
        int archives,
        int connections,
        CancellationToken cancellationToken
    )
    {
        using var load = new RequestLoad(url, connections);
        var ids = new string[archives];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, archives),
            new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = cancellationToken },
            async (number, token) => ids[number] = await StoreAsync(load, url, token)
        );
        return ids;
    }

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
        Uri vault = VaultOf(url);
        var ids = new string[archives];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = connections,
            CancellationToken = cancellationToken,
        };
        double uploads = await RateAsync(async (number, token) => ids[number] = await StoreAsync(load, url, token));
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

    private static Uri VaultOf(Uri url) => new(url, "/-/vaults/measured/");

    private static async Task<string> StoreAsync(RequestLoad load, Uri url, CancellationToken cancellationToken)
    {
        HttpRequestMessage request = RequestLoad.Request(HttpMethod.Post, new Uri(VaultOf(url), "archives"));
        request.Content = new ByteArrayContent(s_body);
        request.Headers.Add("x-amz-sha256-tree-hash", s_hash);
        request.Headers.Add("x-amz-content-sha256", s_hash);
        using HttpResponseMessage response = await load.SendAsync(request, cancellationToken);
        return response.Headers.GetValues("x-amz-archive-id").Single();
    }
}
