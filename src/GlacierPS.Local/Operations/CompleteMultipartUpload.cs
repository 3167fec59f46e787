using System.Globalization;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "No missing ranges from 0 to size-1, size equals the sum, tree hash equals the computed one. Failure -> 400 and the
/// upload stays open. Idempotent: repeating a successful Complete within a short period gives 201 with the same
/// archive ID and no second archive" (glacier-api.md §6.5).
/// </summary>
internal sealed class CompleteMultipartUpload : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.CompleteMultipartUpload;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        long size = SentSize(context);
        Sha256Digest treeHash = HashHeader.Require(context, HeaderNames.TreeHash);
        (ResourceKey archive, Sha256Digest hash) = await vault.ChangeAsync(change =>
        {
            if (UploadExists.EndedLately(context, change.State)?.Archive is { } made)
            {
                return (made, change.FindArchive(made)?.TreeHash ?? treeHash);
            }

            UploadInProgress upload = UploadExists.Require(context, change.State);
            Check(context, upload, size, treeHash);
            var key = ResourceKey.New();
            change.CompleteUpload(context.Now, upload, key, size, treeHash);
            return (key, treeHash);
        });
        return ArchiveCreated.Answer(context, archive, hash);
    }

    private static long SentSize(RequestContext context)
    {
        string value = context.Header(HeaderNames.ArchiveSize) is { Length: > 0 } sent
            ? sent
            : throw ServiceErrors.MissingParameter(HeaderNames.ArchiveSize);
        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long size)
            ? size
            : throw ServiceErrors.InvalidHeader(HeaderNames.ArchiveSize, value);
    }

    private static void Check(RequestContext context, UploadInProgress upload, long size, in Sha256Digest treeHash)
    {
        // A part that is shorter than the part size leaves a gap unless it is the last.
        long end = 0;
        foreach ((long start, BlobRef part) in upload.Parts)
        {
            if (start != end)
            {
                throw ServiceErrors.MissingParts(end);
            }

            end += part.Length;
        }

        if (end == 0)
        {
            throw ServiceErrors.MissingParts(0);
        }

        if (end != size)
        {
            throw ServiceErrors.InvalidHeader(HeaderNames.ArchiveSize, context.Header(HeaderNames.ArchiveSize));
        }

        // Over parts of equal power-of-two MiB, the hash over their hashes is that of the whole (§3).
        Sha256Digest[] hashes = [.. upload.Parts.Values.Select(part => part.TreeHash)];
        if (TreeHash.Combine(hashes) != treeHash)
        {
            throw ServiceErrors.InvalidHeader(HeaderNames.TreeHash, context.Header(HeaderNames.TreeHash));
        }
    }
}
