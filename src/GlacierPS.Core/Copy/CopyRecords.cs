using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Copy;

/// <summary>
/// What is known on this machine of the copies of one vault: where to, how far, where each archive is, and what failed.
/// It is in <c>copies.db</c> in the account's folder, and only helps: what counts is in the bucket, and the records can
/// be made anew out of its manifests. Any thread may use it, and any number of processes.
/// </summary>
/// <param name="folder">The folder of the account; made when something is written.</param>
/// <param name="vaultName">The vault.</param>
public sealed class CopyRecords(string folder, string vaultName) : IDisposable
{
    private readonly string _path = Path.Join(Path.GetFullPath(folder), CopyTables.FileName);

    // So many copies are looked up in the catalogue at a time.
    private const int Batch = 1000;

    private readonly object _lock = new();
    private Database? _database;

    /// <summary>Where the vault was copied to, the last one first.</summary>
    /// <exception cref="DatabaseException">The records are damaged, or cannot be read.</exception>
    public IReadOnlyList<CopyDestination> Destinations() =>
        Read(database => CopyTables.Destinations(database, vaultName)) ?? [];

    /// <summary>A call begins to copy: what the last one had counted of this destination is set back.</summary>
    /// <param name="destination">Where to, and how many archives of how many bytes it is to copy.</param>
    /// <exception cref="DatabaseException">The records are damaged, or cannot be written.</exception>
    public CopyDestination Begin(CopyDestination destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return Write(database =>
        {
            CopyDestination begun = destination with
            {
                VaultName = vaultName,
                Id =
                    CopyTables
                        .Destinations(database, vaultName)
                        .FirstOrDefault(known =>
                            known.Bucket == destination.Bucket && known.Prefix == destination.Prefix
                        )
                        ?.Id
                    ?? 0,
            };
            begun = CopyTables.Save(database, begun);
            CopyTables.ForgetFailures(database, begun.Id);
            return begun;
        });
    }

    /// <summary>Notes copies that are proven. Many at once cost little more than one.</summary>
    /// <param name="destination">What <see cref="Begin"/> gave.</param>
    /// <param name="copies">The copies, and whether their bytes were moved just now.</param>
    /// <param name="at">The time, in UTC.</param>
    /// <exception cref="DatabaseException">The records are damaged, or cannot be written.</exception>
    public void Note(
        CopyDestination destination,
        IReadOnlyCollection<(ManifestEntry Entry, bool WasMoved)> copies,
        DateTime at
    )
    {
        if (copies.Count == 0)
        {
            return;
        }

        Change(
            destination,
            (database, row) =>
            {
                CopyTables.Put(database, row.Id, copies.Select(copy => copy.Entry));
                long moved = copies.Where(copy => copy.WasMoved).Sum(copy => copy.Entry.SizeInBytes);
                return row with
                {
                    Copied = row.Copied + copies.Count,
                    BytesCopied = row.BytesCopied + copies.Sum(copy => copy.Entry.SizeInBytes),
                    BytesMoved = row.BytesMoved + moved,
                    MovingSince = row.MovingSince ?? (moved > 0 ? at : null),
                    LastCopied = moved > 0 ? at : row.LastCopied,
                };
            }
        );
    }

    /// <summary>Notes archives that could not be copied.</summary>
    /// <inheritdoc cref="Note" path="/exception"/>
    public void Fail(CopyDestination destination, IReadOnlyCollection<CopyFailure> failures)
    {
        if (failures.Count > 0)
        {
            Change(
                destination,
                (database, row) =>
                {
                    CopyTables.Put(database, row.Id, failures);
                    return row;
                }
            );
        }
    }

    /// <summary>Notes what was found to be as it was stored, proven or not.</summary>
    /// <inheritdoc cref="Learn(CopyDestination, IReadOnlyCollection{ManifestEntry})"/>
    public CopyDestination Learn(CopyDestination destination, IReadOnlyCollection<CopyTest> copies) =>
        Learn(
            destination,
            [
                .. copies
                    .Where(copy => copy.Status is CopyStatus.Proven or CopyStatus.Unproven)
                    .Select(copy => copy.Entry!),
            ]
        );

    /// <summary>
    /// Notes copies that were found in a bucket, made from another machine or before the records were lost.
    /// </summary>
    /// <param name="destination">Where they were found.</param>
    /// <param name="copies">The copies.</param>
    /// <returns>The destination as it is noted.</returns>
    /// <exception cref="DatabaseException">The records are damaged, or cannot be written.</exception>
    public CopyDestination Learn(CopyDestination destination, IReadOnlyCollection<ManifestEntry> copies)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return Write(database =>
        {
            CopyDestination row = destination;
            if (row.Id == 0)
            {
                row = CopyTables.Save(
                    database,
                    destination with
                    {
                        VaultName = vaultName,
                        Begun = DateTime.UtcNow,
                        Ended = DateTime.UtcNow,
                    }
                );
            }

            CopyTables.Put(database, row.Id, copies);
            return row;
        });
    }

    /// <summary>A call has come to its end.</summary>
    /// <inheritdoc cref="Note" path="/exception"/>
    public void End(CopyDestination destination, DateTime at) =>
        Change(destination, (_, row) => row with { Ended = at });

    /// <summary>What the last call could not copy, by their IDs.</summary>
    /// <exception cref="DatabaseException">The records are damaged, or cannot be read.</exception>
    public IReadOnlyList<CopyFailure> Failures(CopyDestination destination) =>
        Read(database => CopyTables.Failures(database, destination.Id)) ?? [];

    /// <summary>How many copies are noted, and how many bytes they have.</summary>
    /// <exception cref="DatabaseException">The records are damaged, or cannot be read.</exception>
    public long Count(CopyDestination destination) =>
        Read(database => (long?)CopyTables.Count(database, destination.Id)) ?? 0;

    /// <summary>The copies of archives, of those that are noted.</summary>
    /// <exception cref="DatabaseException">The records are damaged, or cannot be read.</exception>
    public IReadOnlyDictionary<string, ManifestEntry> Find(
        CopyDestination destination,
        IEnumerable<string> archiveIds
    ) =>
        Read(database => CopyTables.Find(database, destination.Id, archiveIds))
        ?? new Dictionary<string, ManifestEntry>();

    /// <summary>Whether a folder has records.</summary>
    public static bool AreIn(string folder) => File.Exists(Path.Join(folder, CopyTables.FileName));

    /// <summary>The vaults of which a folder has records.</summary>
    /// <exception cref="DatabaseException">The records are damaged, or cannot be read.</exception>
    public static IReadOnlyList<string> Vaults(string folder)
    {
        if (!AreIn(folder))
        {
            return [];
        }

        using Database database = Database.Open(Path.Join(folder, CopyTables.FileName), CopyTables.Schema);
        return CopyTables.Vaults(database);
    }

    /// <summary>Archives that a filter accepts, that the catalogue does not know to be in the vault, and that were
    /// copied: as the copies know them, with their location.</summary>
    /// <exception cref="DatabaseException">The records or the catalogue are damaged, or cannot be read.</exception>
    public IReadOnlyList<CatalogArchive> Moved(
        VaultCatalog catalog,
        CatalogFilter filter,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(filter);
        var moved = new Dictionary<string, CatalogArchive>(StringComparer.Ordinal);
        foreach (CopyDestination destination in Destinations())
        {
            IEnumerable<CatalogArchive> copies = All(destination)
                .Select(entry => CopyPlace.ArchiveOf(vaultName, destination.Bucket, entry))
                .Where(filter.Accepts);
            foreach (CatalogArchive[] batch in copies.Chunk(Batch))
            {
                cancellationToken.ThrowIfCancellationRequested();
                HashSet<string> there =
                [
                    .. catalog
                        .Find(batch.Select(copy => copy.ArchiveId), cancellationToken)
                        .Select(archive => archive.ArchiveId),
                ];
                foreach (CatalogArchive copy in batch)
                {
                    if (!there.Contains(copy.ArchiveId))
                    {
                        moved.TryAdd(copy.ArchiveId, copy);
                    }
                }
            }
        }

        return [.. moved.Values];
    }

    /// <summary>All copies that are noted, as they are asked for.</summary>
    /// <exception cref="DatabaseException">The records are damaged, or cannot be read.</exception>
    public IEnumerable<ManifestEntry> All(CopyDestination destination)
    {
        if (!File.Exists(_path))
        {
            yield break;
        }

        using Database database = Database.Open(_path, CopyTables.Schema);
        foreach (ManifestEntry entry in CopyTables.All(database, destination.Id))
        {
            yield return entry;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _database?.Dispose();
            _database = null;
        }
    }

    private void Change(CopyDestination destination, Func<Database, CopyDestination, CopyDestination> change) =>
        Write(database =>
        {
            CopyDestination row =
                CopyTables.Destinations(database, vaultName).FirstOrDefault(known => known.Id == destination.Id)
                ?? throw database.Damaged($"the row of the copies to '{destination.Bucket}' is missing");
            return CopyTables.Save(database, change(database, row));
        });

    private T? Read<T>(Func<Database, T> read)
    {
        lock (_lock)
        {
            if (_database is null && !File.Exists(_path))
            {
                return default;
            }

            _database ??= Database.Open(_path, CopyTables.Schema);
            using DatabaseTransaction _ = _database.BeginRead();
            return read(_database);
        }
    }

    private T Write<T>(Func<Database, T> write)
    {
        lock (_lock)
        {
            _database ??= Database.Open(_path, CopyTables.Schema);
            using DatabaseTransaction transaction = _database.BeginWrite();
            T result = write(_database);
            transaction.Commit();
            return result;
        }
    }
}

/// <summary>Where a vault was copied to, and how far the last call has come.</summary>
public sealed record CopyDestination
{
    /// <summary>Its row; 0 for one that is not noted yet.</summary>
    internal long Id { get; init; }

    /// <summary>The vault.</summary>
    public string VaultName { get; init; } = "";

    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>What the keys begin with.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>How the bucket is reached.</summary>
    public CopySettings Settings { get; init; } = new();

    /// <summary>Archives that the last call was to copy.</summary>
    public long Archives { get; init; }

    /// <summary>Their bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>Archives of these whose copy is proven, those that were there included.</summary>
    public long Copied { get; init; }

    /// <summary>Their bytes.</summary>
    public long BytesCopied { get; init; }

    /// <summary>Bytes that the last call has moved.</summary>
    public long BytesMoved { get; init; }

    /// <summary>When the last call began, in UTC.</summary>
    public DateTime Begun { get; init; }

    /// <summary>When it had moved its first archive, in UTC; null if it has none.</summary>
    public DateTime? MovingSince { get; init; }

    /// <summary>When it had moved its last archive, in UTC; null if it has none.</summary>
    public DateTime? LastCopied { get; init; }

    /// <summary>When it came to its end, in UTC; null if it runs, or was stopped.</summary>
    public DateTime? Ended { get; init; }
}

/// <summary>How a bucket is reached: nothing of it is secret.</summary>
public sealed record CopySettings
{
    /// <summary>Its region.</summary>
    public string Region { get; init; } = "";

    /// <summary>The address of another store than S3; null is S3.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>The profile of the bucket; null is the connection's.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The account that has to own it; null is any.</summary>
    public string? ExpectedOwner { get; init; }

    /// <summary>How the objects are stored.</summary>
    public string StorageClass { get; init; } = "";
}

/// <summary>An archive that could not be copied, and why.</summary>
public sealed record CopyFailure
{
    /// <summary>The archive.</summary>
    public required string ArchiveId { get; init; }

    /// <summary>The file's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>The error's ID.</summary>
    public string ErrorId { get; init; } = "";

    /// <summary>What happened.</summary>
    public string Message { get; init; } = "";

    /// <summary>When, in UTC.</summary>
    public DateTime At { get; init; }

    /// <summary>The archive's ID. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => ArchiveId;

    /// <summary>An archive, and its error.</summary>
    public static CopyFailure Of(ArchiveListing archive, Exception error, DateTime at)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(error);
        return new CopyFailure
        {
            ArchiveId = archive.ArchiveId,
            Name = archive.Name,
            SizeInBytes = archive.SizeInBytes,
            ErrorId = (error as GlacierException)?.ErrorId ?? error.GetType().Name,
            Message = error.Message,
            At = at,
        };
    }
}
