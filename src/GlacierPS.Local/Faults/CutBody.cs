namespace GlacierPS.Local.Faults;

/// <summary>A body that breaks off.</summary>
/// <param name="inner">The body as it should be.</param>
/// <param name="bytes">How many bytes of it come through.</param>
internal sealed class CutBody(Stream inner, long bytes) : ChangedBody(inner)
{
    protected override Memory<byte> RoomIn(Memory<byte> buffer) =>
        Done < bytes ? buffer[..(int)Math.Min(buffer.Length, bytes - Done)] : throw new ConnectionDroppedException();
}
