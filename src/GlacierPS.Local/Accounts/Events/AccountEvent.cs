using System.Text.Json.Serialization;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Accounts.Events;

/// <summary>Something that happened to an account in a region, besides its vaults.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(RetrievalPolicySet), "retrieval-policy-set")]
[JsonDerivedType(typeof(CapacityPurchased), "capacity-purchased")]
[JsonDerivedType(typeof(NotificationsKept), "notifications-kept")]
internal abstract record AccountEvent
{
    /// <summary>When it happened, on the service's clock.</summary>
    [JsonPropertyName("at")]
    public required ServiceTime At { get; init; }

    /// <summary>Makes an account what it is after this.</summary>
    public abstract void ApplyTo(AccountState account);
}
