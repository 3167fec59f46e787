using System.Text.Json.Serialization;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>
/// A job was initiated. When and how it ends follows from this, from the clock, and from its archive's fate.
/// </summary>
internal sealed record JobStarted : VaultEvent
{
    [JsonPropertyName("job")]
    public required ResourceKey Job { get; init; }

    /// <summary>When it will end.</summary>
    [JsonPropertyName("due")]
    public required ServiceTime Due { get; init; }

    [JsonPropertyName("description")]
    public string? Description { get; init; }

    [JsonPropertyName("topic")]
    public string? Topic { get; init; }

    [JsonPropertyName("tier")]
    public string? Tier { get; init; }

    /// <summary>What is retrieved, if it is an archive.</summary>
    [JsonPropertyName("retrieval")]
    public RetrievedArchive? Archive { get; init; }

    /// <summary>What is retrieved, if it is an inventory.</summary>
    [JsonPropertyName("inventory")]
    public RetrievedInventory? Inventory { get; init; }

    /// <summary>Its place among all jobs of the vault, where that is not simply the next one.</summary>
    [JsonPropertyName("ordinal")]
    public long? Ordinal { get; init; }

    public override void ApplyTo(VaultState vault)
    {
        var job = new Job
        {
            Ordinal = vault.Jobs.Reach(Ordinal),
            Key = Job,
            Created = At,
            Due = Due,
            Description = Description,
            Topic = Topic,
            Tier = Tier,
            Archive = Archive,
            Inventory = Inventory,
        };
        vault.Jobs.Add(job);
        vault.Ending.Add(job);
    }
}
