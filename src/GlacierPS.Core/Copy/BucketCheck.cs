using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Copy;

/// <summary>What has to be so before an archive is copied into a bucket, and costs nothing to find out.</summary>
/// <param name="bucket">The bucket.</param>
/// <param name="options">How archives are copied.</param>
/// <param name="vaultName">The vault.</param>
/// <param name="mark">Of this machine and its folder: two that check below one prefix do not meet.</param>
/// <param name="note">Told of requests that are repeated.</param>
internal sealed class BucketCheck(
    IBucket bucket,
    CopyOptions options,
    string vaultName,
    string mark,
    Action<string> note
)
{
    // Longer than clocks may differ by, 15 minutes, where requests are signed.
    private static readonly TimeSpan CheckKept = TimeSpan.FromMinutes(20);

    /// <summary>
    /// Refuses input that cannot be, a bucket that is not there or another's, and one whose rules delete the copies.
    /// Nothing is changed.
    /// </summary>
    /// <exception cref="GlacierException">It is refused, or the bucket cannot be asked.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        CopyKeys.CheckPrefix(options.Prefix);
        ObjectTags.Check(options.Tags);
        BundleGroups.Check(options.BundleBelow, options.BundleSize, isShared: false);
        await bucket.CheckAsync(cancellationToken);
        if (options.Retention is not null && !await bucket.HasObjectLockAsync(cancellationToken))
        {
            throw new GlacierInputException(
                "NoObjectLock",
                $"The bucket '{bucket.Name}' has no Object Lock, and nothing can be kept from deletion there. "
                    + "Nothing was copied. Turn it on for the bucket (aws s3api put-object-lock-configuration, with "
                    + "versioning), or leave -RetainFor and -RetainByLock out."
            );
        }

        if (options.Force)
        {
            return;
        }

        foreach (string prefix in await bucket.ExpiringPrefixesAsync(cancellationToken))
        {
            if (
                prefix.StartsWith(options.Prefix, StringComparison.Ordinal)
                || options.Prefix.StartsWith(prefix, StringComparison.Ordinal)
            )
            {
                throw new GlacierInputException(
                    "LifecycleExpires",
                    $"A lifecycle rule of the bucket '{bucket.Name}' deletes objects whose keys begin with '{prefix}' "
                        + "after some time, and so the copies. Change the rule, choose another -Prefix, or give -Force "
                        + "if that is what you want."
                );
            }
        }
    }

    /// <summary>
    /// Stores an object and removes it again, and begins an upload: what is not allowed shows before a job is paid for.
    /// What a run that was killed left of this is removed.
    /// </summary>
    public async Task StoreAsync(CancellationToken cancellationToken)
    {
        const string Sign = "glacier-check";
        string key = $"{options.Prefix}{CopyKeys.OwnFolder}check/{vaultName}-{mark}";
        var traits = new ObjectTraits
        {
            StorageClass = "STANDARD",
            // As the archives will have them: a key or tags that are not allowed show here, too.
            KmsKeyId = options.KmsKeyId,
            Tags = options.Tags,
            // Short: it shows whether that is allowed, and what is deleted at once stays as an old version until then.
            Retention = options.Retention is { } retention
                ? new ObjectRetention(retention.Mode, options.Time.GetUtcNow().UtcDateTime + CheckKept)
                : null,
            Metadata = new Dictionary<string, string> { [Sign] = "1" },
        };
        await AbortUploadsAsync(key, cancellationToken);
        if (await bucket.HeadAsync(key, cancellationToken) is { } left)
        {
            if (!left.Metadata.ContainsKey(Sign))
            {
                throw new GlacierInputException(
                    "KeyTaken",
                    $"At the key '{key}' there is an object that is not from here, and the rights in the bucket "
                        + "cannot be checked there. Move it away, or choose another -Prefix."
                );
            }

            await bucket.DeleteAsync(key, cancellationToken);
        }

        await AgainAsync(
            async () =>
            {
                using var body = new MemoryStream("GlacierPS checks that it may store objects here."u8.ToArray());
                try
                {
                    await bucket.PutAsync(key, body, traits, cancellationToken);
                }
                catch (BucketException error) when (error.IsTaken)
                {
                    // It was stored, and the answer to that was lost.
                }

                return true;
            },
            cancellationToken
        );
        await bucket.DeleteAsync(key, cancellationToken);
        // Stores that are not AWS's have few storage classes, and would refuse each archive when its job is paid for.
        // An object of that class would cost what such a one costs at least; an upload that is given up costs
        // nothing.
        traits = traits with
        {
            StorageClass = options.StorageClass,
        };
        await AgainAsync(() => bucket.CreateUploadAsync(key, traits, cancellationToken), cancellationToken);

        // By their list: where an answer was lost and the request repeated, there are two.
        await AbortUploadsAsync(key, cancellationToken);
    }

    private async Task AbortUploadsAsync(string key, CancellationToken cancellationToken)
    {
        await foreach (OpenUpload open in bucket.ListUploadsAsync(key, cancellationToken))
        {
            if (open.Key == key)
            {
                await bucket.AbortUploadAsync(key, open.UploadId, cancellationToken);
            }
        }
    }

    private Task<T> AgainAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) =>
        new RetryPolicy(RetryPolicy.DefaultAttempts, options.RetryDelay).RunAsync(
            work,
            error => note($"The bucket is checked again: {error.Message}"),
            cancellationToken
        );
}
