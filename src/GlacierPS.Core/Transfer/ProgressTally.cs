namespace GlacierPS.Core.Transfer;

/// <summary>Adds up what the parts of a transfer report. Safe for several threads at once.</summary>
internal sealed class ProgressTally(ITransferProgress? sink, long? bytesTotal, int? partsTotal)
{
    private long _bytes;
    private int _parts;

    /// <summary>So many bytes more; fewer, when a part begins again.</summary>
    public void Moved(long bytes)
    {
        long done = Interlocked.Add(ref _bytes, bytes);
        sink?.Report(new TransferProgress(done, bytesTotal, Volatile.Read(ref _parts), partsTotal));
    }

    /// <summary>One part more, whose bytes were told already.</summary>
    public void PartDone()
    {
        int done = Interlocked.Increment(ref _parts);
        sink?.Report(new TransferProgress(Interlocked.Read(ref _bytes), bytesTotal, done, partsTotal));
    }

    /// <summary>A part that was done has to be done again.</summary>
    public void PartUndone(long bytes)
    {
        Interlocked.Decrement(ref _parts);
        Moved(-bytes);
    }

    public void Note(string message) => sink?.Note(message);

    public void Warn(string message) => sink?.Warn(message);
}
