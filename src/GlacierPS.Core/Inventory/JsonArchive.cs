using System.Text.Unicode;

namespace GlacierPS.Core.Inventory;

/// <summary>
/// An archive in exactly the form that the service writes: five members in their order, nothing between them and no
/// escapes (glacier-api.md §6.8). Nearly all have it, and are read by searching for quotes; the others by a JSON
/// reader.
/// </summary>
internal static class JsonArchive
{
    private const byte Quote = (byte)'"';

    /// <summary>
    /// Reads the archive that a text begins with; false if it has another form, or is not complete.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> text, ref InventoryFields fields, out int length)
    {
        ReadOnlySpan<byte> rest = text;
        length = 0;
        if (
            !TryString(ref rest, "{\"ArchiveId\":\""u8, out fields.ArchiveId)
            || !TryString(ref rest, ",\"ArchiveDescription\":\""u8, out fields.Description)
            || !TryString(ref rest, ",\"CreationDate\":\""u8, out fields.CreationDate)
            || !rest.StartsWith(",\"Size\":"u8)
        )
        {
            return false;
        }

        rest = rest[",\"Size\":"u8.Length..];
        int digits = rest.IndexOf((byte)',');
        if (
            digits <= 0
            || !ArchiveFields.TryReadSize(rest[..digits], out fields.Size)
            || (digits > 1 && rest[0] == (byte)'0')
        )
        {
            return false;
        }

        rest = rest[digits..];
        if (!TryString(ref rest, ",\"SHA256TreeHash\":\""u8, out fields.TreeHash) || rest is not [(byte)'}', ..])
        {
            return false;
        }

        length = text.Length - rest.Length + 1;
        return Utf8.IsValid(text[..length]);
    }

    private static bool TryString(
        scoped ref ReadOnlySpan<byte> rest,
        ReadOnlySpan<byte> before,
        out ReadOnlySpan<byte> value
    )
    {
        value = default;
        if (!rest.StartsWith(before))
        {
            return false;
        }

        rest = rest[before.Length..];
        int end = rest.IndexOf(Quote);
        if (end < 0 || rest[..end].IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 || rest[..end].Contains((byte)'\\'))
        {
            return false;
        }

        value = rest[..end];
        rest = rest[(end + 1)..];
        return true;
    }
}
