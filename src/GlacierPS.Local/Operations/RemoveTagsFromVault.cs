using System.Text.Json;
using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Tags;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "Remove: unknown keys are no error (204) even on an untagged vault. The key in the body is TagKeys" (glacier-
/// api.md §6.2).
/// </summary>
internal sealed class RemoveTagsFromVault : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.RemoveTagsFromVault;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        using JsonDocument body = await JsonRequest.ReadAsync(context.Request, cancellationToken);
        IReadOnlyList<string?>? keys = body.RootElement.Texts("TagKeys");
        if (!TagRules.AreValidKeys(keys, out string? reason))
        {
            throw ServiceErrors.Invalid(reason);
        }

        await vault.ChangeAsync(change =>
        {
            Dictionary<string, string> left = change
                .State.Tags.Where(tag => !keys.Contains(tag.Key))
                .ToDictionary(tag => tag.Key, tag => tag.Value);
            if (left.Count < change.State.Tags.Count)
            {
                change.SetTags(left);
            }

            return true;
        });
        return GlacierResponse.Empty(204);
    }
}
