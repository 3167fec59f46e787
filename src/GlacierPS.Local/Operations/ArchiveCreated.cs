using GlacierPS.Core.Hashing;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Requests;

namespace GlacierPS.Local.Operations;

/// <summary>What UploadArchive and CompleteMultipartUpload answer (glacier-api.md §5).</summary>
internal static class ArchiveCreated
{
    public static GlacierResponse Answer(RequestContext context, ResourceKey archive, in Sha256Digest treeHash)
    {
        string id = IdCodec.Archive.Format(archive);
        return GlacierResponse
            .Empty(201)
            .With(HeaderNames.Location, context.Location("/archives/" + id))
            .With(HeaderNames.TreeHash, treeHash.ToString())
            .With(HeaderNames.ArchiveId, id);
    }
}
