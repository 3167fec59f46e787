using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Preconditions;

namespace GlacierPS.Local.Faults;

/// <summary>Which requests a fault befalls, and how often (local-service.md, POST /_control/faults).</summary>
public sealed record FaultRule
{
    /// <summary>Stands for every operation.</summary>
    public const string AnyOperation = "*";

    /// <summary>The operation, such as <c>UploadMultipartPart</c>; <see cref="AnyOperation"/> for all.</summary>
    public required string Operation { get; init; }

    /// <summary>
    /// Only requests that start or ask about a job of this tier: <c>Expedited</c>, <c>Standard</c> or <c>Bulk</c>; null
    /// for all requests.
    /// </summary>
    public string? Tier { get; init; }

    /// <summary>Only requests that are signed for this region; null for all.</summary>
    public string? Region { get; init; }

    /// <summary>How many requests it befalls; null until faults are removed.</summary>
    public long? Count { get; init; }

    /// <summary>What goes wrong.</summary>
    public required FaultAction Action { get; init; }

    /// <summary>Refuses a rule that could never apply, or makes no sense.</summary>
    /// <exception cref="GlacierInputException">It does not.</exception>
    internal void Check()
    {
        Require(
            Operation == AnyOperation || Enum.GetNames<GlacierOperation>().Contains(Operation),
            $"'{Operation}' is not an operation. Use a name such as UploadMultipartPart, or * for all."
        );
        Require(
            Tier is null || JobParameters.Tiers.Contains(Tier),
            $"'{Tier}' is not a tier. Use Expedited, Standard or Bulk."
        );
        Require(Region is not "", "The region of a fault is empty. Leave it out for all regions.");
        Require(Count is null or > 0, $"A count of {Count} is not above zero. Leave it out for a fault that stays.");
        Require(
            Action is not FaultAction.Refuse { Status: < 400 or > 599 },
            "The status of a fault is one from 400 to 599."
        );
        Require(
            Action is not FaultAction.Refuse { Code: "" },
            "A fault with a status needs a code, such as ThrottlingException."
        );
        Require(Action is not FaultAction.Rate { PerSecond: < 1 }, "A rate is at least 1 request a second.");
        Require(
            Action is not FaultAction.DropAfterBytes { Bytes: < 0 },
            "Bytes after which a connection is closed are not below zero."
        );
        Require(
            Action is not FaultAction.Delay delay || (delay.Time > TimeSpan.Zero && delay.Time <= TimeSpan.FromDays(1)),
            "A delay is above zero, and at most a day."
        );
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new GlacierInputException("InvalidFault", message);
        }
    }
}
