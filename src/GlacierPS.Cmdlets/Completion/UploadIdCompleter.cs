using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Formatting;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes the IDs of a vault's multipart uploads.</summary>
public sealed class UploadIdCompleter : ServiceCompleter
{
    private protected override IAsyncEnumerable<Suggestion> FindAsync(
        GlacierConnection connection,
        string vaultName,
        TypedWord word,
        CancellationToken cancellationToken
    ) =>
        EachOf(
            (marker, token) => connection.Client.ListMultipartUploadsAsync(vaultName, marker, limit: null, token),
            upload => new Suggestion(
                upload.UploadId,
                $"{upload.ArchiveDescription ?? "no description"}, parts of "
                    + $"{ByteSize.Format(upload.PartSizeInBytes)}, {upload.CreationDate:yyyy-MM-dd HH:mm} UTC"
            ),
            cancellationToken
        );
}
