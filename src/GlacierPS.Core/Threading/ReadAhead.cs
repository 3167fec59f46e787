using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace GlacierPS.Core.Threading;

/// <summary>Makes items on another thread than the one that takes them.</summary>
internal static class ReadAhead
{
    /// <summary>Enumerates on a thread of the pool, ahead of who takes the items, in their order.</summary>
    /// <param name="source">What makes them; what it throws is thrown behind the items before.</param>
    /// <param name="most">How many may wait to be taken, at least 1.</param>
    /// <param name="cancellationToken">Ends both; <paramref name="source"/> is given it too.</param>
    public static async IAsyncEnumerable<T> Of<T>(
        IAsyncEnumerable<T> source,
        int most,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var channel = Channel.CreateBounded<T>(most);
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = Task.Run(
            async () =>
            {
                try
                {
                    await foreach (T item in source.WithCancellation(stopped.Token))
                    {
                        await channel.Writer.WriteAsync(item, stopped.Token);
                    }

                    channel.Writer.Complete();
                }
                catch (Exception error)
                {
                    channel.Writer.Complete(error);
                }
            },
            CancellationToken.None
        );
        try
        {
            await foreach (T item in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return item;
            }
        }
        finally
        {
            await stopped.CancelAsync();
            await reading;
        }
    }
}
