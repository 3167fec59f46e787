namespace GlacierPS.Core.Transfer;

/// <summary>Cuts a stream into parts, always one ahead, so that the last is known to be the last.</summary>
internal sealed class StreamParts(Stream stream, long partSize) : IDisposable
{
    private PartBuffer? _ahead;
    private bool _ended;

    /// <summary>Whether the part that was taken is the last.</summary>
    public bool Ended => _ended && _ahead is null;

    /// <summary>The next part, to be disposed of by the caller; null at the end.</summary>
    public async Task<PartBuffer?> TakeAsync(CancellationToken cancellationToken)
    {
        PartBuffer? part = _ahead ?? await FillAsync(cancellationToken);
        _ahead = null;
        try
        {
            _ahead = await FillAsync(cancellationToken);
            return part;
        }
        catch
        {
            part?.Dispose();
            throw;
        }
    }

    public void Dispose() => _ahead?.Dispose();

    private async Task<PartBuffer?> FillAsync(CancellationToken cancellationToken)
    {
        if (_ended)
        {
            return null;
        }

        PartBuffer part = await PartBuffer.FillAsync(stream, partSize, cancellationToken);
        _ended = part.Length < partSize;
        if (part.Length > 0)
        {
            return part;
        }

        part.Dispose();
        return null;
    }
}
