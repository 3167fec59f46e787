using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Buckets;

/// <summary>What S3 and the SDK throw, as exceptions of Core that say what to do.</summary>
internal static class S3Failures
{
    /// <summary>An exception of Core for one of the SDK; null for one that is not the SDK's.</summary>
    public static GlacierException? Translate(Exception error, string operation, string bucket, Uri endpoint) =>
        error switch
        {
            AmazonS3Exception refused => Refused(refused, operation, bucket),
            AmazonClientException or HttpRequestException or IOException or TimeoutException => Unreachable(
                error,
                operation,
                endpoint
            ),
            OperationCanceledException => Unreachable(error, operation, endpoint),
            _ => null,
        };

    private static BucketException Refused(AmazonS3Exception error, string operation, string bucket)
    {
        string code = error.ErrorCode ?? "";
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
            $"The bucket '{bucket}' refused {operation} ({status} {code}): {error.Message} {advice}",
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

    /// <summary>Every request can be repeated: none overwrites an object, and an upload too many is given up.</summary>
    private static GlacierConnectionException Unreachable(Exception error, string operation, Uri endpoint) =>
        new(endpoint, $"{operation} got no answer from {endpoint}: {error.Message}", error);
}
