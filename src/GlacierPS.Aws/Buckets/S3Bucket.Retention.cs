using Amazon.S3.Model;
using GlacierPS.Core.Copy;

namespace GlacierPS.Aws.Buckets;

/// <content>Object Lock.</content>
public sealed partial class S3Bucket
{
    /// <inheritdoc/>
    public async Task<bool> HasObjectLockAsync(CancellationToken cancellationToken)
    {
        try
        {
            GetObjectLockConfigurationResponse found = await AgainAsync(
                "GetObjectLockConfiguration",
                () =>
                    _client.GetObjectLockConfigurationAsync(
                        new GetObjectLockConfigurationRequest
                        {
                            BucketName = Name,
                            ExpectedBucketOwner = _options.ExpectedOwner,
                        },
                        cancellationToken
                    ),
                cancellationToken
            );
            return found.ObjectLockConfiguration?.ObjectLockEnabled == Amazon.S3.ObjectLockEnabled.Enabled;
        }
        catch (BucketException error) when (error.Status == 404 && error.ErrorId != "NoSuchBucket")
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task RetainAsync(string key, ObjectRetention retention, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(retention);
        return AgainAsync(
            "PutObjectRetention",
            () =>
                _client.PutObjectRetentionAsync(
                    new PutObjectRetentionRequest
                    {
                        BucketName = Name,
                        Key = key,
                        ExpectedBucketOwner = _options.ExpectedOwner,
                        Retention = new ObjectLockRetention
                        {
                            Mode = new Amazon.S3.ObjectLockRetentionMode(retention.Mode),
                            RetainUntilDate = retention.Until,
                        },
                    },
                    cancellationToken
                ),
            cancellationToken
        );
    }
}
