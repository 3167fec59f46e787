using GlacierPS.Local.Archives;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Inventories;

/// <summary>
/// How an inventory is written (glacier-api.md §6.8): its head, its entries, its tail, and their lengths before they
/// are written.
/// </summary>
internal abstract class InventoryForm
{
    public static readonly InventoryForm Json = new JsonInventoryForm();

    public static readonly InventoryForm Csv = new CsvInventoryForm();

    /// <summary>Room that any one entry fits into: every character of a description may be escaped.</summary>
    public const int EntryRoom = 4096;

    public abstract string ContentType { get; }

    public abstract byte[] Head(string vaultArn, ServiceTime inventoryDate);

    public abstract byte[] Tail { get; }

    /// <summary>Bytes between two entries.</summary>
    public abstract int Separation { get; }

    /// <summary>Bytes of an entry, without what separates it from the next.</summary>
    public abstract int EntryLength(in ArchiveRecord archive);

    /// <summary>Writes an entry; answers its length.</summary>
    public abstract int WriteEntry(in ArchiveRecord archive, bool isFirst, Span<byte> utf8);

    /// <summary>The form of a name that a client sent: <c>JSON</c> or <c>CSV</c>.</summary>
    public static InventoryForm Of(string format) => format == "CSV" ? Csv : Json;

    /// <summary>Bytes of a whole inventory.</summary>
    public long TotalLength(string vaultArn, ServiceTime date, long entries, long entriesLength) =>
        Head(vaultArn, date).Length + entriesLength + Math.Max(0, entries - 1) * Separation + Tail.Length;

    protected static int DigitsOf(long number)
    {
        int digits = 1;
        while ((number /= 10) > 0)
        {
            digits++;
        }

        return digits;
    }
}
