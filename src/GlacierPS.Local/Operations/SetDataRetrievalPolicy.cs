using System.Text.Json;
using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Retrieval;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "Exactly one rule. BytesPerHour needs BytesPerHour 1..2^63-1; with FreeTier and None it must be absent. Violations
/// -> 400. PUT 204" (glacier-api.md §6.12).
/// </summary>
internal sealed class SetDataRetrievalPolicy : IOperation
{
    public GlacierOperation Name => GlacierOperation.SetDataRetrievalPolicy;

    public async ValueTask<GlacierResponse> AnswerAsync(RequestContext context, CancellationToken cancellationToken)
    {
        using JsonDocument body = await JsonRequest.ReadAsync(context.Request, cancellationToken);
        List<RetrievalRule>? rules = body.RootElement.Object("Policy")?.Array("Rules")?.Select(RuleOf).ToList();
        if (!RetrievalPolicy.TryCreate(rules, out RetrievalPolicy? policy, out string? reason))
        {
            throw ServiceErrors.Invalid(reason);
        }

        await context.Account.Settings.SetRetrievalPolicyAsync(policy);
        return GlacierResponse.Empty(204);
    }

    private static RetrievalRule RuleOf(JsonElement rule) =>
        rule.ValueKind == JsonValueKind.Object
            ? new RetrievalRule(rule.Text("Strategy"), BytesOf(rule))
            : throw ServiceErrors.Serialization("A rule is not an object.");

    private static long? BytesOf(JsonElement rule)
    {
        if (!rule.TryGetProperty("BytesPerHour", out JsonElement bytes) || bytes.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return bytes.ValueKind == JsonValueKind.Number && bytes.TryGetInt64(out long number)
            ? number
            : throw ServiceErrors.Invalid($"Invalid BytesPerHour: {bytes.GetRawText()}");
    }
}
