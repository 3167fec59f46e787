using GlacierPS.Aws.Configuration;

namespace GlacierPS.Aws.Buckets;

/// <summary>
/// The bytes of an object as they come. What fails while they are read is told as everything else of the bucket is: a
/// connection that breaks, or a body that the SDK finds damaged.
/// </summary>
internal sealed class ObjectBody(Stream body, string bucket, OtherService service) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (Translate(error, cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return body.Read(buffer, offset, count);
        }
        catch (Exception error) when (Translate(error, CancellationToken.None) is { } translated)
        {
            throw translated;
        }
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }

    private Exception? Translate(Exception error, CancellationToken cancellationToken) =>
        service.Translate(
            error,
            "GetObject",
            failure => S3Failures.Refused(failure, "GetObject", bucket),
            cancellationToken
        );
}
