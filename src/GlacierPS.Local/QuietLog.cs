using GlacierPS.Core.Protocol;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local;

/// <summary>
/// Tells those who run the service what happens to it, a line each. A disk that is full or fails is told once a minute,
/// with a count: each request that comes would say the same.
/// </summary>
internal sealed class QuietLog(Action<string>? log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private long _lastTold;
    private long _untold;

    public void Tell(string line) => log?.Invoke(line);

    /// <summary>Tells of a request that failed for a reason of this side's.</summary>
    /// <param name="request">Its method and path.</param>
    /// <param name="exception">Why.</param>
    public void TellFailure(string request, Exception exception)
    {
        if (exception is VaultGoneException or DamagedDataException)
        {
            return;
        }

        if (!StorageErrors.IsOfDisk(exception))
        {
            Tell($"{request}: {exception}");
            return;
        }

        long untold;
        lock (_gate)
        {
            if (_lastTold != 0 && TimeProvider.System.GetElapsedTime(_lastTold) < Pause)
            {
                _untold++;
                return;
            }

            _lastTold = TimeProvider.System.GetTimestamp();
            (untold, _untold) = (_untold, 0);
        }

        string others = untold > 0 ? $" ({Quantity.Of(untold, "more request")} failed since the last such line.)" : "";
        Tell($"{request}: {exception.Message.ReplaceLineEndings(" ")}{others}");
    }
}
