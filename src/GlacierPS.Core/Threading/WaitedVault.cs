using System.Diagnostics;
using System.Globalization;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Threading;

/// <summary>The jobs of one vault that are waited for, and when they are asked about. Its user locks it.</summary>
internal sealed class WaitedVault(string name)
{
    private long? _asked;

    public string Name => name;

    /// <summary>Those that run, as far as it is known.</summary>
    public List<WaitedJob> Jobs { get; private set; } = [];

    /// <summary>When to ask next, as a timestamp.</summary>
    public long Due { get; private set; } = long.MaxValue;

    public TimeSpan DueIn =>
        Due == long.MaxValue
            ? TimeSpan.MaxValue
            : TimeSpan.FromSeconds((Due - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency);

    /// <summary>The next question comes after so much time, or before.</summary>
    public void DueWithin(TimeSpan time) => Due = Math.Min(Due, At(time));

    /// <summary>A question was put; the next comes after so much time.</summary>
    public void Asked(TimeSpan pause)
    {
        _asked = Stopwatch.GetTimestamp();
        Due = At(pause);
    }

    /// <summary>Time until the next question, as the jobs have it.</summary>
    public TimeSpan Pause() => Jobs.Count == 0 ? TimeSpan.Zero : Jobs.Min(job => job.Pause());

    /// <summary>Removes the jobs that have ended, or cannot be asked about, and returns them.</summary>
    public List<WaitedJob> TakeEnded()
    {
        var ended = new List<WaitedJob>();
        var left = new List<WaitedJob>();
        foreach (WaitedJob job in Jobs)
        {
            (job.Error is not null || job.Description is { Completed: true } ? ended : left).Add(job);
        }

        Jobs = left;
        return ended;
    }

    /// <summary>
    /// What is waited for, since when, how long that usually takes, and when it was and will be asked.
    /// </summary>
    /// <param name="now">Now, in UTC.</param>
    public string Describe(DateTime now)
    {
        WaitedJob? oldest = Jobs.Where(job => job.Description is not null).MinBy(job => job.Description!.CreationDate);
        string what =
            oldest is null && Jobs is [var only] ? $"waiting for {only}"
            : oldest is null ? $"waiting for {Quantity.Of(Jobs.Count, "job")} in vault '{name}'"
            : Jobs.Count == 1 ? $"waiting for {oldest}, {Since(oldest, now)}"
            : $"waiting for {Quantity.Of(Jobs.Count, "job")}, the oldest for {oldest}, {Since(oldest, now)}";
        return what
            + (_asked is { } asked ? $"; asked {Duration.Of(Stopwatch.GetElapsedTime(asked))} ago" : "")
            + $"{(_asked is null ? "; asked" : ", again")} in {Duration.Of(DueIn)}";
    }

    private static string Since(WaitedJob job, DateTime now) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"started {ShownTime.ToMinute(job.Description!.CreationDate)}, "
                + $"{Duration.Of(now - job.Description.CreationDate)} ago "
        ) + $"({Duration.Usual(job.Description.Action, job.Description.Tier)})";

    private static long At(TimeSpan time) =>
        time >= TimeSpan.FromDays(365)
            ? long.MaxValue
            : Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
}
