using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Copy;

/// <summary>
/// Notes copies and failures in the records, as they gather. A process that is killed loses at most the last half
/// second's, and the next run finds them in the bucket. Records that cannot be written end nothing.
/// </summary>
public sealed class CopyLog : IAsyncDisposable
{
    private readonly Action<string> _warn;
    private readonly BatchedWriter<(ManifestEntry Entry, bool WasMoved)> _copies;
    private readonly BatchedWriter<CopyFailure> _failures;
    private int _isBroken;

    /// <param name="records">The records.</param>
    /// <param name="destination">Where to; as <see cref="CopyRecords.Begin"/> gave it.</param>
    /// <param name="warn">Told once that the records cannot be written.</param>
    public CopyLog(CopyRecords records, CopyDestination destination, Action<string> warn)
    {
        _warn = warn;
        _copies = new(copies => Write(() => records.Note(destination, copies, DateTime.UtcNow)));
        _failures = new(failures => Write(() => records.Fail(destination, failures)));
    }

    /// <summary>A copy is proven; any thread may say so.</summary>
    public void Add(ManifestEntry entry, bool wasMoved) => _copies.Add((entry, wasMoved));

    /// <summary>An archive could not be copied; any thread may say so.</summary>
    public void Add(CopyFailure failure) => _failures.Add(failure);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _copies.DisposeAsync();
        await _failures.DisposeAsync();
    }

    private void Write(Action write)
    {
        if (Volatile.Read(ref _isBroken) != 0)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or GlacierException)
        {
            if (Interlocked.Exchange(ref _isBroken, 1) == 0)
            {
                _warn(
                    "The copies could not be noted on this machine, and Get-GlacierCopy does not know of them; what "
                        + $"counts is in the bucket, and Test-GlacierCopy notes it again. {error.Message}"
                );
            }
        }
    }
}
