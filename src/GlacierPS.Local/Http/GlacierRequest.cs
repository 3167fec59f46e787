namespace GlacierPS.Local.Http;

/// <summary>One request as it came through a transport, before anything in it is believed.</summary>
public sealed class GlacierRequest
{
    /// <summary>No body of JSON that the protocol knows comes near it.</summary>
    private const int WholeBodyLimit = 256 * 1024;

    private ReadOnlyMemory<byte>? _whole;

    /// <summary>The HTTP method, in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>The path as it was sent, percent-encoding and all, from its first slash, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The query as it was sent, without its question mark; empty if there is none.</summary>
    public string Query { get; init; } = "";

    /// <summary>The header fields, <c>Host</c> included.</summary>
    public required GlacierHeaders Headers { get; init; }

    /// <summary>The body, read at most once and only as far as it is needed.</summary>
    public Stream Body { get; init; } = Stream.Null;

    /// <summary>How many bytes the body has; null if the request does not say.</summary>
    public long? ContentLength { get; init; }

    /// <summary>
    /// The whole of a body that is not an archive's. Reads it the first time; later ones get the same again.
    /// </summary>
    /// <exception cref="ServiceErrorException">It is too long, or did not arrive in whole.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(CancellationToken cancellationToken)
    {
        _whole ??= ContentLength == 0 ? ReadOnlyMemory<byte>.Empty : await ReadAllAsync(cancellationToken);
        return _whole.Value;
    }

    private async Task<ReadOnlyMemory<byte>> ReadAllAsync(CancellationToken cancellationToken)
    {
        // One byte more than there may be, so that there being more shows. What says that it is longer is not read.
        long expected = ContentLength ?? WholeBodyLimit;
        if (expected <= WholeBodyLimit)
        {
            byte[] buffer = new byte[expected + 1];
            int read = await ReadAsync(buffer, cancellationToken);
            if (read <= expected)
            {
                return ContentLength is null || read == expected
                    ? buffer.AsMemory(0, read)
                    : throw ServiceErrors.RequestTimeout();
            }
        }

        throw ServiceErrors.Serialization($"The body is longer than {WholeBodyLimit} bytes.");
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (IOException exception)
        {
            // The client's side of the connection broke, or was too slow: no trouble of this side's.
            throw ServiceErrors.RequestTimeout(exception);
        }
    }
}
