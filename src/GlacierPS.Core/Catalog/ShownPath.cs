using System.Text;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Names as segments of a path that a terminal shows and a user types. A name is shown by <see cref="TerminalText"/>;
/// what has a meaning in PowerShell's paths is shown by full-width look-alikes (<c>\</c>, <c>:</c>, and the segments
/// <c>.</c> and <c>..</c>), and an empty segment by a sign. Paths are compared in this form, so that nothing has to be
/// read back; two names that look the same are two items of one path.
/// </summary>
internal static class ShownPath
{
    private const char Backslash = '＼';
    private const char Colon = '：';
    private const char Dot = '．';
    private const string Empty = "∅";

    // What a shown name can have instead of what the name has: pictures of controls, and code points in brackets.
    private const int FirstPicture = 0x2400;
    private const int LastPicture = 0x2421;
    private const char CodePoint = '‹';

    /// <summary>A name of no folder, or of one, as a segment.</summary>
    public static string OfSegment(string name) =>
        name switch
        {
            "" => Empty,
            "." or ".." => new string(Dot, name.Length),
            _ => TerminalText.Of(name).Replace('\\', Backslash).Replace(':', Colon),
        };

    /// <summary>The path of a folder: empty, or with a slash at its end.</summary>
    public static string OfFolder(string path) =>
        path.Length == 0 ? path : string.Join('/', path[..^1].Split('/').Select(OfSegment)) + "/";

    /// <summary>Whether a segment may show another name than it spells.</summary>
    public static bool MayStandFor(string segment) =>
        segment == Empty
        || segment.Any(c =>
            c is Backslash or Colon or Dot or CodePoint or (>= (char)FirstPicture and <= (char)LastPicture)
        );

    /// <summary>What a shown path is compared by.</summary>
    public static string KeyOf(string shown) => NameKey.Of(shown);
}
