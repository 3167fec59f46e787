using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// The one archive of a Synology mapping vault (<c>NAME_mapping</c>), retrieved and saved as a file: a SQLite database
/// whose <c>file_info_tb</c> says which archive of the vault <c>NAME</c> is which file (archive-names.md).
/// </summary>
public static class SynologyMapping
{
    private static readonly DatabaseSchema s_schema = new()
    {
        ApplicationId = 0,
        Migrations = [],
        Noun = "the mapping",
        Remedy = "Nothing was imported. Retrieve it once more, and compare its tree hash.",
    };

    /// <summary>Whether a file is a SQLite database.</summary>
    public static bool IsDatabase(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[16];
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head.SequenceEqual("SQLite format 3\0"u8);
    }

    /// <summary>
    /// The archives that the mapping names. It knows neither their tree hashes nor when they were stored.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="skip">Told at the end how many rows name no archive or no file, if there are any.</param>
    /// <exception cref="GlacierInputException">It is no such database, or is damaged.</exception>
    public static IEnumerable<ImportedRecord> Read(string path, Action<long>? skip = null)
    {
        if (!IsDatabase(path))
        {
            throw new GlacierInputException("NotADatabase", $"'{path}' is not a SQLite database.");
        }

        using Database database = Database.OpenForeign(path, s_schema);
        if (database.FindDamage() is { } damage)
        {
            throw database.Damaged(damage);
        }

        if (database.Number("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'file_info_tb'") == 0)
        {
            throw NotMapping(path);
        }

        // The size is a DECIMAL in some versions, which SQLite may keep as a number of either kind, or as a text.
        using DatabaseStatement select = database.Prepare(
            "SELECT shareName, basePath, archiveID, CAST(fileSize AS INTEGER) FROM file_info_tb"
        );
        bool any = false;
        long skipped = 0;
        while (select.Step())
        {
            any = true;
            if (select.Text(2) is not { Length: > 0 } id || select.Text(1) is not { Length: > 0 } file)
            {
                skipped++;
            }
            else
            {
                yield return new ImportedRecord
                {
                    ArchiveId = id,
                    SizeInBytes = select.NumberOrNull(3),
                    Name = new ArchiveName
                    {
                        Name = $"{select.Text(0)}/{file.TrimStart('/')}".TrimStart('/'),
                        WrittenBy = ArchiveTool.Synology,
                    },
                };
            }
        }

        if (!any)
        {
            throw NotMapping(path);
        }

        if (skipped > 0)
        {
            skip?.Invoke(skipped);
        }
    }

    private static GlacierInputException NotMapping(string path) =>
        new(
            "NotAMapping",
            $"'{path}' has no table file_info_tb with rows: it is not the mapping of a Synology backup."
        );
}
