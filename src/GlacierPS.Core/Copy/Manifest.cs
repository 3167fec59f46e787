using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Copy;

/// <summary>
/// A list of archives whose copies are proven: JSON in lines, compressed by gzip. The first line says what it lists
/// (<see cref="ManifestHead"/>), then comes a line for each archive (<see cref="ManifestEntry"/>), and the last one has
/// their count and the SHA-256 of all lines before it. The first line is a gzip member of its own, so that it can be
/// read without the rest. The form is documented in about_GlacierPS_Leaving.
/// </summary>
/// <param name="Head">What it lists.</param>
/// <param name="Entries">The archives, in the order of their creation.</param>
public sealed record Manifest(ManifestHead Head, IReadOnlyList<ManifestEntry> Entries)
{
    /// <summary>The version that is written; of another one nothing is read.</summary>
    public const int Version = 1;

    /// <summary>So many bytes of a manifest have its first line.</summary>
    internal const int HeadBytes = 8 << 10;

    private const byte LineFeed = (byte)'\n';

    /// <summary>Writes one.</summary>
    public static byte[] Write(ManifestHead head, IReadOnlyList<ManifestEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        using var file = new MemoryStream();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var lines = new ArrayBufferWriter<byte>();
        Add(lines, head, ManifestJson.Default.ManifestHead);
        Member(file, lines, hash);
        foreach (ManifestEntry entry in entries)
        {
            Add(lines, entry, ManifestJson.Default.ManifestEntry);
        }

        hash.AppendData(lines.WrittenSpan);
        Add(
            lines,
            new ManifestEnd(entries.Count, Sha256Digest.Finish(hash).ToString()),
            ManifestJson.Default.ManifestEnd
        );
        Member(file, lines, null);
        return file.ToArray();
    }

    /// <summary>Reads one to its end.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="GlacierTransferException">
    /// ManifestDamaged: it is not as it was written, and nothing of it counts. ManifestNewer: it is of another version.
    /// </exception>
    public static Manifest Read(ReadOnlyMemory<byte> bytes, string name)
    {
        ReadOnlySpan<byte> all = Unpack(bytes, name, whole: true);
        ManifestHead head = ReadHead(all, out int headLength, name);
        int last = all.Length > 1 ? all[..^1].LastIndexOf(LineFeed) + 1 : 0;
        if (all.Length == 0 || all[^1] != LineFeed || last < headLength)
        {
            throw Damaged(name, "it has no last line");
        }

        ManifestEnd end = Parse(all[last..^1], ManifestJson.Default.ManifestEnd, name);
        if (end.Lines != Sha256Digest.Of(all[..last]).ToString())
        {
            throw Damaged(name, "its lines have another SHA-256 than the last one says");
        }

        var entries = new List<ManifestEntry>();
        for (ReadOnlySpan<byte> rest = all[headLength..last]; rest.Length > 0; )
        {
            int length = rest.IndexOf(LineFeed);
            ManifestEntry entry = Parse(rest[..length], ManifestJson.Default.ManifestEntry, name);
            entries.Add(
                entry.IsPossible ? entry : throw Damaged(name, $"line {entries.Count + 2} has impossible values")
            );
            rest = rest[(length + 1)..];
        }

        return end.Count == entries.Count && head.Archives == entries.Count
            ? new Manifest(head, entries)
            : throw Damaged(
                name,
                $"it has {Quantity.Of(entries.Count, "archive")} and says {Digits.Of(head.Archives)}"
            );
    }

    /// <summary>Reads the first line out of the beginning of one.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    internal static ManifestHead ReadHead(ReadOnlyMemory<byte> beginning, string name) =>
        ReadHead(Unpack(beginning, name, whole: false), out _, name);

    private static ManifestHead ReadHead(ReadOnlySpan<byte> lines, out int length, string name)
    {
        length = lines.IndexOf(LineFeed) + 1;
        if (length == 0)
        {
            throw Damaged(name, "it has no first line");
        }

        ManifestHead head = Parse(lines[..(length - 1)], ManifestJson.Default.ManifestHead, name);
        return head.Version == Version
            ? head
            : throw new GlacierTransferException(
                "ManifestNewer",
                $"The manifest '{name}' has version {head.Version}, and version {Version} is read here. Update the "
                    + "module."
            );
    }

    private static void Add<T>(ArrayBufferWriter<byte> lines, T line, JsonTypeInfo<T> type)
    {
        using (var json = new Utf8JsonWriter(lines, new JsonWriterOptions { Encoder = ManifestJson.Encoder }))
        {
            JsonSerializer.Serialize(json, line, type);
        }

        lines.Write([LineFeed]);
    }

    private static void Member(MemoryStream file, ArrayBufferWriter<byte> lines, IncrementalHash? hash)
    {
        hash?.AppendData(lines.WrittenSpan);
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(lines.WrittenSpan);
        }

        lines.ResetWrittenCount();
    }

    private static ReadOnlySpan<byte> Unpack(ReadOnlyMemory<byte> bytes, string name, bool whole)
    {
        using var packed = new MemoryStream(bytes.ToArray(), writable: false);
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        using var lines = new MemoryStream();
        try
        {
            gzip.CopyTo(lines);
        }
        catch (InvalidDataException error) when (whole || lines.Length == 0)
        {
            throw Damaged(name, error.Message, error);
        }
        catch (InvalidDataException)
        {
            // Its beginning alone was given, and ends in the middle of the second member.
        }

        return lines.GetBuffer().AsSpan(0, (int)lines.Length);
    }

    private static T Parse<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> type, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw Damaged(name, "a line of it is empty");
        }
        catch (JsonException error)
        {
            throw Damaged(name, error.Message, error);
        }
    }

    private static GlacierTransferException Damaged(string name, string why, Exception? error = null) =>
        new(
            "ManifestDamaged",
            $"The manifest '{name}' is not as it was written: {why}. What it lists does not count as copied. Move it "
                + "away, and run Copy-GlacierArchive again: it looks at the objects, retrieves none that are there, "
                + "and lists them anew.",
            error
        );
}

/// <summary>What a manifest lists.</summary>
public sealed record ManifestHead
{
    /// <summary>The version of the form.</summary>
    [JsonPropertyName("manifest")]
    public required int Version { get; init; }

    /// <summary>The vault.</summary>
    [JsonPropertyName("vault")]
    public required string VaultName { get; init; }

    /// <summary>The vault's region.</summary>
    [JsonPropertyName("region")]
    public string Region { get; init; } = "";

    /// <summary>What the keys begin with.</summary>
    [JsonPropertyName("prefix")]
    public string Prefix { get; init; } = "";

    /// <summary>How many archives it lists.</summary>
    [JsonPropertyName("archives")]
    public required long Archives { get; init; }

    /// <summary>Their bytes.</summary>
    [JsonPropertyName("bytes")]
    public long SizeInBytes { get; init; }

    /// <summary>No archive was stored before that, in UTC.</summary>
    [JsonPropertyName("from")]
    public required DateTime From { get; init; }

    /// <summary>All archives were stored before that, in UTC.</summary>
    [JsonPropertyName("until")]
    public required DateTime Until { get; init; }

    /// <summary>When it was written, in UTC.</summary>
    [JsonPropertyName("written")]
    public DateTime Written { get; init; }
}

/// <summary>An archive whose copy is proven, and where the copy is.</summary>
public sealed record ManifestEntry
{
    /// <summary>The archive.</summary>
    [JsonPropertyName("id")]
    public required string ArchiveId { get; init; }

    /// <summary>The file's name.</summary>
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    /// <summary>The key of the object; a bundle's where there is an offset.</summary>
    [JsonPropertyName("key")]
    public required string Key { get; init; }

    /// <summary>Where it begins in a bundle, in bytes; null where the object is this archive alone.</summary>
    [JsonPropertyName("offset")]
    public long? Offset { get; init; }

    /// <summary>Its bytes.</summary>
    [JsonPropertyName("size")]
    public required long SizeInBytes { get; init; }

    /// <summary>Its tree hash, 64 hexadecimal digits; null if nobody knew it.</summary>
    [JsonPropertyName("treeHash")]
    public string? SHA256TreeHash { get; init; }

    /// <summary>
    /// The SHA-256 of its bytes in Base64; of an object of several parts that of theirs with <c>-</c> and their count.
    /// </summary>
    [JsonPropertyName("sha256")]
    public required string ChecksumSHA256 { get; init; }

    /// <summary>Bytes of the bundle that it is in; null where the object is this archive alone.</summary>
    [JsonPropertyName("bundleSize")]
    public long? BundleSizeInBytes { get; init; }

    /// <summary>
    /// The SHA-256 of the bundle, as <see cref="ChecksumSHA256"/> is written; null where the object is this archive
    /// alone.
    /// </summary>
    [JsonPropertyName("bundleSha256")]
    public string? BundleChecksumSHA256 { get; init; }

    /// <summary>The object's storage class.</summary>
    [JsonPropertyName("storageClass")]
    public string StorageClass { get; init; } = "";

    /// <summary>When it was stored in the vault, in UTC.</summary>
    [JsonPropertyName("created")]
    public required DateTime CreationDate { get; init; }

    /// <summary>When the file was last written, in UTC; null if that is not known.</summary>
    [JsonPropertyName("modified")]
    public DateTime? ModifiedTime { get; init; }

    /// <summary>Its description.</summary>
    [JsonPropertyName("description")]
    public string Description { get; init; } = "";

    /// <summary>Whether no value is one that was never written.</summary>
    internal bool IsPossible =>
        ArchiveId.Length > 0
        && Key.Length > 0
        && SizeInBytes >= 0
        && (
            Offset is { } offset
                ? offset >= 0 && BundleChecksumSHA256 is not null && BundleSizeInBytes - offset >= SizeInBytes
                : BundleSizeInBytes is null && BundleChecksumSHA256 is null
        )
        && (SHA256TreeHash is null || Sha256Digest.TryParse(SHA256TreeHash, out _));

    /// <summary>Whether another entry says the same of where it is.</summary>
    internal bool IsAt(ManifestEntry other) =>
        Key == other.Key
        && Offset == other.Offset
        && ChecksumSHA256 == other.ChecksumSHA256
        && BundleChecksumSHA256 == other.BundleChecksumSHA256;

    /// <summary>Bytes of the object that it is, or is in.</summary>
    internal long ObjectSize => BundleSizeInBytes ?? SizeInBytes;

    /// <summary>The SHA-256 of the object that it is, or is in.</summary>
    internal string ObjectChecksum => BundleChecksumSHA256 ?? ChecksumSHA256;
}

/// <summary>The last line: how many archives there are, and the SHA-256 of all lines before it.</summary>
internal sealed record ManifestEnd(
    [property: JsonPropertyName("end")] long Count,
    [property: JsonPropertyName("lines")] string Lines
);

/// <summary>How the lines are written: names as they are, not as numbers of their characters.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ManifestHead))]
[JsonSerializable(typeof(ManifestEntry))]
[JsonSerializable(typeof(ManifestEnd))]
[JsonSerializable(typeof(CopySettings))]
[JsonSerializable(typeof(CopyFailure))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ManifestJson : JsonSerializerContext
{
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
}
