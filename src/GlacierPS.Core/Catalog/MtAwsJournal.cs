using System.Globalization;
using System.Runtime.CompilerServices;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// mt-aws-glacier's journal: a line for each archive that was created or deleted, its fields separated by tabs behind a
/// version A, B or C, or by spaces in version 0 (archive-names.md).
/// </summary>
public static class MtAwsJournal
{
    /// <summary>The archives that were created and deleted, in order. Jobs are passed over.</summary>
    /// <param name="journal">UTF-8.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="damaged">Told the number, from 1, of each line that is none, such as one that was torn when a disk
    /// was full; null makes it an error. Where no line at all is one of a journal, it is an error too.</param>
    /// <exception cref="GlacierInputException">A line is not UTF-8, or none of a journal; those before it were given
    /// out.</exception>
    public static async IAsyncEnumerable<ImportedRecord> ReadAsync(
        Stream journal,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        Action<long>? damaged = null
    )
    {
        GlacierInputException? first = null;
        bool any = false;
        long number = 0;
        await foreach (string line in TextInput.LinesAsync(journal, cancellationToken))
        {
            number++;
            ImportedRecord? record = null;
            try
            {
                record = line.Length > 0 ? Parse(line, number) : null;
                any |= line.Length > 0;
            }
            catch (GlacierInputException error) when (damaged is not null)
            {
                first ??= error;
                damaged(number);
            }

            if (record is not null)
            {
                yield return record;
            }
        }

        if (!any)
        {
            throw first
                ?? new GlacierInputException(
                    "JournalDamaged",
                    "There is nothing in the file: it is no journal, and no list or inventory either."
                );
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
            [{ Length: 1 }, var time, "RETRIEVE_JOB", _, _] when Time(time) is not null => null,
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
            $"Line {Digits.Of(number)} is not a line of mt-aws-glacier's journal: "
                + $"'{(line.Length > 80 ? line[..80] + "..." : line)}'. Nothing was imported; mend or remove the line."
        );
}
