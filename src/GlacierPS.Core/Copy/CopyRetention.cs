using GlacierPS.Core.Policies;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Copy;

/// <summary>
/// Until when copies cannot be deleted, by S3's Object Lock: some time from when they were stored, or as long as the
/// vault's lock forbids the deletion of the archive.
/// </summary>
public sealed record CopyRetention
{
    /// <summary>Nobody can delete it, or shorten that.</summary>
    public const string Compliance = "COMPLIANCE";

    /// <summary>Who has s3:BypassGovernanceRetention can.</summary>
    public const string Governance = "GOVERNANCE";

    /// <summary>S3 takes a day to 100 years.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromDays(1);

    /// <inheritdoc cref="Shortest"/>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    private DeletionLock? _lock;
    private TimeSpan _time;

    private CopyRetention() { }

    /// <summary><see cref="Compliance"/> or <see cref="Governance"/>.</summary>
    public required string Mode { get; init; }

    /// <summary>
    /// On what else the vault's lock denies deletions, in words: Object Lock knows time alone, and that is not carried
    /// over.
    /// </summary>
    public IReadOnlyList<string> NotCarriedOver => _lock?.Conditions ?? [];

    /// <summary>For some time from when a copy was stored.</summary>
    /// <exception cref="GlacierInputException">InvalidRetention: less than a day, or more than 100 years.</exception>
    public static CopyRetention For(TimeSpan time, string mode) =>
        time >= Shortest && time <= Longest
            ? new CopyRetention { Mode = mode, _time = time }
            : throw new GlacierInputException(
                "InvalidRetention",
                $"Copies cannot be kept for {time}: S3 takes a day to 36,500 days. Give for example -RetainFor 365d."
            );

    /// <summary>As long as a vault's lock forbids the deletion of the archive.</summary>
    /// <exception cref="GlacierInputException">
    /// InvalidRetention: the vault has no lock that is completed, or it says nothing of archives' ages.
    /// </exception>
    public static async Task<CopyRetention> ByLockAsync(
        IVaultSettings settings,
        string vaultName,
        string mode,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        VaultLock? vaultLock = null;
        try
        {
            vaultLock = await settings.GetVaultLockAsync(vaultName, cancellationToken);
        }
        catch (ResourceNotFoundException)
        {
            // There is none, which is refused below.
        }

        DeletionLock deletions = vaultLock is null ? DeletionLock.None : DeletionLock.Read(vaultLock.Policy);
        string? why =
            vaultLock is null ? "it has none"
            : vaultLock.State != VaultLockState.Locked ? "it is not completed, and may be gone tomorrow"
            : deletions.ForbidsAll ? "it forbids deletions for ever, and Object Lock needs an end"
            : deletions.MinimumAgeInDays == 0 ? "it does not deny deletions by an archive's age"
            : deletions.MinimumAgeInDays > Longest.Days
                ? $"it forbids deletions for {Quantity.Of(deletions.MinimumAgeInDays, "day")}, and S3 takes 36,500 at "
                    + "most"
            : null;
        return why is null
            ? new CopyRetention { Mode = mode, _lock = deletions }
            : throw new GlacierInputException(
                "InvalidRetention",
                $"The lock of the vault '{vaultName}' cannot be carried over to S3: {why}. Nothing was copied. Say how "
                    + "long the copies are to be kept with -RetainFor, such as 365d."
            );
    }

    /// <summary>
    /// Until when a copy is to be kept, in UTC and whole seconds; null where that has passed already.
    /// </summary>
    /// <param name="created">When the archive was stored in the vault, in UTC.</param>
    /// <param name="stored">When the copy was stored, in UTC.</param>
    /// <param name="now">The time, in UTC.</param>
    internal DateTime? Until(DateTime created, DateTime stored, DateTime now)
    {
        DateTime? end = _lock is null ? stored + _time : _lock.DeletableFrom(created);
        return end is { } until && until > now
            ? new DateTime((until.Ticks / TimeSpan.TicksPerSecond + 1) * TimeSpan.TicksPerSecond, DateTimeKind.Utc)
            : null;
    }
}

/// <summary>An object that has to be kept longer than it is.</summary>
/// <param name="Object">The object.</param>
/// <param name="Until">Until when, in UTC.</param>
internal sealed record ObjectToRetain(BucketObject Object, DateTime Until)
{
    // What was stored by a request that began earlier is not written to once more for that.
    private static readonly TimeSpan Tolerance = TimeSpan.FromDays(1);

    /// <summary>
    /// The objects of copies that are there already and are not kept as long as they are to be; of a bundle the member
    /// counts that is to be kept the longest.
    /// </summary>
    /// <param name="targets">The archives of a window.</param>
    /// <param name="bundle">Finds the object of a bundle's key.</param>
    /// <param name="retention">How long copies are kept; null for no rule.</param>
    /// <param name="now">The time, in UTC.</param>
    public static IReadOnlyList<ObjectToRetain> Of(
        IEnumerable<CopyTarget> targets,
        Func<string, BucketObject?> bundle,
        CopyRetention? retention,
        DateTime now
    )
    {
        if (retention is null)
        {
            return [];
        }

        var found = new Dictionary<string, ObjectToRetain>(StringComparer.Ordinal);
        foreach (CopyTarget target in targets)
        {
            if (
                target.There is { } entry
                && (target.Object ?? bundle(entry.Key)) is { } copy
                && retention.Until(target.Archive.CreationDate, copy.Modified, now) is { } until
                && !(copy.RetainUntil > until - Tolerance)
                && !(found.GetValueOrDefault(copy.Key)?.Until >= until)
            )
            {
                found[copy.Key] = new ObjectToRetain(copy, until);
            }
        }

        return [.. found.Values];
    }
}
