using System.Management.Automation;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>A cmdlet that works in a vault and in the bucket of its copies, which may be another account's.</summary>
public abstract class BucketCmdlet : VaultCmdlet
{
    private protected const string BucketSet = "Bucket";
    private protected const string FolderSet = "Folder";
    private protected const string BucketPattern = "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$";

    /// <summary>The bucket's region; that of the copy, or the vault's, if nothing is said.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? BucketRegion { get; set; }

    /// <summary>A profile for the bucket, which may be another account's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string? BucketProfileName { get; set; }

    /// <summary>The address of another store that speaks S3's API.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? BucketEndpointUrl { get; set; }

    /// <summary>The account that has to own the bucket, 12 digits.</summary>
    [Parameter]
    [ValidatePattern("^[0-9]{12}$")]
    public string? ExpectedBucketOwner { get; set; }

    /// <summary>How the bucket is reached, as the parameters say, or as it was when it was copied to.</summary>
    /// <param name="known">How it was; null if that is not known.</param>
    private protected CopySettings BucketSettings(CopySettings? known = null) =>
        new()
        {
            Region = BucketRegion ?? (known is { Region.Length: > 0 } ? known.Region : Target.Region),
            EndpointUrl = BucketEndpointUrl ?? known?.EndpointUrl,
            ProfileName = BucketProfileName ?? known?.ProfileName,
            ExpectedOwner = ExpectedBucketOwner ?? known?.ExpectedOwner,
            StorageClass = known?.StorageClass ?? "",
        };

    /// <summary>Makes a client of a bucket, or takes a folder; nothing is sent yet.</summary>
    private protected IBucket OpenBucket(string name, CopySettings settings, bool isRead = false) =>
        Target.OpenBucket(name, settings, isRead);

    /// <summary>The bucket that is meant, or the full path of the folder; null where neither is said.</summary>
    /// <exception cref="GlacierInputException">InvalidOption: a folder, and what goes with a bucket.</exception>
    private protected string? Place(string? bucket, string? path)
    {
        if (path is null)
        {
            return bucket;
        }

        string[] ofBuckets = [nameof(BucketRegion), nameof(BucketProfileName), nameof(BucketEndpointUrl)];
        string? other = ofBuckets
            .Concat([nameof(ExpectedBucketOwner), "StorageClass", "KmsKeyId", "Tag"])
            .Concat(["RetainFor", "RetainByLock", "RetentionMode", "ShareTable"])
            .FirstOrDefault(MyInvocation.BoundParameters.ContainsKey);
        return other is null
            ? this.FolderPath(path)
            : throw new GlacierInputException(
                "InvalidOption",
                $"-{other} is of buckets, and -Path says a folder. Leave one of them out."
            );
    }
}
