using System.Runtime.CompilerServices;
using System.Text.Json;
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
/// "202 with Location and x-amz-job-id; no body. Errors: unknown archive 404, no inventory yet 404, PolicyEnforced, bad
/// fields 400" (glacier-api.md §6.6).
/// </summary>
internal sealed class InitiateJob : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.InitiateJob;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        using JsonDocument body = await JsonRequest.ReadAsync(context.Request, cancellationToken);
        JobParameters parameters = JobParameters.Read(body.RootElement);
        RetrievedArchive? archive = parameters.IsInventory ? null : await ArchiveOfAsync(vault, parameters);
        using IDisposable? turn = await RetrievalAllowed.RequireAsync(
            context,
            parameters.Tier,
            archive,
            cancellationToken
        );
        var key = ResourceKey.New();
        await vault.ChangeAsync(change =>
        {
            if (archive is not null && change.FindArchive(archive.Archive) is not { IsDeleted: false })
            {
                throw ServiceErrors.ArchiveNotFound(parameters.ArchiveId!);
            }

            RetrievedInventory? inventory = parameters.IsInventory
                ? InventoryOf(context, vault, change.State, parameters)
                : null;
            change.StartJob(ordinal => new Job
            {
                Ordinal = ordinal,
                Key = key,
                Created = context.Now,
                Due = context.Now + TimeFor(parameters, context.Options.JobTimes),
                Description = parameters.Description,
                Topic = parameters.SNSTopic,
                Tier = parameters.Tier,
                Archive = archive,
                Inventory = inventory,
            });
            return true;
        });
        string id = IdCodec.Job.Format(key);
        return GlacierResponse
            .Empty(202)
            .With(HeaderNames.Location, context.Location("/jobs/" + id))
            .With(HeaderNames.JobId, id);
    }

    private static TimeSpan TimeFor(JobParameters parameters, JobTimes times) =>
        parameters switch
        {
            { IsInventory: true } => times.Inventory,
            { Tier: "Expedited" } => times.Expedited,
            { Tier: "Bulk" } => times.Bulk,
            _ => times.Standard,
        };

    private static async Task<RetrievedArchive> ArchiveOfAsync(Vault vault, JobParameters parameters)
    {
        if (!IdCodec.Archive.TryParse(parameters.ArchiveId!, out ResourceKey key))
        {
            throw ServiceErrors.ArchiveNotFound(parameters.ArchiveId!);
        }

        if (vault.Archives.Find(key) is not { IsDeleted: false } archive)
        {
            // What is not found may be what is damaged.
            await vault.RequireMissingAsync(key);
            throw ServiceErrors.ArchiveNotFound(parameters.ArchiveId!);
        }

        ByteRange range = RangeOf(parameters, archive.Size);
        return new RetrievedArchive(
            archive.Key,
            archive.Size,
            archive.TreeHash,
            range.First,
            range.Last,
            HashOf(vault, archive, range)
        );
    }

    private static ByteRange RangeOf(JobParameters parameters, long size)
    {
        if (parameters.RetrievalByteRange is not { } text)
        {
            return ByteRange.At(0, size);
        }

        return ByteRange.TryParse(text, out ByteRange range) && RangeAlignment.IsMegabyteAligned(range, size)
            ? range
            : throw ServiceErrors.Invalid(
                $"Invalid RetrievalByteRange: {text}. It must begin and end on whole megabytes, or end with the "
                    + "archive."
            );
    }

    /// <summary>An archive whose hashes are damaged is no error here: the job is accepted, and fails.</summary>
    private static Sha256Digest? HashOf(Vault vault, in ArchiveRecord archive, ByteRange range)
    {
        try
        {
            return RangeTreeHash.Of(vault.Storage, archive, range);
        }
        catch (DamagedDataException)
        {
            vault.NoteDamage(archive.Key);
            return null;
        }
    }

    private static RetrievedInventory InventoryOf(
        RequestContext context,
        Vault vault,
        VaultState state,
        JobParameters parameters
    )
    {
        InventorySnapshot snapshot =
            state.Inventories.Visible(state.SnapshotAt, context.Options.InventoryInterval)
            ?? throw ServiceErrors.NoInventoryYet(vault.Arn);
        return new RetrievedInventory(
            parameters.Format,
            parameters.StartDate,
            parameters.EndDate,
            parameters.Limit,
            parameters.From,
            snapshot
        );
    }
}
