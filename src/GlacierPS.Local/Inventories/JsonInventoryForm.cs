using System.Globalization;
using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Inventories;

/// <summary>
/// The JSON form, compact, keys in this order, whole seconds, "" for no description (glacier-api.md §6.8).
/// </summary>
internal sealed class JsonInventoryForm : InventoryForm
{
    private static readonly int FixedLength =
        """{"ArchiveId":"","ArchiveDescription":"","CreationDate":"","Size":,"SHA256TreeHash":""}"""u8.Length
        + IdCodec.Archive.Length
        + ServiceTime.SecondsLength
        + 2 * Sha256Digest.Size;

    public override string ContentType => "application/json";

    public override byte[] Tail { get; } = "]}"u8.ToArray();

    public override int Separation => 1;

    public override byte[] Head(string vaultArn, ServiceTime inventoryDate)
    {
        Span<byte> date = stackalloc byte[ServiceTime.SecondsLength];
        inventoryDate.FormatSeconds(date);
        return Encoding.UTF8.GetBytes(
            $$"""{"VaultARN":"{{vaultArn}}","InventoryDate":"{{Encoding.UTF8.GetString(date)}}","ArchiveList":["""
        );
    }

    public override int EntryLength(in ArchiveRecord archive)
    {
        int length = FixedLength + DigitsOf(archive.Size);
        foreach (byte c in archive.Description ?? [])
        {
            length += IsEscaped(c) ? 2 : 1;
        }

        return length;
    }

    public override int WriteEntry(in ArchiveRecord archive, bool isFirst, Span<byte> utf8)
    {
        var output = new SpanWriter(utf8);
        output.Write(isFirst ? ""u8 : ","u8);
        output.Write("{\"ArchiveId\":\""u8);
        IdCodec.Archive.Format(archive.Key, output.Take(IdCodec.Archive.Length));
        output.Write("\",\"ArchiveDescription\":\""u8);
        foreach (byte c in archive.Description ?? [])
        {
            if (IsEscaped(c))
            {
                output.Write((byte)'\\');
            }

            output.Write(c);
        }

        output.Write("\",\"CreationDate\":\""u8);
        archive.Created.FormatSeconds(output.Take(ServiceTime.SecondsLength));
        output.Write("\",\"Size\":"u8);
        archive.Size.TryFormat(output.Rest, out int digits, provider: CultureInfo.InvariantCulture);
        output.Take(digits);
        output.Write(",\"SHA256TreeHash\":\""u8);
        HexText.Write(archive.TreeHash, output.Take(2 * Sha256Digest.Size));
        output.Write("\"}"u8);
        return output.Length;
    }

    // Descriptions are printable ASCII, of which JSON escapes these two.
    private static bool IsEscaped(byte c) => c is (byte)'"' or (byte)'\\';
}
