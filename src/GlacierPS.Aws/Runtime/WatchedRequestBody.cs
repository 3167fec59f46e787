using System.Net;
using System.Net.Http.Headers;

namespace GlacierPS.Aws.Runtime;

/// <summary>A request's body that tells an <see cref="InactivityWatch"/> when it is waited for to be taken.</summary>
internal sealed class WatchedRequestBody : HttpContent
{
    private readonly HttpContent _body;
    private readonly InactivityWatch _watch;

    public WatchedRequestBody(HttpContent body, InactivityWatch watch)
    {
        (_body, _watch) = (body, watch);
        CopyHeaders(body, this);
    }

    /// <summary>Gives a body the headers of another.</summary>
    public static void CopyHeaders(HttpContent from, HttpContent to)
    {
        foreach ((string name, HeaderStringValues values) in from.Headers.NonValidated)
        {
            to.Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override void SerializeToStream(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        _watch.Work();
        _body.CopyTo(new Connection(stream, _watch), context, cancellationToken);
        _watch.Wait();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        _watch.Work();
        await _body.CopyToAsync(new Connection(stream, _watch), context, cancellationToken);
        _watch.Wait();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Headers.ContentLength ?? -1;
        return length >= 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Where the body is written to.</summary>
    private sealed class Connection(Stream inner, InactivityWatch watch) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            watch.Wait();
            inner.Write(buffer);
            watch.Work();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            watch.Wait();
            await inner.WriteAsync(buffer, cancellationToken);
            watch.Work();
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
            watch.Wait();
            inner.Flush();
            watch.Work();
        }

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            watch.Wait();
            await inner.FlushAsync(cancellationToken);
            watch.Work();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
