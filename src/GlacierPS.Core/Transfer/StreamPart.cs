using GlacierPS.Core.Hashing;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Transfer;

/// <summary>A part of a stream that cannot be read twice, kept until it is sent.</summary>
internal abstract class StreamPart : IDisposable
{
    /// <summary>Its bytes.</summary>
    public long Length { get; protected set; }

    /// <summary>Both hashes of all of it.</summary>
    public abstract Task<BodyHashes> HashAsync(CancellationToken cancellationToken);

    /// <summary>All of it, to be sent.</summary>
    public abstract BodyStream Open(ProgressTally tally, RateLimit? rate);

    public abstract void Dispose();

    /// <summary>Takes the next bytes of a stream.</summary>
    /// <param name="head">Bytes that were read from it already, and come first.</param>
    /// <param name="source">Read from where it stands.</param>
    /// <param name="most">Bytes to take; fewer only if the stream ends.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task FillAsync(
        ReadOnlyMemory<byte> head,
        Stream source,
        long most,
        CancellationToken cancellationToken
    )
    {
        while (Length < most)
        {
            Memory<byte> room = Room((int)Math.Min(TreeHash.ChunkSize, most - Length));
            head.CopyTo(room);
            int read =
                head.Length
                + await source.ReadAtLeastAsync(
                    room[head.Length..],
                    room.Length - head.Length,
                    throwOnEndOfStream: false,
                    cancellationToken
                );
            head = default;
            Take(room.Span[..read]);
            Length += read;
            if (read < room.Length)
            {
                return;
            }
        }
    }

    /// <summary>Where the next bytes go, at most 1 MiB.</summary>
    protected abstract Memory<byte> Room(int length);

    /// <summary>Keeps what was put there.</summary>
    protected virtual void Take(ReadOnlySpan<byte> bytes) { }
}
