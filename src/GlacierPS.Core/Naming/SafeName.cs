using System.Security.Cryptography;
using System.Text;

namespace GlacierPS.Core.Naming;

/// <summary>A safe name in place of one that cannot be used as a path.</summary>
public static class SafeName
{
    // File systems allow names of 255 bytes, and the suffixes of partial files and journals need some of them.
    private const int SegmentBytes = 200;

    /// <summary>What a file system takes as a name, counted by <see cref="LengthOf"/>.</summary>
    internal const int Longest = 255;

    /// <summary>
    /// A name without <c>..</c>, drives, devices, control characters and characters that Windows does not allow, the
    /// same on every system. A mark of the archive's ID makes it different from other names that become alike.
    /// </summary>
    /// <param name="name">The name as it came out of a vault.</param>
    /// <param name="archiveId">The archive's ID.</param>
    public static string Of(string name, string archiveId)
    {
        string[] segments = [.. name.Split('/', '\\').Select(Tame).Where(segment => segment.Length > 0)];
        string file = segments.Length > 0 ? segments[^1] : "archive";
        string extension =
            Path.GetExtension(file) is { Length: > 1 and <= 10 } kept && kept.Length < file.Length ? kept : "";
        segments = [.. segments.SkipLast(1), $"{file[..^extension.Length]}~{Mark(archiveId)}{extension}"];
        return string.Join('/', segments);
    }

    /// <summary>Eight hexadecimal digits that stand for an archive's ID.</summary>
    public static string Mark(string archiveId) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(archiveId)).AsSpan(0, 4)).ToLowerInvariant();

    /// <summary>Whether a segment of a path is longer than file systems take.</summary>
    internal static bool IsTooLong(string path) =>
        path.Split('/', Path.DirectorySeparatorChar)
            .Any(segment => LengthOf(segment, OperatingSystem.IsWindows()) > Longest);

    /// <summary>
    /// How long a name is as file systems count: in units of UTF-16 on Windows, elsewhere in bytes of UTF-8, of which
    /// Chinese and Japanese characters take three.
    /// </summary>
    internal static int LengthOf(string segment, bool onWindows) =>
        onWindows ? segment.Length : Encoding.UTF8.GetByteCount(segment);

    private static string Tame(string segment)
    {
        var tame = new StringBuilder(segment.Length);
        int bytes = 0;
        foreach (Rune rune in segment.EnumerateRunes())
        {
            bool isBad = Rune.IsControl(rune) || rune.Value is '<' or '>' or ':' or '"' or '|' or '?' or '*';
            bytes += rune.Utf8SequenceLength;
            if (bytes > SegmentBytes)
            {
                break;
            }

            tame.Append(isBad ? "_" : rune.ToString());
        }

        string text = tame.ToString().TrimEnd('.', ' ').TrimStart(' ');
        return text.Length > 0 && WindowsName.WhyRefused(text) is not null ? "_" + text : text;
    }
}
