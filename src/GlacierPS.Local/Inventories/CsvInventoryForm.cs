using System.Globalization;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Inventories;

/// <summary>
/// The CSV form (glacier-api.md §6.8): a description is quoted if it has a comma, a quote or a backslash; inside, a
/// quote is written <c>\"</c> and a backslash stays as it is. Lines end with LF.
/// </summary>
internal sealed class CsvInventoryForm : InventoryForm
{
    private static readonly int FixedLength =
        ",,,,\n"u8.Length + IdCodec.Archive.Length + ServiceTime.SecondsLength + 2 * Sha256Digest.Size;

    public override string ContentType => "text/csv";

    public override byte[] Tail { get; } = [];

    public override int Separation => 0;

    public override byte[] Head(string vaultArn, ServiceTime inventoryDate) =>
        "ArchiveId,ArchiveDescription,CreationDate,Size,SHA256TreeHash\n"u8.ToArray();

    public override int EntryLength(in ArchiveRecord archive)
    {
        ReadOnlySpan<byte> description = archive.Description;
        return FixedLength
            + DigitsOf(archive.Size)
            + description.Length
            + (IsQuoted(description) ? 2 + description.Count((byte)'"') : 0);
    }

    public override int WriteEntry(in ArchiveRecord archive, bool isFirst, Span<byte> utf8)
    {
        var output = new SpanWriter(utf8);
        IdCodec.Archive.Format(archive.Key, output.Take(IdCodec.Archive.Length));
        output.Write((byte)',');
        WriteDescription(archive.Description, ref output);
        output.Write((byte)',');
        archive.Created.FormatSeconds(output.Take(ServiceTime.SecondsLength));
        output.Write((byte)',');
        archive.Size.TryFormat(output.Rest, out int digits, provider: CultureInfo.InvariantCulture);
        output.Take(digits);
        output.Write((byte)',');
        HexText.Write(archive.TreeHash, output.Take(2 * Sha256Digest.Size));
        output.Write((byte)'\n');
        return output.Length;
    }

    private static void WriteDescription(ReadOnlySpan<byte> description, ref SpanWriter output)
    {
        if (!IsQuoted(description))
        {
            output.Write(description);
            return;
        }

        output.Write((byte)'"');
        foreach (byte c in description)
        {
            if (c == '"')
            {
                output.Write((byte)'\\');
            }

            output.Write(c);
        }

        output.Write((byte)'"');
    }

    private static bool IsQuoted(ReadOnlySpan<byte> description) => description.IndexOfAny(",\"\\"u8) >= 0;
}
