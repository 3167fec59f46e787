using System.Collections.Concurrent;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Copy;

/// <summary>Where the copy of an archive is.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Entry">What the manifest lists.</param>
public sealed record CopyPlace(IBucket Bucket, ManifestEntry Entry)
{
    /// <summary>The object, and where in it, as <c>s3://bucket/key#offset</c>.</summary>
    public string Location => LocationOf(Bucket.Name, Entry);

    /// <summary>An object of a bucket, and where in it, as <c>s3://bucket/key#offset</c>.</summary>
    public static string LocationOf(string bucket, ManifestEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        string place = FolderBucket.Is(bucket) ? Path.Join(bucket, entry.Key) : $"s3://{bucket}/{entry.Key}";
        return place + (entry.Offset is { } offset ? $"#{offset}" : "");
    }

    /// <summary>The archive as the catalogue would know it, by its copy.</summary>
    public static CatalogArchive ArchiveOf(string vaultName, string bucket, ManifestEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new CatalogArchive(
            vaultName,
            entry.ArchiveId,
            entry.SizeInBytes,
            entry.Description,
            entry.CreationDate,
            entry.SHA256TreeHash
        )
        {
            Name = entry.Name,
            ModifiedTime = entry.ModifiedTime,
            Evidence = CatalogEvidence.Copy,
            Location = LocationOf(bucket, entry),
        };
    }
}

/// <summary>
/// The vaults of a service, together with archives that were copied to buckets and are retrieved from there in the same
/// way: a job on one is S3's restore of its object, its output the object's bytes. So a restore after the move is the
/// same as one before it, and what came is compared with the same tree hash. Everything else is the service's own.
/// </summary>
/// <param name="glacier">The service.</param>
/// <param name="places">Where archives are, by vault and ID.</param>
/// <param name="time">The clock.</param>
public sealed class CopiedVaults(
    IGlacier glacier,
    IReadOnlyDictionary<(string VaultName, string ArchiveId), CopyPlace> places,
    TimeProvider? time = null
) : IGlacier
{
    // S3 keeps the readable copy of an archived object for so many days, and charges its storage.
    private const int RestoreDays = 3;
    private const int Parallel = 16;
    private const string JobStart = "s3-";

    // What is known of a bundle counts so long for the others in it: some 10,000 archives may be asked about at once.
    private static readonly TimeSpan BundleKnown = TimeSpan.FromSeconds(15);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private Task _lastRestore = Task.CompletedTask;
    private readonly ConcurrentDictionary<(IBucket Bucket, string Key), (long At, BucketObject? Found)> _bundles =
        new();

    /// <inheritdoc/>
    public async Task<string> InitiateJobAsync(JobRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (
            request is not ArchiveRetrievalRequest retrieval
            || !places.TryGetValue((retrieval.VaultName, retrieval.ArchiveId), out CopyPlace? place)
        )
        {
            return await glacier.InitiateJobAsync(request, cancellationToken);
        }

        // A bundle is asked for once, for all that are wanted of it.
        if (place.Entry.Offset is null)
        {
            await RestoreAsync(place, retrieval.Tier, cancellationToken);
        }
        else
        {
            Task restore;
            lock (_bundles)
            {
                restore = _lastRestore = RestoreAfterAsync(_lastRestore, place, retrieval.Tier, cancellationToken);
            }

            await restore;
        }

        return JobStart + retrieval.ArchiveId;
    }

    private async Task RestoreAfterAsync(
        Task last,
        CopyPlace place,
        RetrievalTier? tier,
        CancellationToken cancellationToken
    )
    {
        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await RestoreAsync(place, tier, cancellationToken);
    }

    private async Task RestoreAsync(CopyPlace place, RetrievalTier? tier, CancellationToken cancellationToken)
    {
        BucketObject found = await FindAsync(place, cancellationToken);
        if (!IsReadable(found) && !found.IsRestoring)
        {
            await place.Bucket.RestoreAsync(
                place.Entry.Key,
                RestoreDays,
                tier ?? RetrievalTier.Standard,
                cancellationToken
            );
            _bundles.TryRemove((place.Bucket, place.Entry.Key), out _);
        }
    }

    /// <inheritdoc/>
    public async Task<JobDescription> DescribeJobAsync(
        string vaultName,
        string jobId,
        CancellationToken cancellationToken
    ) =>
        TryFind(vaultName, jobId, out CopyPlace place)
            ? Describe(vaultName, place, await FindAsync(place, cancellationToken))
                ?? throw new GlacierInputException(
                    "RestoreEnded",
                    $"S3 keeps no readable copy of '{place.Location}' any more, and makes none. Run the same command "
                        + "again to ask for one."
                )
            : await glacier.DescribeJobAsync(vaultName, jobId, cancellationToken);

    /// <inheritdoc/>
    public async Task<Page<JobDescription>> ListJobsAsync(
        string vaultName,
        JobStatus? status,
        bool? completed,
        string? marker,
        int? limit,
        CancellationToken cancellationToken
    )
    {
        CopyPlace[] copied = [.. places.Where(place => place.Key.VaultName == vaultName).Select(place => place.Value)];
        Page<JobDescription> page;
        try
        {
            page = await glacier.ListJobsAsync(vaultName, status, completed, marker, limit, cancellationToken);
        }
        catch (ResourceNotFoundException) when (copied.Length > 0)
        {
            // The vault is removed, as it should be after a move.
            page = new Page<JobDescription>([], null);
        }

        if (marker is not null || copied.Length == 0)
        {
            return page;
        }

        var jobs = new JobDescription?[copied.Length];
        // A bundle is looked at once for all that are in it.
        var objects = Enumerable.Range(0, copied.Length).GroupBy(i => (copied[i].Bucket, copied[i].Entry.Key));
        await System.Threading.Tasks.Parallel.ForEachAsync(
            objects,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (members, token) =>
            {
                // What is missing or damaged is its own error, when it is asked for.
                BucketObject? found = await members.Key.Bucket.HeadAsync(members.Key.Key, token);
                foreach (int i in members)
                {
                    jobs[i] =
                        found is null || WhyNot(found, copied[i].Entry) is not null
                            ? null
                            : Describe(vaultName, copied[i], found);
                }
            }
        );
        return page with
        {
            Items =
            [
                .. jobs.OfType<JobDescription>()
                    .Where(job =>
                        (status is null || job.StatusCode == status)
                        && (completed is null || job.Completed == completed)
                    ),
                .. page.Items,
            ],
        };
    }

    /// <inheritdoc/>
    public async Task<JobOutput> GetJobOutputAsync(JobOutputRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!TryFind(request.VaultName, request.JobId, out CopyPlace place))
        {
            return await glacier.GetJobOutputAsync(request, cancellationToken);
        }

        ManifestEntry entry = place.Entry;
        ByteRange wanted = request.Range ?? new ByteRange(0, entry.SizeInBytes - 1);
        long offset = entry.Offset ?? 0;
        return new JobOutput
        {
            Body = await place.Bucket.GetAsync(
                entry.Key,
                new ByteRange(offset + wanted.First, offset + wanted.Last),
                cancellationToken
            ),
            Length = wanted.Length,
            TotalLength = entry.SizeInBytes,
            ArchiveDescription = entry.Description,
            ContentType = "application/octet-stream",
        };
    }

    private bool TryFind(string vaultName, string jobId, out CopyPlace place)
    {
        place = null!;
        return jobId.StartsWith(JobStart, StringComparison.Ordinal)
            && places.TryGetValue((vaultName, jobId[JobStart.Length..]), out place!);
    }

    private async Task<BucketObject?> HeadAsync(CopyPlace place, CancellationToken cancellationToken)
    {
        (IBucket, string) key = (place.Bucket, place.Entry.Key);
        if (
            place.Entry.Offset is not null
            && _bundles.TryGetValue(key, out (long At, BucketObject? Found) known)
            && _time.GetElapsedTime(known.At) < BundleKnown
        )
        {
            return known.Found;
        }

        BucketObject? found = await place.Bucket.HeadAsync(place.Entry.Key, cancellationToken);
        if (place.Entry.Offset is not null)
        {
            _bundles[key] = (_time.GetTimestamp(), found);
        }

        return found;
    }

    private async Task<BucketObject> FindAsync(CopyPlace place, CancellationToken cancellationToken)
    {
        ManifestEntry entry = place.Entry;
        BucketObject? found = await HeadAsync(place, cancellationToken);
        string? why = found is null ? "There is no object of that key." : WhyNot(found, entry);
        return why is null
            ? found!
            : throw new GlacierTransferException(
                "CopyDamaged",
                $"The copy of the archive {entry.ArchiveId} at '{place.Location}' cannot be used. {why} Nothing was "
                    + "asked for. See Test-GlacierCopy."
            );
    }

    private static string? WhyNot(BucketObject found, ManifestEntry entry) =>
        CopyMetadata.WhyNot(found, entry)
        ?? (
            found.SizeInBytes == entry.ObjectSize && found.ChecksumSHA256 == entry.ObjectChecksum
                ? null
                : "It is not as it was stored."
        );

    private static bool IsReadable(BucketObject found) => !found.IsArchived || found.RestoredUntil is not null;

    /// <summary>S3's restore of an object as a job; null if there is none, and one is needed.</summary>
    private JobDescription? Describe(string vaultName, CopyPlace place, BucketObject found)
    {
        bool isReady = IsReadable(found);
        if (!isReady && !found.IsRestoring)
        {
            return null;
        }

        DateTime now = _time.GetUtcNow().UtcDateTime;
        ManifestEntry entry = place.Entry;
        return new JobDescription
        {
            JobId = JobStart + entry.ArchiveId,
            VaultARN = VaultArn.Format("us-east-1", "-", vaultName),
            Action = JobAction.ArchiveRetrieval,
            StatusCode = isReady ? JobStatus.Succeeded : JobStatus.InProgress,
            Completed = isReady,
            CreationDate = entry.CreationDate,
            // A job's output lasts for a day after its end.
            CompletionDate = isReady ? (found.RestoredUntil - GlacierLimits.OutputLifetime) ?? now : null,
            Description = place.Location,
            ArchiveId = entry.ArchiveId,
            ArchiveSizeInBytes = entry.SizeInBytes,
            ArchiveSHA256TreeHash = entry.SHA256TreeHash,
            SHA256TreeHash = entry.SHA256TreeHash,
        };
    }

    /// <inheritdoc/>
    public Task<string> CreateVaultAsync(string vaultName, CancellationToken cancellationToken) =>
        glacier.CreateVaultAsync(vaultName, cancellationToken);

    /// <inheritdoc/>
    public Task<VaultDescription> DescribeVaultAsync(string vaultName, CancellationToken cancellationToken) =>
        glacier.DescribeVaultAsync(vaultName, cancellationToken);

    /// <inheritdoc/>
    public Task<Page<VaultDescription>> ListVaultsAsync(
        string? marker,
        int? limit,
        CancellationToken cancellationToken
    ) => glacier.ListVaultsAsync(marker, limit, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteVaultAsync(string vaultName, CancellationToken cancellationToken) =>
        glacier.DeleteVaultAsync(vaultName, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredArchive> UploadArchiveAsync(UploadArchiveRequest request, CancellationToken cancellationToken) =>
        glacier.UploadArchiveAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteArchiveAsync(string vaultName, string archiveId, CancellationToken cancellationToken) =>
        glacier.DeleteArchiveAsync(vaultName, archiveId, cancellationToken);

    /// <inheritdoc/>
    public Task<string> InitiateMultipartUploadAsync(
        string vaultName,
        long partSize,
        string? description,
        CancellationToken cancellationToken
    ) => glacier.InitiateMultipartUploadAsync(vaultName, partSize, description, cancellationToken);

    /// <inheritdoc/>
    public Task UploadPartAsync(UploadPartRequest request, CancellationToken cancellationToken) =>
        glacier.UploadPartAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredArchive> CompleteMultipartUploadAsync(
        CompleteUploadRequest request,
        CancellationToken cancellationToken
    ) => glacier.CompleteMultipartUploadAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task AbortMultipartUploadAsync(string vaultName, string uploadId, CancellationToken cancellationToken) =>
        glacier.AbortMultipartUploadAsync(vaultName, uploadId, cancellationToken);

    /// <inheritdoc/>
    public Task<Page<MultipartUpload>> ListMultipartUploadsAsync(
        string vaultName,
        string? marker,
        int? limit,
        CancellationToken cancellationToken
    ) => glacier.ListMultipartUploadsAsync(vaultName, marker, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<PartsPage> ListPartsAsync(
        string vaultName,
        string uploadId,
        string? marker,
        int? limit,
        CancellationToken cancellationToken
    ) => glacier.ListPartsAsync(vaultName, uploadId, marker, limit, cancellationToken);
}
