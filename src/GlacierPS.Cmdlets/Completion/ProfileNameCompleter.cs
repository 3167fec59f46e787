using GlacierPS.Aws.Configuration;

namespace GlacierPS.Cmdlets.Completion;

/// <summary>Completes the names of AWS profiles, from the shared files.</summary>
public sealed class ProfileNameCompleter : ListCompleter
{
    private protected override IEnumerable<Suggestion> All() =>
        ProfileNames.List().Select(name => new Suggestion(name, $"AWS profile {name}"));
}
