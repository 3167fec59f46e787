using System.Globalization;
using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "No Range: 200, full output. With a valid Range: 206 and Content-Range. Always Accept-Ranges and Content-Length.
/// Checksum header: archive jobs only, and only if the job's range is tree-hash aligned and the downloaded (clamped)
/// range is too, both relative to the archive. Never for inventories" (glacier-api.md §6.7).
/// </summary>
internal sealed class GetJobOutput : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.GetJobOutput;

    protected override ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        JobView view = vault.Read(state => JobView.Of(vault, JobExists.Require(context, state), context.Now));
        if (view.Outcome != JobOutcome.Succeeded)
        {
            throw ServiceErrors.JobNotReady(context.Route.Id);
        }

        return ValueTask.FromResult(
            view.Job.Archive is { } one
                ? ArchiveAnswer(context, vault, one)
                : InventoryAnswer(context, view, view.Job.Inventory!, view.Extent!)
        );
    }

    private static GlacierResponse ArchiveAnswer(RequestContext context, Vault vault, RetrievedArchive job)
    {
        ArchiveRecord archive = RequireArchive(vault, job.Archive);
        ByteRange? asked = OutputRange.Of(context, job.Range.Length);
        ByteRange output = asked ?? ByteRange.At(0, job.Range.Length);
        ByteRange range = ByteRange.At(job.First + output.First, output.Length);
        Sha256Digest? hash = job.RangeTreeHash is null ? null : RangeTreeHash.Of(vault.Storage, archive, range);
        var key = archive.Key;
        var body = new ArchiveStream(
            vault.Storage,
            archive.Blobs(),
            range,
            damage =>
            {
                vault.NoteDamage(key);
                context.Options.Log?.Invoke($"{vault.Storage.Place}: {damage.Message}");
            }
        );
        GlacierResponse response = Answer(body, asked, output.Length, job.Range.Length, "application/octet-stream");
        if (hash is { } known)
        {
            response.With(HeaderNames.TreeHash, known.ToString());
        }

        return archive.Description is null
            ? response
            : response.With(HeaderNames.ArchiveDescription, Encoding.Latin1.GetString(archive.Description));
    }

    /// <summary>The archive, whose record and parts are as they were written.</summary>
    private static ArchiveRecord RequireArchive(Vault vault, ResourceKey key)
    {
        try
        {
            ArchiveRecord archive =
                vault.Archives.Find(key) ?? throw new DamagedDataException("The record of the archive is missing.");
            archive.RequireWhole();
            return archive;
        }
        catch (DamagedDataException)
        {
            vault.NoteDamage(key);
            throw;
        }
    }

    private static GlacierResponse InventoryAnswer(
        RequestContext context,
        JobView view,
        RetrievedInventory inventory,
        InventoryExtent extent
    )
    {
        ByteRange? asked = OutputRange.Of(context, extent.Length);
        ByteRange output = asked ?? ByteRange.At(0, extent.Length);
        var body = new InventoryStream(inventory, extent, view.Archives, view.VaultArn, output);
        return Answer(body, asked, output.Length, extent.Length, InventoryForm.Of(inventory.Format).ContentType);
    }

    private static GlacierResponse Answer(Stream body, ByteRange? asked, long length, long total, string contentType)
    {
        GlacierResponse response = GlacierResponse
            .Streamed(asked is null ? 200 : 206, body, length)
            .With(HeaderNames.ContentType, contentType)
            .With(HeaderNames.AcceptRanges, "bytes");
        return asked is { } range
            ? response.With(
                HeaderNames.ContentRange,
                string.Create(CultureInfo.InvariantCulture, $"bytes {range}/{total}")
            )
            : response;
    }
}
