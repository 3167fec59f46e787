using System.Diagnostics.CodeAnalysis;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Local.Retrieval;

/// <summary>The data retrieval policy of an account in a region (glacier-api.md §6.12).</summary>
internal sealed record RetrievalPolicy
{
    /// <summary>"Suggested: rate of a job = bytes retrieved / 4 h".</summary>
    private const int HoursPerRetrieval = 4;

    private RetrievalPolicy(RetrievalStrategy strategy, long? bytesPerHour) =>
        (Strategy, BytesPerHour) = (strategy, bytesPerHour);

    /// <summary>"No Retrieval Limit is the default": what an account has that never set a policy.</summary>
    public static RetrievalPolicy Unlimited { get; } = new(RetrievalStrategy.None, null);

    public RetrievalStrategy Strategy { get; }

    /// <summary>1 to 2^63-1 with the strategy of that name, null with the others.</summary>
    public long? BytesPerHour { get; }

    /// <summary>"Exactly one rule"; BytesPerHour with the strategy of that name and no other.</summary>
    /// <param name="rules">The rules as they were sent; null if there are none.</param>
    /// <param name="policy">The policy, if they make one.</param>
    /// <param name="reason">Otherwise a sentence that tells what is wrong.</param>
    public static bool TryCreate(
        IReadOnlyList<RetrievalRule>? rules,
        [NotNullWhen(true)] out RetrievalPolicy? policy,
        [NotNullWhen(false)] out string? reason
    )
    {
        (policy, reason) = rules is [var rule]
            ? Read(rule)
            : (null, $"A data retrieval policy must have exactly one rule, not {rules?.Count ?? 0}.");
        return policy is not null;
    }

    /// <summary>
    /// Whether a Standard retrieval may start now; if not, nothing is created and the answer is a 400
    /// PolicyEnforcedException. Expedited and Bulk retrievals and inventories are not asked (§6.12, D22).
    /// </summary>
    /// <param name="size">Its bytes.</param>
    /// <param name="load">What the account is already retrieving, and may.</param>
    public bool Allows(long size, RetrievalLoad load) =>
        Strategy switch
        {
            RetrievalStrategy.BytesPerHour => Sum(load.InProgress) + size
                <= (Int128)BytesPerHour!.Value * HoursPerRetrieval,
            RetrievalStrategy.FreeTier => Sum(load.Today) + size <= load.DailyAllowance,
            _ => true,
        };

    private static (RetrievalPolicy? Policy, string? Reason) Read(RetrievalRule rule) =>
        rule switch
        {
            { Strategy: nameof(RetrievalStrategy.BytesPerHour), BytesPerHour: > 0 and var rate } => (
                new RetrievalPolicy(RetrievalStrategy.BytesPerHour, rate),
                null
            ),
            { Strategy: nameof(RetrievalStrategy.BytesPerHour) } => (
                null,
                "The strategy BytesPerHour needs BytesPerHour, a number from 1 to 9223372036854775807."
            ),
            { Strategy: nameof(RetrievalStrategy.FreeTier), BytesPerHour: null } => (
                new RetrievalPolicy(RetrievalStrategy.FreeTier, null),
                null
            ),
            { Strategy: nameof(RetrievalStrategy.None), BytesPerHour: null } => (Unlimited, null),
            { Strategy: nameof(RetrievalStrategy.FreeTier) or nameof(RetrievalStrategy.None) } => (
                null,
                $"The strategy {rule.Strategy} must not have BytesPerHour."
            ),
            _ => (null, $"Strategy must be BytesPerHour, FreeTier or None, not '{rule.Strategy}'."),
        };

    /// <summary>Wide enough for any number of archives of any size.</summary>
    private static Int128 Sum(IEnumerable<long> sizes) => sizes.Aggregate((Int128)0, (sum, size) => sum + size);
}
