using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Protocol;

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
                    + $"{ByteSize.Format(upload.PartSizeInBytes)}, {ShownTime.ToMinute(upload.CreationDate)}"
            ),
            cancellationToken
        );
}
