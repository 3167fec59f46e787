using System.Diagnostics;
using System.Management.Automation;
using GlacierPS.Cmdlets.Formatting;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// What has been done so far, counted from any thread and shown by the pipeline thread about five times a second: the
/// latest value is kept and the ones between are dropped, so that progress never costs more than the work.
/// </summary>
internal sealed class ProgressMeter(string activity, string unit)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _items;
    private long _itemsDone;
    private long _bytes;
    private long _bytesDone;
    private TimeSpan _next = Interval;
    private readonly FlowRate _rate = new();
    private volatile string? _current;

    /// <summary>One more item is under way.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="bytes">How many bytes it will take, 0 if that is no measure of it.</param>
    public void Begin(string name, long bytes)
    {
        Interlocked.Increment(ref _items);
        Interlocked.Add(ref _bytes, bytes);
        _current = name;
    }

    /// <summary>More bytes are done; fewer, when some have to be done again.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _bytesDone, bytes);

    /// <summary>More bytes will have to be done than was known at first.</summary>
    public void Expect(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>An item has ended, well or badly.</summary>
    public void End() => Interlocked.Increment(ref _itemsDone);

    /// <summary>Pipeline thread: shows the state, if it is time to.</summary>
    public void Show(Cmdlet cmdlet)
    {
        if (_clock.Elapsed < _next)
        {
            return;
        }

        _next = _clock.Elapsed + Interval;
        cmdlet.WriteProgress(Record());
    }

    /// <summary>Pipeline thread: takes the display away, if it was ever shown.</summary>
    public void Complete(Cmdlet cmdlet)
    {
        if (_next > Interval)
        {
            cmdlet.WriteProgress(new ProgressRecord(ActivityId, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private const int ActivityId = 2012_06_01;

    private ProgressRecord Record()
    {
        long items = Interlocked.Read(ref _items), itemsDone = Interlocked.Read(ref _itemsDone);
        long bytes = Interlocked.Read(ref _bytes), bytesDone = Math.Clamp(Interlocked.Read(ref _bytesDone), 0, bytes);
        string status = $"{itemsDone:N0} of {items:N0} {unit}";
        _rate.Add(_clock.Elapsed, bytesDone);
        if (bytes > 0)
        {
            status += $", {ByteSize.Format(bytesDone)} of {ByteSize.Format(bytes)}";
        }

        var record = new ProgressRecord(ActivityId, activity, status)
        {
            CurrentOperation = _current,
            PercentComplete = bytes > 0 ? (int)(100.0 * bytesDone / bytes) : -1,
        };
        if (bytes > 0 && _rate.BytesPerSecond is { } rate)
        {
            record.StatusDescription += $", {ByteSize.Format((long)rate)}/s";
            if (rate > 0)
            {
                record.SecondsRemaining = (int)Math.Min((bytes - bytesDone) / rate, int.MaxValue);
            }
        }

        return record;
    }
}
