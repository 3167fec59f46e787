using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>Writes lists of any length, a page at a time.</summary>
internal static class PagedOutput
{
    /// <summary>
    /// Emits the items of all pages. A page is requested only when all items of the last were written, so that
    /// <c>Select-Object -First 5</c> costs no further request, and a slow reader no memory.
    /// </summary>
    /// <param name="pipeline">Writes the items.</param>
    /// <param name="next">Asks for the page at a marker; null is the first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task WritePagesAsync<T>(
        this IPipeline pipeline,
        Func<string?, Task<Page<T>>> next,
        CancellationToken cancellationToken
    )
        where T : notnull
    {
        string? marker = null;
        var circle = new MarkerCircle();
        while (true)
        {
            Page<T> page = await next(marker);
            foreach (T item in page.Items)
            {
                pipeline.Write(item);
            }

            if (page.Marker is null)
            {
                return;
            }

            marker = page.Marker;
            circle.Refuse(marker);
            await pipeline.CaughtUpAsync(cancellationToken);
        }
    }
}
