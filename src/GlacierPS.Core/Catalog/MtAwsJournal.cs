using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// mt-aws-glacier's journal: a line for each archive that was created or deleted, its fields separated by tabs behind a
/// version A, B or C, or by spaces in version 0 (archive-names.md).
/// </summary>
public static class MtAwsJournal
{
    /// <summary>The archives that were created and deleted, in order. Jobs and other lines are passed over.</summary>
    /// <exception cref="GlacierInputException">A line is none of a journal; those before it were given out.</exception>
    public static async IAsyncEnumerable<ImportedRecord> ReadAsync(
        Stream journal,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var reader = new StreamReader(
            journal,
            Encoding.UTF8,
            detectEncodingFromByteOrderMarks: true,
            bufferSize: 1 << 16,
            leaveOpen: true
        );
        for (long number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (line.Length > 0 && Parse(line, number) is { } record)
            {
                yield return record;
            }
        }
    }

    private static ImportedRecord? Parse(string line, long number)
    {
        string[] fields = line.Split('\t');
        return fields switch
        {
            [{ Length: 1 }, var time, "CREATED", var id, var size, var modified, var hash, .. { Length: > 0 } name] =>
                Created(line, number, time, id, size, modified, hash, string.Join('\t', name)),
            [{ Length: 1 }, var time, "DELETED", var id, ..] => new ImportedRecord
            {
                ArchiveId = id,
                Deleted = true,
                At = Time(time) ?? throw Wrong(line, number),
            },
            [{ Length: 1 }, _, _, ..] when char.IsAsciiLetterUpper(fields[0][0]) => null,
            _ => ParseFirst(line, number),
        };
    }

    /// <summary>Version 0, whose names may have spaces but no other field has.</summary>
    private static ImportedRecord? ParseFirst(string line, long number) =>
        line.Split(' ', 6) switch
        {
            [var time, "CREATED", var id, var size, var hash, var name] => Created(
                line,
                number,
                time,
                id,
                size,
                "NONE",
                hash,
                name
            ),
            [var time, "DELETED", var id, ..] => new ImportedRecord
            {
                ArchiveId = id,
                Deleted = true,
                At = Time(time) ?? throw Wrong(line, number),
            },
            [var time, "RETRIEVE_JOB", ..] when Time(time) is not null => null,
            _ => throw Wrong(line, number),
        };

    private static ImportedRecord Created(
        string line,
        long number,
        string time,
        string id,
        string size,
        string modified,
        string hash,
        string name
    ) =>
        Time(time) is { } at
        && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
        && Sha256Digest.TryParse(hash, out _)
        && id.Length > 0
            ? new ImportedRecord
            {
                ArchiveId = id,
                At = at,
                SizeInBytes = bytes,
                SHA256TreeHash = hash,
                Name = new ArchiveName
                {
                    Name = name,
                    ModifiedTime = Time(modified),
                    WrittenBy = ArchiveTool.MtAwsGlacier,
                },
            }
            : throw Wrong(line, number);

    /// <summary>Seconds since 1970; null for NONE, and for what is no time.</summary>
    private static DateTime? Time(string seconds) =>
        long.TryParse(seconds, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long count)
        && count >= DateTimeOffset.MinValue.ToUnixTimeSeconds()
        && count <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(count).UtcDateTime
            : null;

    private static GlacierInputException Wrong(string line, long number) =>
        new(
            "JournalDamaged",
            $"Line {number:N0} is not a line of mt-aws-glacier's journal: "
                + $"'{(line.Length > 80 ? line[..80] + "..." : line)}'. Nothing was imported; mend or remove the line."
        );
}
