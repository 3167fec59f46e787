using System.Diagnostics;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Local.Faults;

/// <summary>The faults that a service is to show, oldest first. Safe for many threads at once.</summary>
public sealed class FaultList
{
    private readonly object _gate = new();
    private readonly List<Standing> _standing = [];
    private volatile bool _any;

    /// <summary>Whether there is a fault at all: the only question that requests pay for when there is none.</summary>
    internal bool Any => _any;

    /// <summary>Adds a fault.</summary>
    /// <exception cref="GlacierInputException">The rule makes no sense.</exception>
    public void Add(FaultRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        rule.Check();
        lock (_gate)
        {
            _standing.Add(new Standing(rule));
            _any = true;
        }
    }

    /// <summary>Removes all.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _standing.Clear();
            _any = false;
        }
    }

    /// <summary>Whether some fault depends on the tier of an operation's job.</summary>
    internal bool AsksForTier(string operation)
    {
        lock (_gate)
        {
            return _standing.Exists(one => one.Rule.Tier is not null && one.IsFor(operation));
        }
    }

    /// <summary>The oldest fault that befalls a request, whose count it takes one from; null if none does.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="tier">The tier of the request's job; null if it has none.</param>
    /// <param name="region">The region that the request is for.</param>
    internal FaultAction? Take(string operation, string? tier, string region)
    {
        lock (_gate)
        {
            int index = _standing.FindIndex(one =>
                one.IsFor(operation)
                && (one.Rule.Tier is null || one.Rule.Tier == tier)
                && (one.Rule.Region is null || one.Rule.Region == region)
                && one.Befalls()
            );
            if (index < 0)
            {
                return null;
            }

            Standing found = _standing[index];
            if (found.Left is { } left && (found.Left = left - 1) == 0)
            {
                _standing.RemoveAt(index);
                _any = _standing.Count > 0;
            }

            return found.Rule.Action is FaultAction.Rate
                ? new FaultAction.Refuse(400, "ThrottlingException")
                : found.Rule.Action;
        }
    }

    private sealed class Standing(FaultRule rule)
    {
        public FaultRule Rule { get; } = rule;

        public long? Left { get; set; } = rule.Count;

        private long _second = Stopwatch.GetTimestamp();
        private long _passed;

        /// <summary>Whether a request is above the rate; one that is not counts as one of those that pass.</summary>
        public bool Befalls()
        {
            if (Rule.Action is not FaultAction.Rate rate)
            {
                return true;
            }

            if (Stopwatch.GetElapsedTime(_second) >= TimeSpan.FromSeconds(1))
            {
                _second = Stopwatch.GetTimestamp();
                _passed = 0;
            }

            return _passed++ >= rate.PerSecond;
        }

        public bool IsFor(string operation) => Rule.Operation == FaultRule.AnyOperation || Rule.Operation == operation;
    }
}
