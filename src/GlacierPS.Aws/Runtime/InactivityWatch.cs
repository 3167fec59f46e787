namespace GlacierPS.Aws.Runtime;

/// <summary>
/// Cancels an exchange when the other side has kept it waiting for too long at one stretch. What this side does in
/// between, such as fetching the bytes that it sends from elsewhere, counts for nothing: it has limits of its own.
/// </summary>
internal sealed class InactivityWatch : IDisposable
{
    private readonly long _longest;
    private readonly CancellationTokenSource _source;
    private readonly Timer _timer;

    // When the waiting began, in milliseconds; 0 while this side works. A timer that is set anew for each of the
    // sixteen thousand writes of a GiB would cost more than to look when the time can be over at the earliest.
    private long _since;

    /// <summary>Begins, waiting for the other side.</summary>
    /// <param name="timeout">How long it may keep silent.</param>
    /// <param name="cancellationToken">The caller's, which cancels <see cref="Token"/> too.</param>
    public InactivityWatch(TimeSpan timeout, CancellationToken cancellationToken)
    {
        _longest = (long)timeout.TotalMilliseconds;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Token = _source.Token;
        Wait();
        _timer = new Timer(static watch => ((InactivityWatch)watch!).Look(), this, Timeout.Infinite, Timeout.Infinite);
        _timer.Change(_longest, Timeout.Infinite);
    }

    /// <summary>What the exchange is to be given; stays usable after the end of this.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether the silence ended the exchange.</summary>
    public bool HasPassed { get; private set; }

    /// <summary>From now on the other side is waited for, and what it did before no longer counts.</summary>
    public void Wait() => Volatile.Write(ref _since, Math.Max(1, Environment.TickCount64));

    /// <summary>From now on this side works.</summary>
    public void Work() => Volatile.Write(ref _since, 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void Look()
    {
        long since = Volatile.Read(ref _since);
        long left = since == 0 ? _longest : since + _longest - Environment.TickCount64;
        try
        {
            if (left > 0)
            {
                _timer.Change(left, Timeout.Infinite);
                return;
            }

            HasPassed = true;
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The exchange ended meanwhile.
        }
    }
}
