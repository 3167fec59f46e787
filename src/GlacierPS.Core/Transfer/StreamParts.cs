namespace GlacierPS.Core.Transfer;

/// <summary>Cuts a stream into parts, one byte ahead, so that the last is known to be the last.</summary>
/// <param name="stream">Read from where it stands.</param>
/// <param name="partSize">Bytes in each part but the last.</param>
/// <param name="newPart">Makes an empty part.</param>
internal sealed class StreamParts(Stream stream, long partSize, Func<StreamPart> newPart)
{
    private readonly byte[] _ahead = new byte[1];
    private int _aheadLength;

    /// <summary>Whether the part that was taken is the last.</summary>
    public bool Ended { get; private set; }

    /// <summary>The next part, to be disposed of by the caller; null at the end.</summary>
    public async Task<StreamPart?> TakeAsync(CancellationToken cancellationToken)
    {
        if (Ended)
        {
            return null;
        }

        StreamPart part = newPart();
        try
        {
            await part.FillAsync(_ahead.AsMemory(0, _aheadLength), stream, partSize, cancellationToken);
            _aheadLength = part.Length < partSize ? 0 : await stream.ReadAsync(_ahead, cancellationToken);
            Ended = _aheadLength == 0;
            if (part.Length > 0)
            {
                return part;
            }
        }
        catch
        {
            part.Dispose();
            throw;
        }

        part.Dispose();
        return null;
    }
}
