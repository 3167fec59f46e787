using System.Text;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>A name of an archive in its folder: what it is found by, and how it is written.</summary>
internal ref struct NameRow
{
    /// <summary>What is read of a row, in the order of <see cref="Read"/>.</summary>
    public const string Columns = "n.folder, n.key, n.archive, n.name, n.imported, n.tool, n.modified, n.crc";

    public long Folder;

    /// <summary>The name as it is compared (<see cref="NameKey"/>).</summary>
    public ReadOnlySpan<byte> Key;

    public long Archive;

    /// <summary>The name as it is written; empty where that is the key.</summary>
    public ReadOnlySpan<byte> Written;

    /// <summary>Whether another tool's records say it, rather than the archive's description.</summary>
    public bool IsImported;

    public long? Tool;
    public long? Modified;

    public readonly long Checksum =>
        new RowChecksum()
            .Add(Folder)
            .Add(Key)
            .Add(Archive)
            .Add(Written)
            .Add(IsImported ? 1L : 0L)
            .Add(Tool)
            .Add(Modified)
            .Value;

    public readonly string Name => Encoding.UTF8.GetString(Written.IsEmpty ? Key : Written);

    /// <summary>The row that a statement stands on, checked.</summary>
    /// <exception cref="DatabaseException">It is not as it was written.</exception>
    public static NameRow Read(DatabaseStatement row, Database database, out long checksum)
    {
        var read = new NameRow
        {
            Folder = row.Number(0),
            Key = row.Bytes(1),
            Archive = row.Number(2),
            Written = row.Bytes(3),
            IsImported = row.Number(4) != 0,
        };
        if (read.IsImported)
        {
            (read.Tool, read.Modified) = (row.NumberOrNull(5), row.NumberOrNull(6));
        }

        checksum = row.Number(7);
        return read.Checksum == checksum
            ? read
            : throw database.Damaged($"a name in folder number {read.Folder} is not as it was written");
    }

    /// <summary>What an import said.</summary>
    public readonly ArchiveName ToImported(string folder) =>
        new()
        {
            Name = folder + Name,
            ModifiedTime = CatalogSchema.TimeOrNull(Modified),
            WrittenBy = (ArchiveTool)(Tool ?? 0),
        };
}
