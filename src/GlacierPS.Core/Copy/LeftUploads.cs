using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;

namespace GlacierPS.Core.Copy;

/// <summary>
/// What a machine that slept may have left open on a key of a window that had ended by then. When all windows of a
/// share have ended, no machine works at any key of it. An upload is aborted where the key has a copy of the vault's
/// already, which an upload that may not overwrite could never replace, or where it is a key of an archive that failed.
/// A machine that opens one afterwards notices that its window is another's, comes here itself, and aborts it.
/// </summary>
internal static class LeftUploads
{
    /// <summary>Aborts them.</summary>
    /// <exception cref="GlacierException">The bucket or the table refuses.</exception>
    public static async Task AbortAsync(
        IBucket bucket,
        CopyOptions options,
        string vaultName,
        SharedWork share,
        Action<string> note,
        CancellationToken cancellationToken
    )
    {
        HashSet<string>? failed = null;
        await foreach (OpenUpload open in bucket.ListUploadsAsync(options.Prefix, cancellationToken))
        {
            if (!open.CanBeOurs)
            {
                continue;
            }

            BucketObject? found = await bucket.HeadAsync(open.Key, cancellationToken);
            bool isOurs = found is not null
                ? CopyMetadata.IsCopyFrom(found, vaultName, options.Region)
                : (failed ??= await FailedAsync(options.Prefix, vaultName, share, cancellationToken)).Contains(
                    open.Key
                );
            if (isOurs)
            {
                await bucket.AbortUploadAsync(open.Key, open.UploadId, cancellationToken);
                note($"An upload that was left open on '{open.Key}' is aborted: all windows have ended.");
            }
        }
    }

    /// <summary>The keys of archives of windows in which archives failed.</summary>
    private static async Task<HashSet<string>> FailedAsync(
        string prefix,
        string vaultName,
        SharedWork share,
        CancellationToken cancellationToken
    )
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        OlderVersions older = OlderVersions.ToBeAdded();
        var own = new CopyKeys(prefix, older);
        await foreach (
            IReadOnlyList<WindowArchive> archives in share.ReadEndedAsync(
                vaultName,
                (window, _) => window.ArchivesFailed > 0,
                cancellationToken
            )
        )
        {
            foreach (WindowArchive archive in archives)
            {
                if (archive.IsOlder)
                {
                    older.Add(archive.Archive);
                }

                keys.UnionWith(own.Of(archive.Archive).Where(key => !key.OnlyIfThere).Select(key => key.Key));
            }
        }

        return keys;
    }
}
