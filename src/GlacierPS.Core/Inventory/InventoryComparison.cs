using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Inventory;

/// <summary>
/// Compares two lists of archives of any length and in any order: each is parted by the archives' IDs into pieces of
/// which one at a time is in memory. Nothing is told before both were read to their end, so that a list that is cut off
/// is an error, and never archives that were removed.
/// </summary>
/// <param name="folder">Where files are made for what does not fit into memory.</param>
public sealed class InventoryComparison(string folder) : IDisposable
{
    // Of ten million archives a piece has 160,000.
    private const int Pieces = 64;

    private readonly Side _old = new(folder);
    private readonly Side _new = new(folder);

    /// <summary>Archives that both lists have, and in which no difference could be seen.</summary>
    public long Same { get; private set; }

    /// <summary>Of these, those whose tree hash one of the lists does not say: only their size was compared.</summary>
    public long BySizeOnly { get; private set; }

    /// <summary>Lines by which a list names an archive again.</summary>
    public long Repeated { get; private set; }

    /// <summary>Adds an archive of the first list.</summary>
    public void AddOld(ArchiveListing archive) => _old.Add(archive);

    /// <summary>Adds an archive of the second list.</summary>
    public void AddNew(ArchiveListing archive) => _new.Add(archive);

    /// <summary>Adds all of a list.</summary>
    /// <param name="isOld">Whether it is the first list.</param>
    /// <param name="archives">The archives.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task AddAsync(
        bool isOld,
        IAsyncEnumerable<ArchiveListing> archives,
        CancellationToken cancellationToken
    )
    {
        Side side = isOld ? _old : _new;
        await foreach (ArchiveListing archive in archives.WithCancellation(cancellationToken))
        {
            side.Add(archive);
        }
    }

    /// <summary>The differences, once both lists were added; in no order.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GlacierInputException"><c>InventoriesOfTwoVaults</c>: they name more than one
    /// vault.</exception>
    public IEnumerable<InventoryDifference> Differences(CancellationToken cancellationToken = default)
    {
        string[] vaults = [.. _old.Vaults.Union(_new.Vaults)];
        if (vaults.Length > 1)
        {
            throw new GlacierInputException(
                "InventoriesOfTwoVaults",
                $"The lists are of the vaults '{vaults[0]}' and '{vaults[1]}': archives of one would count as removed, "
                    + "and those of the other as added. Give two lists of one vault."
            );
        }

        string vault = vaults.Length == 1 ? vaults[0] : "";
        return Enumerable.Range(0, Pieces).SelectMany(piece => OfPiece(piece, vault, cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _old.Dispose();
        _new.Dispose();
    }

    private IEnumerable<InventoryDifference> OfPiece(int piece, string vault, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Archives are equal by vault and ID.
        var old = new Dictionary<InventoryArchive, InventoryArchive>();
        foreach (InventoryArchive archive in _old.Parts[piece].Read(vault))
        {
            Repeated += old.TryAdd(archive, archive) ? 0 : 1;
        }

        var seen = new HashSet<InventoryArchive>();
        foreach (InventoryArchive archive in _new.Parts[piece].Read(vault))
        {
            if (!seen.Add(archive))
            {
                Repeated++;
            }
            else if (!old.Remove(archive, out InventoryArchive? known))
            {
                yield return Difference(InventoryChange.Added, archive);
            }
            else if (Differs(known, archive))
            {
                yield return Difference(InventoryChange.Changed, archive) with
                {
                    OldSizeInBytes = known.SizeInBytes,
                    OldSHA256TreeHash = known.SHA256TreeHash,
                };
            }
            else
            {
                Same++;
                BySizeOnly += known.TreeHash == default || archive.TreeHash == default ? 1 : 0;
            }
        }

        foreach (InventoryArchive archive in old.Values)
        {
            yield return Difference(InventoryChange.Removed, archive);
        }
    }

    private static bool Differs(InventoryArchive one, InventoryArchive other) =>
        one.SizeInBytes != other.SizeInBytes
        || (one.TreeHash != default && other.TreeHash != default && one.TreeHash != other.TreeHash);

    private static InventoryDifference Difference(InventoryChange change, InventoryArchive archive) =>
        new()
        {
            Change = change,
            VaultName = archive.VaultName,
            ArchiveId = archive.ArchiveId,
            Name = archive.Name,
            Description = archive.Description,
            CreationDate = archive.CreationDate,
            SizeInBytes = archive.SizeInBytes,
            SHA256TreeHash = archive.SHA256TreeHash,
        };

    /// <summary>One of the two lists.</summary>
    private sealed class Side(string folder) : IDisposable
    {
        public ArchivePartition[] Parts { get; } =
        [.. Enumerable.Range(0, Pieces).Select(_ => new ArchivePartition(folder))];

        public HashSet<string> Vaults { get; } = new(StringComparer.Ordinal);

        private string? _last;

        public void Add(ArchiveListing archive)
        {
            if (archive.VaultName.Length > 0 && !ReferenceEquals(archive.VaultName, _last))
            {
                Vaults.Add(_last = archive.VaultName);
            }

            // The same in every process, since the pieces of both lists must match; IDs are chance.
            uint hash = 2166136261;
            foreach (byte one in archive.IdBytes)
            {
                hash = (hash ^ one) * 16777619;
            }

            Parts[(hash >> 16) % Pieces].Add(archive);
        }

        public void Dispose()
        {
            foreach (ArchivePartition part in Parts)
            {
                part.Dispose();
            }
        }
    }
}
