namespace GlacierPS.Local.Http;

/// <summary>The body of an <see cref="HttpContent"/> as a stream to read, without holding it in memory.</summary>
internal sealed class RequestBodySource : IDisposable
{
    private readonly BodyPipe? _handover;

    private RequestBodySource(Stream stream, BodyPipe? handover)
    {
        Stream = stream;
        _handover = handover;
    }

    public Stream Stream { get; }

    public static async Task<RequestBodySource> OpenAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        switch (content)
        {
            case null:
                return new RequestBodySource(Stream.Null, null);

            // These hand out what they read from.
            case StreamContent
            or ByteArrayContent
            or ReadOnlyMemoryContent:
                return new RequestBodySource(await content.ReadAsStreamAsync(cancellationToken), null);

            // Any other kind only knows how to write itself, and would be copied into memory if it were asked for a
            // stream: AWSSDK.Core's, for one.
            default:
                var handover = new BodyPipe();
                _ = WriteAsync(content, handover, cancellationToken);
                return new RequestBodySource(handover, handover);
        }
    }

    /// <summary>
    /// Ends the writing, if the answer did not need all of the body. What a client gave us stays open: it may send it
    /// again.
    /// </summary>
    public void Dispose() => _handover?.Dispose();

    private static async Task WriteAsync(HttpContent content, BodyPipe handover, CancellationToken cancellationToken)
    {
        try
        {
            // Away from the reader's thread, which would otherwise write all that needs no waiting before it reads.
            await Task.Run(() => content.CopyToAsync(handover, cancellationToken), cancellationToken);
            handover.Complete(null);
        }
        catch (Exception exception)
        {
            // Whatever it is, the reader hears of it.
            handover.Complete(exception);
        }
    }
}
