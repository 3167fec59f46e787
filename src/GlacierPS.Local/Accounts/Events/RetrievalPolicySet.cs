using System.Text.Json;
using System.Text.Json.Serialization;
using GlacierPS.Local.Retrieval;

namespace GlacierPS.Local.Accounts.Events;

/// <summary>The data retrieval policy was set.</summary>
internal sealed record RetrievalPolicySet : AccountEvent
{
    [JsonPropertyName("strategy")]
    public required string Strategy { get; init; }

    [JsonPropertyName("bytesPerHour")]
    public long? BytesPerHour { get; init; }

    public override void ApplyTo(AccountState account) =>
        account.RetrievalPolicy = RetrievalPolicy.TryCreate(
            [new RetrievalRule(Strategy, BytesPerHour)],
            out RetrievalPolicy? policy,
            out string? reason
        )
            ? policy
            : throw new JsonException(reason);
}
