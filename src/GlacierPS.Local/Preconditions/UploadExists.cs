using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Operations;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Preconditions;

/// <summary>The upload is in progress, and has not lain idle for too long (glacier-api.md §6.4, lifetime).</summary>
internal static class UploadExists
{
    public static OpenUpload Require(Call call, VaultState vault)
    {
        return
            IdShape.Upload.TryParse(call.Route.Id, out ShortKey key)
            && vault.Uploads.Find(key) is { } upload
            && call.Now < upload.LastActivity + call.Options.UploadRetention
            ? upload
            : throw ErrorAnswers.UploadNotFound(call.Route.Id);
    }

    /// <summary>
    /// An upload that ended so lately that repeating what ended it succeeds (§6.5); null if it is none.
    /// </summary>
    public static ClosedUpload? EndedLately(Call call, VaultState vault) =>
        IdShape.Upload.TryParse(call.Route.Id, out ShortKey key)
        && vault.Uploads.FindClosed(key) is { } closed
        && call.Now < closed.At + call.Options.UploadRetention
            ? closed
            : null;
}
