using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Preconditions;

/// <summary>The upload is in progress, and has not lain idle for too long (glacier-api.md §6.4, lifetime).</summary>
internal static class UploadExists
{
    public static UploadInProgress Require(RequestContext context, VaultState vault)
    {
        return
            IdCodec.Upload.TryParse(context.Route.Id, out ResourceKey key)
            && vault.Uploads.Find(key) is { } upload
            && context.Now < upload.LastActivity + context.Options.UploadRetention
            ? upload
            : throw ServiceErrors.UploadNotFound(context.Route.Id);
    }

    /// <summary>
    /// An upload that ended so lately that repeating what ended it succeeds (§6.5); null if it is none.
    /// </summary>
    public static ClosedUpload? EndedLately(RequestContext context, VaultState vault) =>
        IdCodec.Upload.TryParse(context.Route.Id, out ResourceKey key)
        && vault.Uploads.FindClosed(key) is { } closed
        && context.Now < closed.At + context.Options.UploadRetention
            ? closed
            : null;
}
