using GlacierPS.Local.Http;
using GlacierPS.Local.Json;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "{"Tags":{}} when none" (glacier-api.md §6.2). In the order of their keys.
/// </summary>
internal sealed class ListTagsForVault : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.ListTagsForVault;

    protected override ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyDictionary<string, string> tags = vault.Read(state => state.Tags);
        return ValueTask.FromResult(
            GlacierResponse.Json(
                200,
                JsonBody.Write(json =>
                {
                    json.WriteStartObject();
                    json.WriteStartObject("Tags"u8);
                    foreach ((string key, string value) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
                    {
                        json.WriteString(key, value);
                    }

                    json.WriteEndObject();
                    json.WriteEndObject();
                })
            )
        );
    }
}
