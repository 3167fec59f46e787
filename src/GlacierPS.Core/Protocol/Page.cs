using System.Runtime.CompilerServices;

namespace GlacierPS.Core.Protocol;

/// <summary>One page of a list.</summary>
/// <param name="Items">What it holds.</param>
/// <param name="Marker">Where the next page begins, to be echoed as it is; null on the last page (glacier-api.md
/// §6.1).</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Marker);

/// <summary>Reads lists page after page.</summary>
public static class Pages
{
    /// <summary>The items of all pages; a page is asked for when the items of the one before were taken.</summary>
    /// <param name="next">Asks for the page at a marker; null is the first.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public static async IAsyncEnumerable<T> ItemsAsync<T>(
        Func<string?, CancellationToken, Task<Page<T>>> next,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(next);
        string? marker = null;
        do
        {
            Page<T> page = await next(marker, cancellationToken);
            foreach (T item in page.Items)
            {
                yield return item;
            }

            marker = page.Marker;
        } while (marker is not null);
    }
}
