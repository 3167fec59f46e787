namespace GlacierPS.Core.Protocol;

/// <summary>The numbers that the service fixes (glacier-api.md §6).</summary>
public static class GlacierLimits
{
    /// <summary>The one API version, sent with every request (§1.3).</summary>
    public const string ApiVersion = "2012-06-01";

    /// <summary>Characters in a vault's name, at most (§6.1).</summary>
    public const int VaultNameLength = 255;

    /// <summary>Characters in an archive's or a job's description, at most (§6.3, §6.6).</summary>
    public const int DescriptionLength = 1024;

    /// <summary>Bytes that one UploadArchive may carry, at most: 4 GiB (§6.3).</summary>
    public const long SingleUploadSize = 4L << 30;

    /// <summary>Bytes in the smallest part size: 1 MiB (§6.4).</summary>
    public const long MinPartSize = 1L << 20;

    /// <summary>Bytes in the largest part size: 4 GiB (§6.4).</summary>
    public const long MaxPartSize = 4L << 30;

    /// <summary>Parts in one multipart upload, at most (§6.4).</summary>
    public const int MaxParts = 10_000;

    /// <summary>Bytes in an archive, at most: 10,000 parts of 4 GiB (§6.4).</summary>
    public const long MaxArchiveSize = MaxParts * MaxPartSize;

    /// <summary>Vaults on one page of ListVaults, at most and by default (§6.1).</summary>
    public const int VaultsPerPage = 10;

    /// <summary>Jobs, parts or uploads on one page, at most and by default (§6.5, §6.6).</summary>
    public const int ItemsPerPage = 50;

    /// <summary>How long the output of a job can be downloaded at least, after its end: 24 hours (§6.6).</summary>
    public static readonly TimeSpan OutputLifetime = TimeSpan.FromHours(24);

    /// <summary>Tags or keys in one request, at most (§6.2).</summary>
    public const int TagsPerRequest = 10;

    /// <summary>Characters in a tag's key, at most (§6.2).</summary>
    public const int TagKeyLength = 128;

    /// <summary>Characters in a tag's value, at most (§6.2).</summary>
    public const int TagValueLength = 255;

    /// <summary>Bytes in a vault's access policy or lock policy, at most: 20 KB (§6.10, §6.11).</summary>
    public const int PolicySize = 20 << 10;
}
