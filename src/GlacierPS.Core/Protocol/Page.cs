namespace GlacierPS.Core.Protocol;

/// <summary>One page of a list.</summary>
/// <param name="Items">What it holds.</param>
/// <param name="Marker">Where the next page begins, to be echoed as it is; null on the last page (glacier-api.md
/// §6.1).</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Marker);
