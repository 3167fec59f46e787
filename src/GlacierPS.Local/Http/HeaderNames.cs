namespace GlacierPS.Local.Http;

/// <summary>The header fields of the protocol (glacier-api.md §1.3, §5).</summary>
internal static class HeaderNames
{
    public const string AcceptRanges = "Accept-Ranges";
    public const string ArchiveDescription = "x-amz-archive-description";
    public const string ArchiveId = "x-amz-archive-id";
    public const string ArchiveSize = "x-amz-archive-size";
    public const string Authorization = "Authorization";
    public const string CapacityId = "x-amz-capacity-id";
    public const string ContentRange = "Content-Range";
    public const string ContentSha256 = "x-amz-content-sha256";
    public const string ContentType = "Content-Type";
    public const string Date = "Date";
    public const string GlacierVersion = "x-amz-glacier-version";
    public const string JobId = "x-amz-job-id";
    public const string Location = "Location";
    public const string LockId = "x-amz-lock-id";
    public const string MultipartUploadId = "x-amz-multipart-upload-id";
    public const string PartSize = "x-amz-part-size";
    public const string Range = "Range";
    public const string RequestId = "x-amzn-RequestId";
    public const string TreeHash = "x-amz-sha256-tree-hash";
    public const string UserAgent = "User-Agent";
}
