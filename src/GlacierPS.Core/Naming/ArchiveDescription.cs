using System.Text;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Naming;

/// <summary>
/// Reads names out of archive descriptions, whichever tool wrote them, and writes our own (archive-names.md).
/// </summary>
public static class ArchiveDescription
{
    private delegate ArchiveName? Codec(string text);

    // QNAP's objects are told by their "type", which CloudBerry's lack; both have a "path".
    private static readonly Codec[] s_codecs =
    [
        Mt2Codec.Read,
        Mt1Codec.Read,
        FastGlacierCodec.Read,
        QnapCodec.Read,
        CloudBerryCodec.Read,
        GitAnnexKey.Read,
    ];

    /// <summary>
    /// The name in a description. Never an error: a description that is malformed, or of no known form, is itself
    /// the name, and the tool is unknown.
    /// </summary>
    public static ArchiveName Read(string? description)
    {
        string text = Unquote((description ?? "").Trim());
        foreach (Codec codec in s_codecs)
        {
            if (codec(text) is { Name.Length: > 0 } name)
            {
                return name;
            }
        }

        return new ArchiveName { Name = PercentText.Decode(description ?? "") };
    }

    /// <summary>The name in a description that is UTF-8: the commonest forms are read without a reader of JSON or
    /// XML.</summary>
    internal static ArchiveName Read(ReadOnlySpan<byte> description) =>
        Mt2Codec.TryReadFast(description, out string? name, out DateTime? modified)
            ? new ArchiveName
            {
                Name = name,
                ModifiedTime = modified,
                WrittenBy = ArchiveTool.MtAwsGlacier,
            }
            : FastGlacierCodec.ReadFast(description) ?? Read(Encoding.UTF8.GetString(description));

    /// <summary>The description that keeps a file's name.</summary>
    /// <param name="name">The file's name, with <c>/</c> between folders; not empty.</param>
    /// <param name="lastModified">
    /// When it was last written (UTC, or local by its kind), kept to the second; null to leave it out.
    /// </param>
    /// <param name="format">How to write it.</param>
    /// <exception cref="GlacierInputException">
    /// The name is empty, too long for a description, or cannot be written in that form.
    /// </exception>
    public static string Write(string name, DateTime? lastModified, NameFormat format = NameFormat.Mt2)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new GlacierInputException(
                "NameEmpty",
                "An archive needs a name to be found again; the name is empty."
            );
        }

        RefuseBrokenUnicode(name);
        return format switch
        {
            NameFormat.Mt2 when IsRefusedByMtAwsGlacier(name) && !name.Contains('\\', StringComparison.Ordinal) =>
                FastGlacierCodec.Write(name, lastModified),
            NameFormat.Mt2 => Mt2Codec.Write(name, lastModified),
            NameFormat.FastGlacier => FastGlacierCodec.Write(name, lastModified),
            NameFormat.Plain => PlainName.Write(name),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such name format."),
        };
    }

    /// <summary>
    /// Whether mt-aws-glacier gives up a vault's whole inventory when it meets this name in its own form: a name with a
    /// tab, carriage return or line feed, or with empty, <c>.</c> or <c>..</c> folders. <see cref="Write"/> uses
    /// FastGlacier's form for it, which mt-aws-glacier passes over; except where it has a backslash, which would be
    /// read back as a slash.
    /// </summary>
    public static bool IsRefusedByMtAwsGlacier(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.AsSpan().IndexOfAny('\t', '\r', '\n') >= 0
            || Array.Exists(name.Split('/'), segment => segment is "" or "." or "..");
    }

    /// <summary>The error for a name whose description would have more than 1,024 characters.</summary>
    internal static GlacierInputException TooLong(string name, long has, long fits, string unit, NameFormat format) =>
        new(
            "NameTooLong",
            $"The name '{(name.Length > 60 ? name[..60] + "..." : name)}' has {Digits.Of(has)} {unit}; in the form "
                + $"{format} a description "
                + $"holds at most {Digits.Of(fits)}. Shorten the path, send it from a base folder further down, "
                + "or give a description yourself."
        );

    private static string Unquote(string text) =>
        text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1].Trim() : text;

    private static void RefuseBrokenUnicode(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsHighSurrogate(name[i]) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(name[i]))
            {
                throw new GlacierInputException(
                    "NameNotUnicode",
                    $"The name has half a character (U+{(int)name[i]:X4}) at position {i + 1}, which cannot be kept. "
                        + "Rename the file, or give a description yourself."
                );
            }
        }
    }
}
