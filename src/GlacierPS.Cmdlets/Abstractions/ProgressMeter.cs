using System.Diagnostics;
using System.Management.Automation;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// What has been done so far, counted from any thread and shown by the pipeline thread about five times a second: the
/// latest value is kept and the ones between are dropped, so that progress never costs more than the work.
/// </summary>
/// <param name="activity">What is done.</param>
/// <param name="unit">What the items are, in the plural.</param>
/// <param name="byItems">Whether the work goes by items and not by bytes: as many small ones take as long as large
/// ones.</param>
internal sealed class ProgressMeter(string activity, string unit, bool byItems = false)
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
    private volatile Func<string?>? _describe;

    /// <summary>How many items have begun.</summary>
    public long Begun => Interlocked.Read(ref _items);

    /// <summary>How many have ended, with or without an error.</summary>
    public long Ended => Interlocked.Read(ref _itemsDone);

    /// <summary>Counts items that begin.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="bytes">How many bytes it will take, 0 if that is no measure of it.</param>
    /// <param name="items">How many items.</param>
    public void Begin(string name, long bytes, long items = 1)
    {
        Interlocked.Add(ref _items, items);
        Interlocked.Add(ref _bytes, bytes);
        _current = name;
    }

    /// <summary>Counts bytes that are done; a negative number, when some have to be done again.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _bytesDone, bytes);

    /// <summary>More bytes will have to be done than was known at first.</summary>
    public void Expect(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>Counts an item that has ended, with or without an error.</summary>
    public void End() => Interlocked.Increment(ref _itemsDone);

    /// <summary>Sets the text that says what is waited for.</summary>
    public void Say(string text) => _current = text;

    /// <summary>
    /// Sets what is asked, whenever the state is shown, for the text that says what is waited for; where it gives null,
    /// the item is shown that began last.
    /// </summary>
    public void Watch(Func<string?> describe) => _describe = describe;

    /// <summary>Pipeline thread: shows the state, if it is time to.</summary>
    public void Show(GlacierCmdlet cmdlet)
    {
        if (_clock.Elapsed < _next)
        {
            return;
        }

        _next = _clock.Elapsed + Interval;
        cmdlet.WriteProgress(Record((cmdlet as ConnectedCmdlet)?.Target?.Budget.UnderWay ?? 0));
    }

    /// <summary>Pipeline thread: removes the display, if it was shown.</summary>
    public void Complete(GlacierCmdlet cmdlet)
    {
        if (_next > Interval)
        {
            cmdlet.WriteProgress(
                new ProgressRecord(ActivityId, activity, "Done") { RecordType = ProgressRecordType.Completed }
            );
        }
    }

    private const int ActivityId = 2012_06_01;

    private ProgressRecord Record(int underWay)
    {
        long items = Interlocked.Read(ref _items),
            itemsDone = Interlocked.Read(ref _itemsDone);
        long bytes = Interlocked.Read(ref _bytes),
            bytesDone = Math.Clamp(Interlocked.Read(ref _bytesDone), 0, bytes);
        (long all, long done) = byItems ? (items, Math.Min(itemsDone, items)) : (bytes, bytesDone);
        string status = $"{Digits.Of(itemsDone)} of {Digits.Of(items)} {unit}";
        _rate.Add(_clock.Elapsed, done);
        if (bytes > 0)
        {
            status += $", {ByteSize.Format(bytesDone)} of {ByteSize.Format(bytes)}";
        }

        string? current = _describe?.Invoke() ?? _current;
        var record = new ProgressRecord(ActivityId, activity, status)
        {
            CurrentOperation = underWay > 1 ? $"{current} ({underWay} at once)" : current,
            PercentComplete = all > 0 ? (int)(100.0 * done / all) : -1,
        };
        if (all > 0 && _rate.PerSecond is { } rate)
        {
            record.StatusDescription += byItems ? $", {Digits.Of(rate, "N0")}/s" : $", {ByteSize.Format((long)rate)}/s";
            if (rate > 0)
            {
                record.SecondsRemaining = (int)Math.Min((all - done) / rate, int.MaxValue);
            }
        }

        return record;
    }
}
