using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Buckets;

/// <summary>
/// What S3 answers, as exceptions of Core that say what to do. Every request can be repeated: none overwrites an
/// object, and an upload too many is given up.
/// </summary>
internal static class S3Failures
{
    /// <summary>What to do about a store that keeps no SHA-256.</summary>
    public const string NoChecksum =
        "It keeps no SHA-256 of its objects, without which nothing is proven, and cannot be copied to. AWS's does, and "
        + "so do newer versions of others: Ceph 20 does, Ceph 16 does not.";

    /// <summary>What S3 refused; null for what is no answer of it.</summary>
    public static Exception? Refused(Exception failure, string operation, string bucket)
    {
        if (failure is not AmazonS3Exception error)
        {
            return null;
        }

        string code = error.ErrorCode ?? "";
        // Some stores say nothing beside the code.
        string said = string.IsNullOrWhiteSpace(error.Message) ? "." : $": {error.Message}";
        int status = (int)error.StatusCode;
        (string id, string advice) = code switch
        {
            "NoSuchBucket" => ("NoSuchBucket", "Check its name, or make it first."),
            "AccessDenied" or "AllAccessDisabled" or "InvalidAccessKeyId" or "SignatureDoesNotMatch" => (
                "BucketAccessDenied",
                $"The credentials need s3:{Permission(operation)} there, and -ExpectedBucketOwner has to be the owner. "
                    + "-BucketProfileName names others."
            ),
            "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" => (
                "BucketRegionWrong",
                "Give the bucket's own region with -BucketRegion."
            ),
            "InvalidStorageClass" or "InvalidArgument" when operation is "PutObject" or "CreateMultipartUpload" => (
                "StorageClassRefused",
                "The store may not have the storage class: most that are not AWS's have STANDARD alone, which "
                    + "-StorageClass names. Check -KmsKeyId, -Tag and -RetainFor, too."
            ),
            // What AWS's takes, and such as keep a SHA-256: the body's hash is not in the header, and follows the body.
            "XAmzContentSHA256Mismatch" => ("ChecksumMissing", NoChecksum),
            _ when error.StatusCode == HttpStatusCode.Forbidden => (
                "BucketAccessDenied",
                $"The credentials need s3:{Permission(operation)} there, and -ExpectedBucketOwner has to be the owner. "
                    + "-BucketProfileName names others."
            ),
            _ when error.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect => (
                "BucketRegionWrong",
                "Give the bucket's own region with -BucketRegion."
            ),
            _ => ("BucketError", "Run the same again; what is stored stays."),
        };
        return new BucketException(
            id,
            $"The bucket '{bucket}' refused {operation} ({status} {code}){said} {advice}",
            error
        )
        {
            Code = code,
            Status = status,
        };
    }

    private static string Permission(string operation) =>
        operation switch
        {
            "ListObjectsV2" => "ListBucket",
            "HeadObject" => "GetObject",
            "CreateMultipartUpload" or "UploadPart" or "CompleteMultipartUpload" => "PutObject",
            "ListParts" => "ListMultipartUploadParts",
            "ListMultipartUploads" => "ListBucketMultipartUploads",
            "GetBucketLifecycleConfiguration" => "GetLifecycleConfiguration",
            _ => operation,
        };
}
