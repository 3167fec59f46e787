using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Json;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "ASCII order of vault name (capitals before lower case). limit 1..10, default 10. Marker = vault ARN or null.
/// Continuation is inclusive: response Marker is the ARN of the first vault of the next page" (glacier-api.md §6.1,
/// D2).
/// </summary>
internal sealed class ListVaults : IOperation
{
    public GlacierOperation Name => GlacierOperation.ListVaults;

    public async ValueTask<GlacierResponse> AnswerAsync(RequestContext context, CancellationToken cancellationToken)
    {
        int limit = PageOf.Limit(context, GlacierLimits.VaultsPerPage);
        string from = StartOf(context);
        var page = new List<(Vault Vault, InventorySnapshot? Inventory)>();
        string? next = null;
        foreach (Vault vault in context.Account.Sorted.SkipWhile(vault => string.CompareOrdinal(vault.Name, from) < 0))
        {
            if (page.Count == limit)
            {
                next = vault.Arn;
                break;
            }

            try
            {
                await vault.AdvanceToAsync(context.Now, context.Options);
                page.Add((vault, VaultDescriptionJson.InventoryOf(vault, context.Options)));
            }
            catch (VaultGoneException)
            {
                // Deleted since the list was taken: it is not on it any more.
            }
        }

        return GlacierResponse.Json(
            200,
            JsonBody.Write(json =>
            {
                json.WriteStartObject();
                json.WriteString("Marker"u8, next);
                json.WriteStartArray("VaultList"u8);
                foreach ((Vault vault, InventorySnapshot? inventory) in page)
                {
                    VaultDescriptionJson.Write(json, vault, inventory);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            })
        );
    }

    /// <summary>
    /// The name that the page begins with. An ARN is looked at for its name only: the rest of it is this account's
    /// anyway.
    /// </summary>
    private static string StartOf(RequestContext context)
    {
        string? marker = context.Query("marker");
        if (string.IsNullOrEmpty(marker))
        {
            return "";
        }

        string name = VaultArn.VaultNameOf(marker);
        return VaultName.IsValid(name) ? name : throw ServiceErrors.InvalidHeader("marker", marker);
    }
}
