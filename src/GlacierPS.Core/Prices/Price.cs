namespace GlacierPS.Core.Prices;

/// <summary>What has a price, each in the unit that <see cref="Price.Unit"/> names.</summary>
public enum PriceItem
{
    /// <summary>Storage in a vault, per GB and month.</summary>
    VaultStorage,

    /// <summary>Retrieval in 3 to 5 hours, per GB.</summary>
    StandardRetrieval,

    /// <summary>Jobs of that tier, per 1,000.</summary>
    StandardJobs,

    /// <summary>Retrieval in 5 to 12 hours, per GB.</summary>
    BulkRetrieval,

    /// <summary>Jobs of that tier, per 1,000.</summary>
    BulkJobs,

    /// <summary>Retrieval in 1 to 5 minutes, per GB.</summary>
    ExpeditedRetrieval,

    /// <summary>Jobs of that tier, per 1,000.</summary>
    ExpeditedJobs,

    /// <summary>A unit of provisioned capacity, per month.</summary>
    ProvisionedCapacity,

    /// <summary>Bytes sent out of AWS, per GB.</summary>
    TransferOut,

    /// <summary>Storage in S3's Deep Archive, per GB and month.</summary>
    DeepArchiveStorage,

    /// <summary>Requests that store an object there (PutObject, CompleteMultipartUpload), per 1,000.</summary>
    DeepArchiveObjects,

    /// <summary>Requests that store a part there (CreateMultipartUpload, UploadPart), per 1,000.</summary>
    DeepArchiveParts,

    /// <summary>S3's standard storage, at which 8 KB an object of Deep Archive are charged, per GB and month.</summary>
    StandardStorage,
}

/// <summary>One price in US dollars, and who says so.</summary>
/// <param name="Region">The region; <c>*</c> where a user's own table says it of all others.</param>
/// <param name="Item">What it is for.</param>
/// <param name="USD">US dollars for one <see cref="Unit"/>, 0 or more.</param>
/// <param name="Source">Where the number is from.</param>
/// <param name="Date">The day of which that source speaks.</param>
public sealed record Price(string Region, PriceItem Item, decimal USD, string Source, DateTime Date)
{
    /// <summary>A price of nothing yet, for scripts that make one out of a hashtable.</summary>
    public Price()
        : this("", default, 0, "", default) { }

    /// <summary>The day of which the source speaks, of no zone: it is the same day everywhere.</summary>
    public DateTime Date { get; init; } = DateTime.SpecifyKind(Date, DateTimeKind.Unspecified);

    /// <summary>What one unit is; a GB is 1,073,741,824 bytes.</summary>
    public string Unit =>
        Item switch
        {
            PriceItem.VaultStorage or PriceItem.DeepArchiveStorage or PriceItem.StandardStorage => "GB-month",
            PriceItem.StandardJobs or PriceItem.BulkJobs or PriceItem.ExpeditedJobs => "1,000 jobs",
            PriceItem.DeepArchiveObjects or PriceItem.DeepArchiveParts => "1,000 requests",
            PriceItem.ProvisionedCapacity => "unit-month",
            _ => "GB",
        };

    /// <summary>The number and its unit. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => FormattableString.Invariant($"{Region} {Item} {USD} USD per {Unit}");
}
