using System.Buffers.Text;
using System.Globalization;
using System.Text;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Inventory;

/// <summary>What every list says of an archive, still in the reader's buffer.</summary>
internal ref struct ArchiveFields
{
    public ReadOnlySpan<byte> ArchiveId;

    /// <summary>In UTF-8, sound.</summary>
    public ReadOnlySpan<byte> Description;

    public DateTime CreationDate;

    public long Size;

    public Sha256Digest TreeHash;

    /// <summary>What a caller says, rather than a list.</summary>
    /// <exception cref="FormatException">The tree hash is none.</exception>
    public static ArchiveFields Of(
        string archiveId,
        string? description,
        DateTime creationDate,
        long size,
        string? treeHash
    ) =>
        new()
        {
            ArchiveId = Encoding.UTF8.GetBytes(archiveId),
            Description = Encoding.UTF8.GetBytes(description ?? ""),
            CreationDate = creationDate,
            Size = size,
            TreeHash = string.IsNullOrEmpty(treeHash) ? default : Sha256Digest.Parse(treeHash),
        };

    /// <summary>ISO 8601 in UTC, whole seconds or with fractions (glacier-api.md §8, D10).</summary>
    public static bool TryReadDate(ReadOnlySpan<byte> text, out DateTime date)
    {
        // The service's own form, which all of a million dates have, is read without a general parser.
        if (
            text
                is [
                    _,
                    _,
                    _,
                    _,
                    (byte)'-',
                    _,
                    _,
                    (byte)'-',
                    _,
                    _,
                    (byte)'T',
                    _,
                    _,
                    (byte)':',
                    _,
                    _,
                    (byte)':',
                    _,
                    _,
                    (byte)'Z',
                ]
            && TryNumber(text[..4], out int year)
            && TryNumber(text[5..7], out int month)
            && TryNumber(text[8..10], out int day)
            && TryNumber(text[11..13], out int hour)
            && TryNumber(text[14..16], out int minute)
            && TryNumber(text[17..19], out int second)
            && year > 0
            && month is > 0 and < 13
            && day > 0
            && day <= DateTime.DaysInMonth(year, month)
            && hour < 24
            && minute < 60
            && second < 60
        )
        {
            date = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc);
            return true;
        }

        return DateTime.TryParseExact(
            Encoding.UTF8.GetString(text),
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out date
        );
    }

    /// <summary>A number of bytes: decimal digits and nothing else.</summary>
    public static bool TryReadSize(ReadOnlySpan<byte> text, out long size) =>
        Utf8Parser.TryParse(text, out size, out int length)
        && length == text.Length
        && text[0] is >= (byte)'0' and <= (byte)'9';

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = number * 10 + (digit - '0');
        }

        return true;
    }
}
