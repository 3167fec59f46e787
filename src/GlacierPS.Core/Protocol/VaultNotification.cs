namespace GlacierPS.Core.Protocol;

/// <summary>What a vault's topic can be told of (glacier-api.md §6.9).</summary>
public enum NotificationEvent
{
    /// <summary>The retrieval of an archive has ended, well or badly.</summary>
    ArchiveRetrievalCompleted,

    /// <summary>The retrieval of an inventory has ended, well or badly.</summary>
    InventoryRetrievalCompleted,
}

/// <summary>Who is told of a vault's jobs (glacier-api.md §6.9).</summary>
public sealed record VaultNotification
{
    /// <summary>The vault.</summary>
    public required string VaultName { get; init; }

    /// <summary>The ARN of the topic that is told.</summary>
    public required string SNSTopic { get; init; }

    /// <summary>What it is told of; at least one. An array, since PowerShell makes one of a list of names.</summary>
    public required NotificationEvent[] Events { get; init; }

    /// <summary>The vault's name. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => VaultName;
}
