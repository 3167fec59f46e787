using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Vaults;

/// <summary>A vault as it was read from its storage.</summary>
/// <param name="State">What its events made of it.</param>
/// <param name="JournalLength">Where the last whole line of its journal ends.</param>
/// <param name="Damaged">Archives whose data are missing or cut short.</param>
/// <param name="Reports">What those who run the service should know, in a sentence each.</param>
internal sealed record LoadResult(
    VaultState State,
    long JournalLength,
    IReadOnlyCollection<ResourceKey> Damaged,
    IReadOnlyList<string> Reports
);
