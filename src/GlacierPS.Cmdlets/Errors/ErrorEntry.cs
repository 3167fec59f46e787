using System.Management.Automation;

namespace GlacierPS.Cmdlets.Errors;

/// <summary>What is known of an error besides what its exception says.</summary>
/// <param name="ErrorId">The first half of its FullyQualifiedErrorId, which never changes.</param>
/// <param name="Category">Its category.</param>
/// <param name="Action">What to do next; null where the message says it.</param>
internal sealed record ErrorEntry(string ErrorId, ErrorCategory Category, string? Action = null)
{
    /// <summary>The entry is for messages with these words only; null for all others with this ID.</summary>
    public string? Says { get; init; }

    /// <summary>What such a message means, where its own words puzzle people.</summary>
    public string? Meaning { get; init; }
}
