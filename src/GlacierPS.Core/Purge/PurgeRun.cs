using GlacierPS.Core.Catalog;
using GlacierPS.Core.Policies;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Purge;

/// <summary>
/// One run over all archives that the catalogue lists: deletes, counts, and notes the deletions there.
/// </summary>
/// <param name="throttle">Deletes single archives.</param>
/// <param name="catalog">The archives, and where deletions are noted.</param>
/// <param name="deletions">What the vault's lock denies, as far as it is known.</param>
/// <param name="time">The clock.</param>
internal sealed class PurgeRun(
    DeletionThrottle throttle,
    VaultCatalog catalog,
    DeletionLock deletions,
    TimeProvider time
)
{
    // After so many denials without a deletion between them, the service is taken to deny all the others too.
    private const int MaxDenials = 1000;

    private long _deleted;
    private long _bytesDeleted;
    private long _failed;
    private long _keptByLock;
    private int _denied;
    private int _deniedInARow;
    private long _lastDeletion;

    /// <summary>Time of the last request to delete an archive, in UTC; the year 1 if there was none.</summary>
    public DateTime LastDeletion => new(Interlocked.Read(ref _lastDeletion), DateTimeKind.Utc);

    /// <summary>What was done so far.</summary>
    public PurgeResult Result =>
        new()
        {
            VaultName = catalog.VaultName,
            Deleted = _deleted,
            BytesDeleted = _bytesDeleted,
            Failed = _failed + _denied,
            Denied = _denied,
            KeptByLock = _keptByLock,
        };

    /// <summary>Deletes archives as they come.</summary>
    public async Task RunAsync(
        IAsyncEnumerable<CatalogArchive> archives,
        int throttleLimit,
        Action<long> deleted,
        Action<CatalogArchive, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        // Where several machines empty a vault, one that has no catalogue notes nothing.
        await using BatchedWriter<string>? log = catalog.Exists
            ? new(ids => catalog.Remove(ids, DateTime.UtcNow, CancellationToken.None))
            : null;
        await Parallel.ForEachAsync(
            archives,
            new ParallelOptions { MaxDegreeOfParallelism = throttleLimit, CancellationToken = cancellationToken },
            async (archive, token) =>
            {
                if (IsKept(archive, deletions, time.GetUtcNow().UtcDateTime))
                {
                    Interlocked.Increment(ref _keptByLock);
                }
                else if (await TryDeleteAsync(archive, failed, token))
                {
                    log?.Add(archive.ArchiveId);
                    Interlocked.Exchange(ref _deniedInARow, 0);
                    Interlocked.Increment(ref _deleted);
                    Interlocked.Add(ref _bytesDeleted, archive.SizeInBytes);
                    deleted(archive.SizeInBytes);
                }
            }
        );
    }

    /// <summary>
    /// Whether the lock certainly denies the deletion of an archive. An age can only be told of archives whose creation
    /// date is known: other tools' records have none.
    /// </summary>
    public static bool IsKept(CatalogArchive archive, DeletionLock deletions, DateTime now) =>
        deletions.ForbidsAll
        || (archive.Evidence != CatalogEvidence.Import && deletions.Forbids(archive.CreationDate, now));

    /// <summary>Deletes an archive, or counts and reports why not.</summary>
    /// <exception cref="AccessDeniedException">The service would deny all the others too.</exception>
    private async Task<bool> TryDeleteAsync(
        CatalogArchive archive,
        Action<CatalogArchive, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        try
        {
            Interlocked.Exchange(ref _lastDeletion, time.GetUtcNow().UtcDateTime.Ticks);
            await throttle.DeleteAsync(archive.ArchiveId, cancellationToken);
            return true;
        }
        catch (AccessDeniedException error)
            when (deletions.IsPartial && Interlocked.Increment(ref _deniedInARow) < MaxDenials)
        {
            // Denied by the lock, perhaps for this archive only.
            if (Interlocked.Increment(ref _denied) == 1)
            {
                failed(archive, error);
            }
        }
        catch (GlacierException error)
            when (error is not (AccessDeniedException or GlacierCredentialsException or ExpiredTokenException))
        {
            Interlocked.Increment(ref _failed);
            failed(archive, error);
        }

        return false;
    }
}
