namespace GlacierPS.Core.Transfer;

/// <summary>Reads from the wire, and takes a body that gives nothing for too long for broken.</summary>
internal sealed class StallGuard : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;
    private long _begun;

    public StallGuard(TimeSpan timeout, CancellationToken cancellationToken)
    {
        _timeout = timeout;
        _caller = cancellationToken;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <exception cref="TimeoutException">Nothing came for too long. The guard is spent.</exception>
    public async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer)
    {
        Renew();
        try
        {
            return await body.ReadAsync(buffer, _source.Token);
        }
        catch (Exception error) when (_source.IsCancellationRequested && !_caller.IsCancellationRequested)
        {
            throw new TimeoutException($"No byte came for {_timeout.TotalSeconds:N0} seconds.", error);
        }
    }

    public void Dispose() => _source.Dispose();

    /// <summary>Begins the wait anew, but not for every read: a timer costs as much as a small one.</summary>
    private void Renew()
    {
        long now = Environment.TickCount64;
        if (_begun == 0 || now - _begun > _timeout.TotalMilliseconds / 16)
        {
            _begun = now;
            _source.CancelAfter(_timeout);
        }
    }
}
