using System.Text.RegularExpressions;

namespace GlacierPS.Core.Naming;

/// <summary>
/// git-annex's keys: <c>BACKEND-s1234--digest.extension</c>, or <c>GPGHMACSHA1--digest</c> when encrypted, maybe behind
/// a prefix. Which file it was only the repository knows, so that the key is the name.
/// </summary>
internal static partial class GitAnnexKey
{
    public static ArchiveName? Read(string text) =>
        // Most names have no two dashes, and need no pattern.
        text.Contains("--", StringComparison.Ordinal) && Key().IsMatch(text)
            ? new ArchiveName { Name = text, WrittenBy = ArchiveTool.GitAnnex }
            : null;

    [GeneratedRegex(
        @"(?:SHA(?:1|224|256|384|512|3_\d+)|SKEIN\d+|BLAKE2[BSP]{1,2}\d+|MD5|WORM|URL|GPGHMAC(?:SHA|MD)\d+)"
            + @"E?(?:-[smSC]\d+)*--.",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Key();
}
