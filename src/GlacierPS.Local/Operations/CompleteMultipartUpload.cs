using System.Globalization;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Vaults;
using GlacierPS.Local.Vaults.Events;

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
        Call call,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        long size = SentSize(call);
        Sha256Digest treeHash = HashHeader.Require(call, HeaderNames.TreeHash);
        (ShortKey archive, Sha256Digest hash) = await vault.ChangeAsync(
            (state, record) =>
            {
                if (UploadExists.EndedLately(call, state)?.Archive is { } made)
                {
                    return (made, state.Archives[state.Archives.IndexOf(made)].TreeHash);
                }

                OpenUpload upload = UploadExists.Require(call, state);
                Check(call, upload, size, treeHash);
                var key = ShortKey.New();
                record(
                    new UploadCompleted
                    {
                        At = call.Now,
                        Upload = upload.Key,
                        Archive = key,
                        Size = size,
                        TreeHash = treeHash,
                    }
                );
                return (key, treeHash);
            }
        );
        return StoredArchive.Answer(call, archive, hash);
    }

    private static long SentSize(Call call)
    {
        string value = call.Header(HeaderNames.ArchiveSize) is { Length: > 0 } sent
            ? sent
            : throw ErrorAnswers.MissingParameter(HeaderNames.ArchiveSize);
        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long size)
            ? size
            : throw ErrorAnswers.InvalidHeader(HeaderNames.ArchiveSize, value);
    }

    private static void Check(Call call, OpenUpload upload, long size, in Sha256Digest treeHash)
    {
        // A part that is shorter than the part size leaves a gap unless it is the last.
        long end = 0;
        foreach ((long start, BlobRef part) in upload.Parts)
        {
            if (start != end)
            {
                throw ErrorAnswers.MissingParts(end);
            }

            end += part.Length;
        }

        if (end == 0)
        {
            throw ErrorAnswers.MissingParts(0);
        }

        if (end != size)
        {
            throw ErrorAnswers.InvalidHeader(HeaderNames.ArchiveSize, call.Header(HeaderNames.ArchiveSize));
        }

        // Over parts of equal power-of-two MiB, the hash over their hashes is that of the whole (§3).
        Sha256Digest[] hashes = [.. upload.Parts.Values.Select(part => part.TreeHash)];
        if (TreeHash.Combine(hashes) != treeHash)
        {
            throw ErrorAnswers.InvalidHeader(HeaderNames.TreeHash, call.Header(HeaderNames.TreeHash));
        }
    }
}
