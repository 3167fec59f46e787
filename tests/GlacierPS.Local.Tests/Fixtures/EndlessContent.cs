using System.Net;

namespace GlacierPS.Local.Tests.Fixtures;

/// <summary>A body of so many zeros, written a piece at a time, that may break off.</summary>
public sealed class EndlessContent(long size, long breakAfter = long.MaxValue) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        byte[] piece = new byte[64 * 1024];
        for (long sent = 0; sent < size; sent += piece.Length)
        {
            if (sent >= breakAfter)
            {
                throw new IOException("The test broke off.");
            }

            await stream.WriteAsync(piece.AsMemory(0, (int)Math.Min(piece.Length, size - sent)), cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = size;
        return true;
    }
}
