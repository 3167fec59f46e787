using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace GlacierPS.Local.Identifiers;

/// <summary>
/// The IDs of one kind: so many characters of <c>[A-Za-z0-9_-]</c> (glacier-api.md §1.4). An ID is the key itself,
/// then bytes that follow from the key, in base64url. So an ID can be read back to its key, and one that was never
/// issued is told apart without a search.
/// </summary>
/// <param name="byteCount">Bytes under the base64url, the 16 of the key included.</param>
/// <param name="kind">Sets kinds apart: an archive's ID is never a job's.</param>
internal sealed class IdCodec(int byteCount, ulong kind)
{
    private const int LongestText = 140;

    /// <summary>Archive IDs: 138 characters.</summary>
    public static readonly IdCodec Archive = new(103, 1);

    /// <summary>Job IDs: 92 characters.</summary>
    public static readonly IdCodec Job = new(69, 2);

    /// <summary>Upload IDs: 92 characters.</summary>
    public static readonly IdCodec Upload = new(69, 3);

    /// <summary>Markers of lists: 50 characters, as in the samples of §10.</summary>
    public static readonly IdCodec Marker = new(37, 4);

    /// <summary>IDs of vault locks: 24 characters.</summary>
    public static readonly IdCodec VaultLock = new(18, 5);

    /// <summary>IDs of units of provisioned capacity: 24 characters.</summary>
    public static readonly IdCodec Capacity = new(18, 6);

    /// <summary>Characters in an ID.</summary>
    public int Length { get; } = (byteCount * 4 + 2) / 3;

    /// <summary>Writes the ID of a key.</summary>
    public void Format(ResourceKey key, Span<byte> utf8)
    {
        Span<byte> text = stackalloc byte[LongestText];
        key.CopyTo(text);
        ulong state = key.High ^ key.Low ^ (kind * 0x9E3779B97F4A7C15);
        for (int at = ResourceKey.Size; at < byteCount; at += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64BigEndian(text[at..], Next(ref state));
        }

        Base64.EncodeToUtf8InPlace(text, byteCount, out _);
        text[..Length].CopyTo(utf8);
        utf8[..Length].Replace((byte)'+', (byte)'-');
        utf8[..Length].Replace((byte)'/', (byte)'_');
    }

    /// <summary>The ID of a key.</summary>
    public string Format(ResourceKey key)
    {
        Span<byte> text = stackalloc byte[Length];
        Format(key, text);
        return Encoding.ASCII.GetString(text);
    }

    /// <summary>Whether a text has the form of an ID, issued by this service or not.</summary>
    public bool HasForm(string text) =>
        text.Length == Length && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>Reads an ID back to its key; refuses what this service cannot have issued.</summary>
    public bool TryParse(string text, out ResourceKey key)
    {
        const int head = 24;
        key = default;
        if (text.Length != Length)
        {
            return false;
        }

        Span<byte> sent = stackalloc byte[Length];
        if (Encoding.ASCII.GetBytes(text, sent) != Length)
        {
            return false;
        }

        Span<byte> start = stackalloc byte[head];
        sent[..head].CopyTo(start);
        start.Replace((byte)'-', (byte)'+');
        start.Replace((byte)'_', (byte)'/');
        if (Base64.DecodeFromUtf8InPlace(start, out int decoded) != OperationStatus.Done || decoded < ResourceKey.Size)
        {
            return false;
        }

        key = ResourceKey.FromBytes(start);
        Span<byte> issued = stackalloc byte[Length];
        Format(key, issued);
        return issued.SequenceEqual(sent);
    }

    /// <summary>
    /// SplitMix64: evenly spread and quick. The key carries all the chance; nothing here is a secret.
    /// </summary>
    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
