using System.Runtime.CompilerServices;
using System.Text;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Copy;

/// <summary>
/// Looks at the copies of a vault: what the manifests list is compared with what the bucket says of each object, its
/// size, checksum and metadata. No object is read, and nothing is retrieved.
/// </summary>
/// <param name="bucket">The bucket.</param>
/// <param name="prefix">What keys begin with.</param>
/// <param name="catalog">What is in the vault; archives of it that no manifest lists are told too.</param>
/// <param name="throttleLimit">Objects that are looked at at the same time, at least 1.</param>
/// <param name="retryDelay">The longest pause before a request is repeated for the first time.</param>
/// <param name="note">Told of requests that are repeated.</param>
public sealed class CopyProof(
    IBucket bucket,
    string prefix,
    VaultCatalog catalog,
    int throttleLimit,
    TimeSpan? retryDelay = null,
    Action<string>? note = null
)
{
    // Of so many archives the catalogue is asked, and their objects looked at, at a time.
    private const int Batch = 1000;

    private readonly RetryPolicy _retry = new(RetryPolicy.DefaultAttempts, retryDelay ?? RetryPolicy.DefaultFirst);
    private readonly Action<string> _note = note ?? (_ => { });

    /// <summary>
    /// Each archive that a manifest lists, and what is there of it, as they are asked for; then those that the
    /// catalogue knows and no manifest lists. Of an archive that several manifests list the last one counts.
    /// </summary>
    /// <exception cref="GlacierException">
    /// NoManifest: there is none of the vault. ManifestDamaged: one is not as it was written. Or the bucket refuses.
    /// </exception>
    public async IAsyncEnumerable<CopyTest> TestAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CopyManifests manifests = await OpenAsync(cancellationToken);
        var listed = new List<long>();
        for (int i = 0; i < manifests.Count; i++)
        {
            IReadOnlyList<ManifestEntry> entries = await manifests.CountingAsync(i, cancellationToken);
            listed.AddRange(entries.Select(entry => Short(entry.ArchiveId)));
            foreach (ManifestEntry[] batch in entries.Chunk(Batch))
            {
                foreach (
                    CopyTest test in await TestAsync(
                        batch,
                        await FindAsync(batch, cancellationToken),
                        cancellationToken
                    )
                )
                {
                    yield return test;
                }
            }
        }

        listed.Sort();
        foreach (CatalogArchive archive in catalog.Read(null, cancellationToken))
        {
            if (listed.BinarySearch(Short(archive.ArchiveId)) < 0)
            {
                yield return NotCopied(archive);
            }
        }
    }

    /// <summary>The manifests that there are now.</summary>
    /// <exception cref="GlacierException">As for <see cref="TestAsync(CancellationToken)"/>.</exception>
    internal async Task<CopyManifests> OpenAsync(CancellationToken cancellationToken)
    {
        CopyKeys.CheckPrefix(prefix);
        var manifests = new CopyManifests(bucket, prefix, catalog.VaultName, _retry, _note);
        try
        {
            await bucket.CheckAsync(cancellationToken);
            await manifests.FindAsync(cancellationToken);
            return manifests.Count > 0
                ? manifests
                : throw new GlacierInputException(
                    "NoManifest",
                    $"Below '{bucket.Name}/{prefix}' there is no manifest of the vault '{catalog.VaultName}': nothing "
                        + "of it is known to be copied there. Check the bucket and the prefix; Copy-GlacierArchive "
                        + "writes them."
                );
        }
        catch
        {
            manifests.Dispose();
            throw;
        }
    }

    /// <summary>Each of some archives, and what is there of it, as they are asked for.</summary>
    /// <param name="manifests">What <see cref="OpenAsync"/> gave.</param>
    /// <param name="window">When they were stored.</param>
    /// <param name="archives">The archives; the catalogue is not asked for them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GlacierException">ManifestDamaged, or the bucket refuses.</exception>
    internal async IAsyncEnumerable<CopyTest> TestAsync(
        CopyManifests manifests,
        CopyWindow window,
        IEnumerable<CatalogArchive> archives,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var listed = (await manifests.ListedAsync(window, cancellationToken)).ToDictionary(
            entry => entry.ArchiveId,
            StringComparer.Ordinal
        );
        foreach (CatalogArchive[] batch in archives.Chunk(Batch))
        {
            foreach (CatalogArchive archive in batch.Where(archive => !listed.ContainsKey(archive.ArchiveId)))
            {
                yield return NotCopied(archive);
            }

            var known = batch
                .Where(archive => listed.ContainsKey(archive.ArchiveId))
                .ToDictionary(archive => archive.ArchiveId, StringComparer.Ordinal);
            ManifestEntry[] entries = [.. known.Keys.Select(id => listed[id])];
            foreach (CopyTest test in await TestAsync(entries, known, cancellationToken))
            {
                yield return test;
            }
        }
    }

    private CopyTest NotCopied(CatalogArchive archive) =>
        new()
        {
            VaultName = catalog.VaultName,
            ArchiveId = archive.ArchiveId,
            Name = archive.Name,
            Status = CopyStatus.NotCopied,
            Reason = "No manifest lists it. Run Copy-GlacierArchive.",
            Bucket = bucket.Name,
            SizeInBytes = archive.SizeInBytes,
            SHA256TreeHash = archive.SHA256TreeHash,
            IsInVault = true,
            Archive = archive,
        };

    private Task<Dictionary<string, CatalogArchive>> FindAsync(
        ManifestEntry[] entries,
        CancellationToken cancellationToken
    ) =>
        Task.Run(
            () =>
                catalog
                    .Find(entries.Select(entry => entry.ArchiveId), cancellationToken)
                    .ToDictionary(archive => archive.ArchiveId, StringComparer.Ordinal),
            cancellationToken
        );

    private async Task<CopyTest[]> TestAsync(
        ManifestEntry[] entries,
        Dictionary<string, CatalogArchive> known,
        CancellationToken cancellationToken
    )
    {
        // A bundle is looked at once for all of these that are in it.
        IGrouping<string, int>[] groups =
        [
            .. Enumerable.Range(0, entries.Length).GroupBy(i => entries[i].Key, StringComparer.Ordinal),
        ];
        var objects = new StoredObjects(bucket, _retry, _note);
        var tests = new CopyTest[entries.Length];
        await Parallel.ForEachAsync(
            groups,
            new ParallelOptions { MaxDegreeOfParallelism = throttleLimit, CancellationToken = cancellationToken },
            async (members, token) =>
            {
                BucketObject? found = await objects.HeadAsync(members.Key, token);
                foreach (int i in members)
                {
                    tests[i] = Judge(entries[i], found, known.GetValueOrDefault(entries[i].ArchiveId));
                }
            }
        );
        return tests;
    }

    private CopyTest Judge(ManifestEntry entry, BucketObject? found, CatalogArchive? archive)
    {
        (CopyStatus status, string? reason) =
            archive is not null
            && (archive.SizeInBytes != entry.SizeInBytes || archive.SHA256TreeHash != entry.SHA256TreeHash)
                ? (
                    CopyStatus.Another,
                    "The catalogue knows the archive with another size or tree hash than the manifest lists."
                )
            : found is null ? (CopyStatus.Missing, "There is no object of that key.")
            : CopyMetadata.WhyNot(found, entry) is { } other ? (CopyStatus.Another, other)
            : found.SizeInBytes != entry.ObjectSize
                ? (
                    CopyStatus.Damaged,
                    $"The object has {Quantity.Of(found.SizeInBytes, "byte")}, and had {Digits.Of(entry.ObjectSize)} "
                        + "when it was stored."
                )
            : found.ChecksumSHA256 is null
                ? (CopyStatus.Damaged, "The bucket has no SHA-256 of the object, and had one when it was stored.")
            : found.ChecksumSHA256 != entry.ObjectChecksum
                ? (
                    CopyStatus.Damaged,
                    $"The object has the SHA-256 {found.ChecksumSHA256}, and {entry.ObjectChecksum} was stored."
                )
            : entry.SHA256TreeHash is null
                ? (CopyStatus.Unproven, "The object is as it was stored; nobody knows the archive's tree hash.")
            : (CopyStatus.Proven, (string?)null);
        return new CopyTest
        {
            VaultName = catalog.VaultName,
            ArchiveId = entry.ArchiveId,
            Name = entry.Name,
            Status = status,
            Reason = reason,
            Bucket = bucket.Name,
            Key = entry.Key,
            Offset = entry.Offset,
            SizeInBytes = entry.SizeInBytes,
            SHA256TreeHash = entry.SHA256TreeHash,
            ChecksumSHA256 = entry.ChecksumSHA256,
            RetainUntil = found?.RetainUntil,
            IsInVault = catalog.Exists ? archive is not null : null,
            Archive = archive,
            Entry = entry,
        };
    }

    private static long Short(string archiveId) =>
        BitConverter.ToInt64(Sha256Digest.Of(Encoding.UTF8.GetBytes(archiveId)).Bytes);
}
