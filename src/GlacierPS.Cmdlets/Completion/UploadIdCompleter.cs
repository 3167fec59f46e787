using System.Runtime.CompilerServices;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes the IDs of a vault's multipart uploads.</summary>
public sealed class UploadIdCompleter : ServiceCompleter
{
    private protected override async IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection,
        string vaultName,
        TypedWord word,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? marker = null;
        do
        {
            Page<MultipartUpload> page = await connection.Client.ListMultipartUploadsAsync(
                vaultName,
                marker,
                limit: null,
                cancellationToken
            );
            foreach (MultipartUpload upload in page.Items)
            {
                yield return new Suggestion(
                    upload.UploadId,
                    $"{upload.ArchiveDescription ?? "no description"}, parts of "
                        + $"{ByteSize.Format(upload.PartSizeInBytes)}, {upload.CreationDate:yyyy-MM-dd HH:mm} UTC"
                );
            }

            marker = page.Marker;
        } while (marker is not null);
    }
}
