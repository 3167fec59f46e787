using GlacierPS.Core.Threading;

namespace GlacierPS.Aws.Runtime;

/// <summary>
/// One timeout for all reads with the same token, renewed by each. Where it passed while nobody read, another begins.
/// </summary>
/// <param name="timeout">How long a read may take.</param>
internal sealed class RenewedInactivity(TimeSpan timeout) : IDisposable
{
    private InactivityTimeout? _current;
    private CancellationToken _caller;

    /// <summary>The timeout of a read that begins now.</summary>
    public InactivityTimeout For(CancellationToken cancellationToken)
    {
        if (_current is { Token.IsCancellationRequested: false } && _caller == cancellationToken)
        {
            _current.Renew();
            if (!_current.Token.IsCancellationRequested)
            {
                return _current;
            }
        }

        _current?.Dispose();
        _current = new InactivityTimeout(timeout, cancellationToken);
        _caller = cancellationToken;
        return _current;
    }

    /// <inheritdoc/>
    public void Dispose() => _current?.Dispose();
}
