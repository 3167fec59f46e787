using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// The one archive of a Synology mapping vault (<c>NAME_mapping</c>), retrieved and saved as a file: a SQLite database
/// whose <c>file_info_tb</c> says which archive of the vault <c>NAME</c> is which file (archive-names.md).
/// </summary>
public static class SynologyMapping
{
    private static readonly string[] s_columns = ["shareName", "basePath", "archiveID", "fileSize"];

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
    /// <exception cref="GlacierInputException">It is no such database, or is damaged.</exception>
    public static IEnumerable<ImportedRecord> Read(string path)
    {
        using var database = new SqliteFile(path);
        bool any = false;
        foreach (object?[] row in database.Rows("file_info_tb", s_columns))
        {
            any = true;
            if (row is [var share, string file, string { Length: > 0 } id, var size])
            {
                yield return new ImportedRecord
                {
                    ArchiveId = id,
                    SizeInBytes = size as long?,
                    Name = new ArchiveName
                    {
                        Name = $"{share}/{file.TrimStart('/')}".TrimStart('/'),
                        WrittenBy = ArchiveTool.Synology,
                    },
                };
            }
        }

        if (!any)
        {
            throw new GlacierInputException(
                "NotAMapping",
                $"'{path}' has no table file_info_tb with rows: it is not the mapping of a Synology backup."
            );
        }
    }
}
