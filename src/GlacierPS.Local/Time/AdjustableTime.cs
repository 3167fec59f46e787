namespace GlacierPS.Local.Time;

/// <summary>
/// A clock that runs on from wherever it is put, so that days of waiting can be skipped (local-service.md, the control
/// API). Safe for many threads at once.
/// </summary>
/// <param name="underlying">The clock that it runs with; null is the machine's.</param>
public sealed class AdjustableTime(TimeProvider? underlying = null) : TimeProvider
{
    private readonly TimeProvider _underlying = underlying ?? System;
    private long _offset;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _underlying.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));

    /// <summary>Moves the clock forward.</summary>
    /// <param name="span">By how much, not below zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The span is below zero, or leads past the year 9999.</exception>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        long before;
        long after;
        do
        {
            before = Interlocked.Read(ref _offset);
            RequireInCalendar(_underlying.GetUtcNow().AddTicks(before), span);
            after = before + span.Ticks;
        } while (Interlocked.CompareExchange(ref _offset, after, before) != before);
    }

    /// <summary>Puts the clock to a time, from which it runs on. Backward too: it is for those who test.</summary>
    public void Set(DateTimeOffset time) =>
        Interlocked.Exchange(ref _offset, time.UtcTicks - _underlying.GetUtcNow().UtcTicks);

    /// <summary>A day before the calendar's end: the clock runs on.</summary>
    private static void RequireInCalendar(DateTimeOffset now, TimeSpan span)
    {
        if (span > DateTimeOffset.MaxValue.AddDays(-1) - now)
        {
            throw new ArgumentOutOfRangeException(nameof(span), span, "The clock cannot be moved past the year 9999.");
        }
    }
}
