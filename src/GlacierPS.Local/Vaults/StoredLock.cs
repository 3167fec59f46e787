using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>
/// A vault's lock (glacier-api.md §6.11): in progress for a day, within which it can be taken back, or for ever.
/// </summary>
/// <param name="LockId">What completes it, 24 characters.</param>
/// <param name="Policy">What it says; in force in both states.</param>
/// <param name="Created">When it was initiated.</param>
/// <param name="IsLocked">Whether it was completed.</param>
internal sealed record StoredLock(string LockId, StoredPolicy Policy, ServiceTime Created, bool IsLocked)
{
    private static readonly TimeSpan TimeToComplete = TimeSpan.FromHours(24);

    /// <summary>When it vanishes unless it is completed; null once it is.</summary>
    public ServiceTime? Expires => IsLocked ? null : Created + TimeToComplete;

    /// <summary>Whether it is still there.</summary>
    public bool IsInForce(ServiceTime now) => Expires is not { } end || now < end;
}
