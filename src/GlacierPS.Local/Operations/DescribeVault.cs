using GlacierPS.Local.Http;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Json;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "CreationDate, LastInventoryDate, NumberOfArchives, SizeInBytes, VaultARN, VaultName. Counts are those of the last
/// inventory, never live" (glacier-api.md §6.1).
/// </summary>
internal sealed class DescribeVault : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.DescribeVault;

    protected override ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        InventorySnapshot? inventory = VaultDescriptionJson.InventoryOf(vault, context.Options);
        return ValueTask.FromResult(
            GlacierResponse.Json(200, JsonBody.Write(json => VaultDescriptionJson.Write(json, vault, inventory)))
        );
    }
}
