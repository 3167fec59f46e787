using GlacierPS.Core.Catalog;
using GlacierPS.Core.Policies;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Purge;

/// <summary>An archive, and the day from which a vault's lock lets it be deleted.</summary>
public sealed record ArchiveEvidence
{
    /// <summary>The archive's ID.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>The file's name, as far as its description says one.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>When it was stored, in UTC.</summary>
    public DateTime CreationDate { get; init; }

    /// <summary>From when on it can be deleted, in UTC, by the lock's rules on ages; null is never.</summary>
    public DateTime? DeletableFrom { get; init; }

    /// <summary>The archive's ID. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => ArchiveId;
}

/// <summary>What an auditor asks for: a vault's lock, its day, and until when it keeps each archive.</summary>
public sealed record VaultLockEvidence
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>Its ARN.</summary>
    public string VaultARN { get; init; } = "";

    /// <summary>When this was asked, in UTC.</summary>
    public DateTime AskedAt { get; init; }

    /// <summary>How far the lock has come; null if the vault has none, so that nothing is kept.</summary>
    public VaultLockState? State { get; init; }

    /// <summary>When it was begun, in UTC.</summary>
    public DateTime? CreationDate { get; init; }

    /// <summary>When it goes by itself, in UTC; null once it is locked.</summary>
    public DateTime? ExpirationDate { get; init; }

    /// <summary>Its policy, in JSON, as the service gave it.</summary>
    public string? Policy { get; init; }

    /// <summary>Whether it lets nobody delete anything, ever.</summary>
    public bool ForbidsAllDeletions { get; init; }

    /// <summary>How many days old an archive must be to be deleted; 0 if there is no such rule.</summary>
    public long MinimumAgeInDays { get; init; }

    /// <summary>On what else deletions are denied, in words: tags, or who asks. Only the service can tell.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <summary>The day of the inventory that the archives are known from, in UTC; null if there is none.</summary>
    public DateTime? InventoryDate { get; init; }

    /// <summary>Archives that are known.</summary>
    public long NumberOfArchives { get; init; }

    /// <summary>Their bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>Of these, those that could not be deleted when this was asked.</summary>
    public long KeptArchives { get; init; }

    /// <summary>From when on the last of them can be deleted, in UTC; null if never, or if there are none.</summary>
    public DateTime? LastDeletableFrom { get; init; }

    /// <summary>All that are known, oldest first.</summary>
    public ArchiveEvidence[] Archives { get; init; } = [];

    /// <summary>The vault's name. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => VaultName;

    /// <summary>Puts together what is known.</summary>
    /// <param name="vault">The vault as the service describes it.</param>
    /// <param name="found">Its lock; null if it has none.</param>
    /// <param name="state">How much the catalogue knows.</param>
    /// <param name="archives">The archives that it knows.</param>
    /// <param name="now">The time, in UTC.</param>
    public static VaultLockEvidence Of(
        VaultDescription vault,
        VaultLock? found,
        CatalogState state,
        IEnumerable<CatalogArchive> archives,
        DateTime now
    )
    {
        ArgumentNullException.ThrowIfNull(vault);
        ArgumentNullException.ThrowIfNull(state);
        DeletionLock rules = found is null ? DeletionLock.None : DeletionLock.Read(found.Policy);
        ArchiveEvidence[] all =
        [
            .. archives
                .Select(archive => new ArchiveEvidence
                {
                    ArchiveId = archive.ArchiveId,
                    Name = archive.Name,
                    SizeInBytes = archive.SizeInBytes,
                    CreationDate = archive.CreationDate,
                    DeletableFrom = rules.DeletableFrom(archive.CreationDate),
                })
                .OrderBy(archive => archive.CreationDate),
        ];
        ArchiveEvidence[] kept = [.. all.Where(archive => rules.Forbids(archive.CreationDate, now))];
        return new VaultLockEvidence
        {
            VaultName = vault.VaultName,
            VaultARN = vault.VaultARN,
            AskedAt = now,
            State = found?.State,
            CreationDate = found?.CreationDate,
            ExpirationDate = found?.ExpirationDate,
            Policy = found?.Policy,
            ForbidsAllDeletions = rules.ForbidsAll,
            MinimumAgeInDays = rules.MinimumAgeInDays,
            Conditions = rules.Conditions,
            InventoryDate = state.InventoryDate,
            NumberOfArchives = all.Length,
            SizeInBytes = all.Sum(archive => archive.SizeInBytes),
            KeptArchives = kept.Length,
            LastDeletableFrom =
                kept.Length == 0 || rules.ForbidsAll ? null : kept.Max(archive => archive.DeletableFrom),
            Archives = all,
        };
    }
}
