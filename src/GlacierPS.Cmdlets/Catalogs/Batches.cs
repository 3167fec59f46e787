using GlacierPS.Cmdlets.Abstractions;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>
/// Writes lists of millions to the pipeline: up to 512 objects in one call, the first one without delay.
/// </summary>
internal static class Batches
{
    private const int Size = 512;

    public static async Task WriteAllAsync<T>(
        this IPipeline pipeline,
        IAsyncEnumerable<T> items,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var batch = new List<T>(1);
        int most = 1;
        try
        {
            await foreach (T item in items.WithCancellation(cancellationToken))
            {
                batch.Add(item);
                if (batch.Count >= most)
                {
                    pipeline.WriteAll(batch);
                    most = Math.Min(2 * most, Size);
                    batch = new List<T>(most);
                }
            }
        }
        finally
        {
            // The objects before an error are written before it.
            if (batch.Count > 0 && !cancellationToken.IsCancellationRequested)
            {
                pipeline.WriteAll(batch);
            }
        }
    }
}
