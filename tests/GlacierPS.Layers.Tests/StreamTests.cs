using System.Text.RegularExpressions;

namespace GlacierPS.Layers.Tests;

/// <summary>What a cmdlet shows goes through the one base class that makes it fit to be shown.</summary>
public sealed partial class StreamTests
{
    [Fact]
    public void E11_no_cmdlet_writes_past_the_class_that_shows_names_as_signs() =>
        Sources.AssertNone(
            from path in Sources.Below("src/GlacierPS.Cmdlets")
            where !path.EndsWith("/Abstractions/GlacierCmdlet.cs", StringComparison.Ordinal)
            from line in Sources.Lines(path)
            where PastTheBase().IsMatch(line) && !IsOfProvider(path, line)
            select $"{path}: {line.Trim()}"
        );

    // A provider is no cmdlet, and has this one place where it asks.
    private static bool IsOfProvider(string path, string line) =>
        path.EndsWith("/Drive/InvokedBy.cs", StringComparison.Ordinal)
        && line.Contains("provider.ShouldContinue(TerminalText.Of(question)", StringComparison.Ordinal);

    // A call on a Cmdlet, a PSCmdlet or the base class would reach PowerShell's own method.
    [GeneratedRegex(
        @"\bbase\.(Write|Should|Throw)|: (PS)?Cmdlet\b|\((this )?Cmdlet \w|\bCommandRuntime\b|\.UI\.Write|ShouldContinue|"
            + @"WriteInformation|WriteCommandDetail"
    )]
    private static partial Regex PastTheBase();
}
