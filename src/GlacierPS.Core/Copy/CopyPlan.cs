using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Copy;

/// <summary>What copying does, in figures; amounts are null where a price is not known.</summary>
public sealed record CopyPlan
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>Archives in all.</summary>
    public long Archives { get; init; }

    /// <summary>Their total size in bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>Archives whose copy is there.</summary>
    public long AlreadyThere { get; init; }

    /// <summary>Archives that cannot be copied, since something else is at their keys.</summary>
    public long KeysTaken { get; init; }

    /// <summary>Archives that are copied under another key than the name map says, and are not copied again.</summary>
    public long KeysChanged { get; init; }

    /// <summary>Archives that a running or succeeded job retrieves, at no further cost.</summary>
    public long JobsToReuse { get; init; }

    /// <summary>Jobs that have to be started.</summary>
    public long JobsToStart { get; init; }

    /// <summary>Bytes that these retrieve.</summary>
    public long BytesToRetrieve { get; init; }

    /// <summary>Bytes that are moved.</summary>
    public long BytesToMove { get; init; }

    /// <summary>Archives that go into bundles.</summary>
    public long ArchivesToBundle { get; init; }

    /// <summary>Bundles that are stored.</summary>
    public long Bundles { get; init; }

    /// <summary>Requests that store an object: PutObject and CompleteMultipartUpload.</summary>
    public long ObjectRequests { get; init; }

    /// <summary>Requests that store parts: CreateMultipartUpload and UploadPart.</summary>
    public long PartRequests { get; init; }

    /// <summary>
    /// Requests that store what is no archive: two that check the rights before the first job, and one for the manifest
    /// of each window and for the index of each bundle.
    /// </summary>
    public long RecordRequests { get; init; }

    /// <summary>Requests that keep copies which are there already from deletion, longer than they are.</summary>
    public long RetentionRequests { get; init; }

    /// <summary>Archives whose key is not their name; RenamedBecause of each tells why.</summary>
    public long Renamed { get; init; }

    /// <summary>The tier of the jobs.</summary>
    public RetrievalTier Tier { get; init; }

    /// <summary>Likely cost of the jobs in US dollars.</summary>
    public decimal? RetrievalCost { get; init; }

    /// <summary>Likely cost of the requests in US dollars; null for other classes than Deep Archive.</summary>
    public decimal? RequestCost { get; init; }

    /// <summary>
    /// What sending the bytes out of AWS costs at most, where the machine that copies is not at AWS in the vault's
    /// region.
    /// </summary>
    public decimal? TransferOut { get; init; }

    /// <summary>Where the prices are from.</summary>
    public string PricesFrom { get; init; } = "";

    /// <summary>The vault's name. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => VaultName;
}

/// <summary>Adds a plan up.</summary>
internal sealed class CopyCount(string vaultName, string bucketName, CopyOptions options)
{
    // An object and an upload.
    private const int CheckRequests = 2;

    private CopyPlan _plan = new()
    {
        VaultName = vaultName,
        Bucket = bucketName,
        Tier = options.Tier,
        RecordRequests = CheckRequests,
    };

    public void Add(CopyTarget target, bool hasJob, bool isBundled)
    {
        long bytes = target.Archive.SizeInBytes;
        _plan = _plan with { Archives = _plan.Archives + 1, SizeInBytes = _plan.SizeInBytes + bytes };
        if (target.Error is { } error)
        {
            _plan =
                error.ErrorId == "KeyChanged"
                    ? _plan with
                    {
                        KeysChanged = _plan.KeysChanged + 1,
                    }
                    : _plan with
                    {
                        KeysTaken = _plan.KeysTaken + 1,
                    };
            return;
        }

        _plan = _plan with { Renamed = _plan.Renamed + (target.Reason is null ? 0 : 1) };
        if (target.There is not null)
        {
            _plan = _plan with { AlreadyThere = _plan.AlreadyThere + 1 };
            return;
        }

        long parts = isBundled ? 0 : ObjectParts.Count(bytes, options.PartSize);
        _plan = _plan with
        {
            BytesToMove = _plan.BytesToMove + bytes,
            ArchivesToBundle = _plan.ArchivesToBundle + (isBundled ? 1 : 0),
            ObjectRequests = _plan.ObjectRequests + (isBundled ? 0 : 1),
            PartRequests = _plan.PartRequests + (parts > 1 ? parts + 1 : 0),
            JobsToReuse = _plan.JobsToReuse + (hasJob ? 1 : 0),
            JobsToStart = _plan.JobsToStart + (hasJob ? 0 : 1),
            BytesToRetrieve = _plan.BytesToRetrieve + (hasJob ? 0 : bytes),
        };
    }

    /// <summary>A bundle is stored, and its index.</summary>
    public void Add(BundleGroup group)
    {
        long parts = ObjectParts.Count(group.Length, options.PartSize);
        _plan = _plan with
        {
            Bundles = _plan.Bundles + 1,
            ObjectRequests = _plan.ObjectRequests + 1,
            PartRequests = _plan.PartRequests + (parts > 1 ? parts + 1 : 0),
            RecordRequests = _plan.RecordRequests + 1,
        };
    }

    /// <summary>Objects that are there are kept longer.</summary>
    public void AddRetentions(int count) => _plan = _plan with { RetentionRequests = _plan.RetentionRequests + count };

    /// <summary>A window has a manifest to be written.</summary>
    public void AddManifest() => _plan = _plan with { RecordRequests = _plan.RecordRequests + 1 };

    public CopyPlan ToPlan(RegionPrices prices) =>
        _plan with
        {
            RetrievalCost = RegionPrices.Rounded(
                prices.Retrieval(options.Tier, _plan.BytesToRetrieve, _plan.JobsToStart)
            ),
            RequestCost =
                options.StorageClass == "DEEP_ARCHIVE"
                    ? RegionPrices.Rounded(
                        // The manifest and the check are stored as STANDARD, at the price of a part.
                        prices.DeepArchiveRequests(
                            _plan.ObjectRequests,
                            _plan.PartRequests + _plan.RecordRequests + _plan.RetentionRequests
                        )
                    )
                    : null,
            TransferOut = RegionPrices.Rounded(prices.TransferOut(_plan.BytesToMove)),
            PricesFrom = prices.Origin,
        };
}
