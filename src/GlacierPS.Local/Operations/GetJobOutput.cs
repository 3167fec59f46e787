using System.Globalization;
using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Http;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
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
        (JobView view, ArchiveRecord archive) = vault.Read(state =>
        {
            JobView found = JobView.Of(vault, state, JobExists.Require(context, state), context.Now);
            int slot = found.Job.Archive is { } retrieved ? state.Archives.IndexOf(retrieved.Archive) : -1;
            return (found, slot < 0 ? default : state.Archives[slot]);
        });
        if (view.Outcome != JobOutcome.Succeeded)
        {
            throw ServiceErrors.JobNotReady(context.Route.Id);
        }

        return ValueTask.FromResult(
            view.Job.Archive is { } one
                ? ArchiveAnswer(context, vault, one, archive)
                : InventoryAnswer(context, view, view.Job.Inventory!, view.Extent!)
        );
    }

    private static GlacierResponse ArchiveAnswer(
        RequestContext context,
        Vault vault,
        RetrievedArchive job,
        in ArchiveRecord archive
    )
    {
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

    private static GlacierResponse InventoryAnswer(
        RequestContext context,
        JobView view,
        RetrievedInventory inventory,
        InventoryExtent extent
    )
    {
        ByteRange? asked = OutputRange.Of(context, extent.Length);
        ByteRange output = asked ?? ByteRange.At(0, extent.Length);
        var body = new InventoryStream(inventory, extent, view.Archives, view.Vault.Arn, output);
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
