namespace GlacierPS.Core.Threading;

/// <summary>
/// Cancels an exchange with the network when nothing has moved for too long. Each step renews it, so that a part of
/// 4 GiB over a slow connection has all the time that it needs.
/// </summary>
public sealed class InactivityTimeout : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;
    private long _renewed;

    /// <summary>Begins to count.</summary>
    /// <param name="timeout">How long nothing may move.</param>
    /// <param name="cancellationToken">The caller's, which cancels <see cref="Token"/> too.</param>
    public InactivityTimeout(TimeSpan timeout, CancellationToken cancellationToken)
    {
        (_timeout, _caller) = (timeout, cancellationToken);
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Token = _source.Token;
        Renew();
    }

    /// <summary>What the exchange is to be given; stays usable after the end of this.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether it was the silence that ended the exchange, and not the caller.</summary>
    public bool HasPassed => Token.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>
    /// Counts anew, but at most sixteen times within the timeout: a body of a gigabyte is ten thousand reads, and
    /// setting a timer costs as much as a small one. Does nothing once this has ended.
    /// </summary>
    public void Renew()
    {
        long now = Environment.TickCount64;
        if (_renewed != 0 && now - _renewed <= _timeout.TotalMilliseconds / 16)
        {
            return;
        }

        _renewed = now;
        try
        {
            _source.CancelAfter(_timeout);
        }
        catch (ObjectDisposedException)
        {
            // The last read of an attempt that is over.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
