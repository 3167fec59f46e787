using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Leases;

/// <summary>How a machine takes part in shared work.</summary>
public sealed record ShareOptions
{
    /// <summary>How long a window stays a machine's own after it was last renewed, measured by who wants it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time between two renewals, and between two looks for a window where there is none to take.</summary>
    public TimeSpan Renewal { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What the machine is called in the table.</summary>
    public string Machine { get; init; } = Environment.MachineName;

    /// <summary>The machine's clock, which may be wrong: only what passes between two of its readings counts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Chooses among windows and lengths of pauses.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>The longest pause before a request to the table is repeated for the first time.</summary>
    public TimeSpan RetryDelay { get; init; } = RetryPolicy.DefaultFirst;
}

/// <summary>What the machines of a share do together; all of them have to say the same.</summary>
/// <param name="Name">The share's name in the table.</param>
/// <param name="Parameters">What each machine was asked to do, by the parameters' names.</param>
public sealed record ShareDefinition(string Name, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>
    /// The bytes for which jobs are started in any hour of the clock, by all machines; null is no limit.
    /// </summary>
    public long? MaxBytesPerHour { get; init; }

    /// <summary>What the jobs of all machines may cost, in 10^-12 US dollars; null is no limit.</summary>
    public long? MaxPicodollars { get; init; }

    /// <summary>What a job for so many bytes costs in US dollars; null where that is not known.</summary>
    public Func<long, decimal?> DollarsOf { get; init; } = _ => null;
}
