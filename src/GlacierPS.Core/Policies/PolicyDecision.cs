namespace GlacierPS.Core.Policies;

/// <summary>What a policy says to a question (glacier-api.md §6.10).</summary>
public enum PolicyDecision
{
    /// <summary>No statement applies.</summary>
    Silent,

    /// <summary>A statement allows it and none denies it.</summary>
    Allow,

    /// <summary>A statement denies it, which no other can undo.</summary>
    Deny,
}
