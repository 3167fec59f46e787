namespace GlacierPS.Core.Threading;

/// <summary>
/// How many requests a second a service takes, found by those that it throttles. Without any there is no limit. When it
/// throttles one, the rate becomes 0.95 of what it was, or of what the service took in the last second if that is much
/// less, and then follows the curve of CUBIC (RFC 9438 §4.2; so does the adaptive mode of AWS's SDKs, with 0.7): soon
/// back to nearly that, a while about there, then further and further. Where nothing but throttling comes back, all
/// requests pause, twice as long each time, to half a minute.
/// <para>Not safe for several threads: <see cref="ConcurrencyBudget"/> guards it. Times are seconds of one
/// clock.</para>
/// </summary>
internal sealed class ThrottledRate
{
    private const double Decrease = 0.95;
    private const double Scale = 0.4;
    private const double Lowest = 0.2;

    /// <summary>
    /// The share of the rate that the service must have taken for the rate to be about what it takes: while the rate
    /// rose to where it is, less was asked for.
    /// </summary>
    private const double MostOf = 0.8;

    /// <summary>What throttled a request lies a little above what is taken.</summary>
    private const double Below = 0.98;

    /// <summary>After so many seconds above the old rate there is no limit any more.</summary>
    private const double Forgotten = 20;

    private const double ShortestPause = 0.1;
    private const double LongestPause = 30;

    /// <summary>What was not used for so long may be made up for: timers are that late.</summary>
    private const double Burst = 0.03;

    /// <summary>What has gone on for a shorter time is not taken for a rate.</summary>
    private const double ShortestSample = 0.25;

    private const int Slots = 20;
    private const double SlotLength = 1.0 / Slots;

    private readonly int[] _taken = new int[Slots];
    private long _slot;
    private double _first = double.NaN;
    private bool _isLimited;
    private double _highest;
    private double _back;
    private double _decreased = double.NegativeInfinity;
    private double _resumes;
    private double _pause;
    private double _next;

    /// <summary>Requests a second; null for no limit.</summary>
    public double? PerSecond(double now)
    {
        double since = now - _resumes - _back;
        if (since > Forgotten)
        {
            _isLimited = false;
        }

        return _isLimited ? Math.Max(Lowest, _highest + Scale * since * since * since) : null;
    }

    /// <summary>When the next request may begin: now, or later.</summary>
    public double OpensAt(double now) => Math.Max(now, PerSecond(now) is null ? _resumes : Math.Max(_resumes, _next));

    /// <summary>Takes note of one that begins.</summary>
    public void Began(double now)
    {
        if (PerSecond(now) is { } rate)
        {
            _next = Math.Max(_next, now - Burst) + 1 / rate;
        }
    }

    /// <summary>Takes note of one that the service took.</summary>
    public void Succeeded(double now)
    {
        Turn(now);
        _first = double.IsNaN(_first) ? now : _first;
        _taken[_slot % Slots]++;
        if (now >= _resumes)
        {
            _pause = 0;
        }
    }

    /// <summary>Takes note of one that the service throttled.</summary>
    /// <param name="began">When it began.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether it makes the rate less: those that were under way with the one that did tell no more.</returns>
    public bool Throttled(double began, double now)
    {
        if (began <= _decreased)
        {
            return false;
        }

        Turn(now);
        double sample = double.IsNaN(_first) ? 1 : Math.Clamp(now - _first, ShortestSample, 1);
        double rate = Math.Max(Lowest, _taken.Sum() / sample);
        _highest =
            PerSecond(now) is not { } limit ? rate
            : rate < limit * MostOf ? rate
            : limit * Below;
        _back = Math.Cbrt(_highest * (1 - Decrease) / Scale);
        _isLimited = true;
        _decreased = now;
        _pause = Math.Clamp(_pause * 2, ShortestPause, LongestPause);
        _resumes = _next = now + _pause * (0.75 + Random.Shared.NextDouble() / 2);
        return true;
    }

    /// <summary>Empties the slots of the second that has passed.</summary>
    private void Turn(double now)
    {
        long slot = (long)(now / SlotLength);
        for (long passed = Math.Max(_slot, slot - Slots); passed < slot; passed++)
        {
            _taken[(passed + 1) % Slots] = 0;
        }

        _slot = Math.Max(_slot, slot);
    }
}
