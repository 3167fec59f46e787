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
    /// <exception cref="GlacierTransferException">The pages go in a circle, and would never end.</exception>
    public static async IAsyncEnumerable<T> ItemsAsync<T>(
        Func<string?, CancellationToken, Task<Page<T>>> next,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(next);
        string? marker = null;
        var circle = new MarkerCircle();
        do
        {
            Page<T> page = await next(marker, cancellationToken);
            foreach (T item in page.Items)
            {
                yield return item;
            }

            marker = page.Marker;
            circle.Refuse(marker);
        } while (marker is not null);
    }
}

/// <summary>
/// Notices lists whose pages come again: a service that is broken, or none of Glacier's, could hand them out for ever.
/// One marker is kept, for twice as many pages each time (Brent's search for cycles), so that a list of millions costs
/// no memory, and a circle is noticed before it has been read four times.
/// </summary>
public sealed class MarkerCircle
{
    private string? _kept;
    private long _pages;
    private long _most = 1;

    /// <summary>Looks at where the next page begins.</summary>
    /// <param name="marker">Its marker; null on the last page.</param>
    /// <exception cref="GlacierTransferException">The list has been there before.</exception>
    public void Refuse(string? marker)
    {
        if (marker is not null && marker == _kept)
        {
            throw new GlacierTransferException(
                "UnreadableAnswer",
                "The pages of the list go in a circle: the next one has been read before. Check that the endpoint is "
                    + "Glacier's."
            );
        }

        if (++_pages == _most)
        {
            (_kept, _pages, _most) = (marker, 0, _most * 2);
        }
    }
}
