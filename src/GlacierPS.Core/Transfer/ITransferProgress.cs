namespace GlacierPS.Core.Transfer;

/// <summary>
/// Told how a transfer goes. Called from any thread, also from several at once, for every few KiB: return fast.
/// </summary>
public interface ITransferProgress
{
    /// <summary>How far it has come. Goes back when something has to be sent or fetched again.</summary>
    void Report(TransferProgress progress);

    /// <summary>
    /// Something worth knowing that is no error, in one sentence for the user: what is continued, what is done again
    /// and why.
    /// </summary>
    void Note(string message);

    /// <summary>
    /// Something that costs the user time or money, in one sentence: what has to begin anew, and why.
    /// </summary>
    void Warn(string message) => Note(message);
}

/// <summary>How far a transfer has come.</summary>
/// <param name="BytesDone">Bytes sent or stored, those of earlier calls included.</param>
/// <param name="BytesTotal">Bytes in all; null for a stream of unknown length.</param>
/// <param name="PartsDone">Parts or ranges finished, those of earlier calls included.</param>
/// <param name="PartsTotal">Parts or ranges in all; null for a stream of unknown length.</param>
public readonly record struct TransferProgress(long BytesDone, long? BytesTotal, int PartsDone, int? PartsTotal);

/// <summary>Adds up what the parts of a transfer report. Safe for several threads at once.</summary>
internal sealed class ProgressAggregator(ITransferProgress? sink, long? bytesTotal, int? partsTotal)
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
