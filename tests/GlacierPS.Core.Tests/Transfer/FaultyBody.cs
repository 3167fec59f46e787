namespace GlacierPS.Core.Tests.Transfer;

/// <summary>
/// A body that gives its first half, and then fails as a broken connection does, or as a silent one after a while.
/// </summary>
internal sealed class FaultyBody(byte[] bytes, bool fails) : MemoryStream(bytes)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int rest = (int)(Length / 2 - Position);
        if (rest > 0)
        {
            return await base.ReadAsync(buffer[..Math.Min(rest, buffer.Length)], cancellationToken);
        }

        if (fails)
        {
            throw new IOException("The connection was reset.");
        }

        await Task.Delay(TimeSpan.FromSeconds(0.2), cancellationToken);
        throw new TimeoutException("No byte came for 0.2 seconds.");
    }
}
