using System.Text.Json.Serialization;
using GlacierPS.Local.Capacity;

namespace GlacierPS.Local.Accounts.Events;

/// <summary>A unit of provisioned capacity was bought, and began.</summary>
internal sealed record CapacityPurchased : AccountEvent
{
    [JsonPropertyName("capacity")]
    public required string CapacityId { get; init; }

    public override void ApplyTo(AccountState account) =>
        account.Capacity.Add(new ProvisionedCapacityUnit(CapacityId, At.ToDateTimeOffset()));
}
