using GlacierPS.Core.Hashing;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Operations;

/// <summary>What UploadArchive and CompleteMultipartUpload answer (glacier-api.md §5).</summary>
internal static class StoredArchive
{
    public static GlacierResponse Answer(Call call, ShortKey archive, in Sha256Digest treeHash)
    {
        string id = IdShape.Archive.Format(archive);
        return GlacierResponse
            .Empty(201)
            .With(HeaderNames.Location, call.Location("/archives/" + id))
            .With(HeaderNames.TreeHash, treeHash.ToString())
            .With(HeaderNames.ArchiveId, id);
    }
}
