using System.Runtime.CompilerServices;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "204; deleting an already deleted archive also succeeds. ID of an archive of another vault -> 400 'Invalid vault
/// name'. An ID that was never issued: treat like already deleted; 404 only if the ID is malformed" (glacier-api.md
/// §6.3).
/// </summary>
internal sealed class DeleteArchive : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.DeleteArchive;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        if (!IdCodec.Archive.HasForm(context.Route.Id))
        {
            throw ServiceErrors.ArchiveNotFound(context.Route.Id);
        }

        if (!IdCodec.Archive.TryParse(context.Route.Id, out ResourceKey key))
        {
            return GlacierResponse.Empty(204);
        }

        List<ResourceKey> freed = await vault.ChangeAsync(
            change =>
            {
                if (change.FindArchive(key) is { IsDeleted: false } archive)
                {
                    return change.DeleteArchive(context.Now, archive);
                }

                // What is not found may be what is damaged.
                change.RequireMissing(key);
                return change.IsInAnotherVault(key) ? throw ServiceErrors.InvalidVaultName(vault.Arn) : [];
            },
            frees: true
        );
        vault.DeleteBlobs(freed);
        return GlacierResponse.Empty(204);
    }
}
