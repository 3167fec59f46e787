using System.Text.Json;
using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Tags;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "One call carries 1..10 entries. Existing key: value overwritten. Up to 50 tags per vault; overflow -> 400
/// LimitExceededException; all-or-nothing" (glacier-api.md §6.2).
/// </summary>
internal sealed class AddTagsToVault : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.AddTagsToVault;

    protected override async ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        using JsonDocument body = await JsonRequest.ReadAsync(context.Request, cancellationToken);
        Dictionary<string, string?>? sent = TagsOf(body.RootElement);
        if (!TagRules.AreValid(sent, out string? reason))
        {
            throw ServiceErrors.Invalid(reason);
        }

        Dictionary<string, string> added = sent.ToDictionary(tag => tag.Key, tag => tag.Value!);
        await vault.ChangeAsync(change =>
        {
            if (!TagRules.TryMerge(change.State.Tags, added, out IReadOnlyDictionary<string, string>? merged))
            {
                throw ServiceErrors.TooManyTags(TagRules.MaxPerVault);
            }

            change.SetTags(merged);
            return true;
        });
        return GlacierResponse.Empty(204);
    }

    private static Dictionary<string, string?>? TagsOf(JsonElement body)
    {
        if (body.Object("Tags") is not { } tags)
        {
            return null;
        }

        var read = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (JsonProperty tag in tags.EnumerateObject())
        {
            read[JsonRequest.NameOf(tag)] = JsonRequest.TextOf(tag.Value, "The value of a tag");
        }

        return read;
    }
}
