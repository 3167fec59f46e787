using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes the regions that have Glacier.</summary>
public sealed class RegionCompleter : ListCompleter
{
    private protected override IEnumerable<Suggestion> All() =>
        GlacierRegions.All.Select(region => new Suggestion(region, region));
}
