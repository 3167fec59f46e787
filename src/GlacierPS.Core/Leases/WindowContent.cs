using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Leases;

/// <summary>An archive of a window, with all that a machine without a catalogue has to know of it.</summary>
/// <param name="Archive">The archive.</param>
/// <param name="IsOlder">Whether the vault has a newer one with the same name and other content.</param>
public sealed record WindowArchive(CatalogArchive Archive, bool IsOlder);

/// <summary>
/// A window's archives as bytes for rows of a table: JSON Lines, compressed, each piece by itself and small enough for
/// a row of Amazon DynamoDB, which has at most 400 KB.
/// </summary>
internal static partial class WindowContent
{
    // IDs and hashes are random, and what is random grows by less than one part in a thousand when it is compressed.
    private const int MaxPiece = 380_000;

    /// <summary>Writes them.</summary>
    public static IEnumerable<byte[]> Write(IEnumerable<WindowArchive> archives)
    {
        using var piece = new MemoryStream();
        foreach (WindowArchive archive in archives)
        {
            byte[] line = JsonSerializer.SerializeToUtf8Bytes(ArchiveLine.Of(archive), Form.Default.ArchiveLine);
            if (piece.Length > 0 && piece.Length + line.Length + 1 > MaxPiece)
            {
                yield return Compressed(piece);
                piece.SetLength(0);
            }

            piece.Write(line);
            piece.WriteByte((byte)'\n');
        }

        if (piece.Length > 0)
        {
            yield return Compressed(piece);
        }
    }

    /// <summary>Reads a piece.</summary>
    /// <exception cref="ShareTableException">It is not as it was written.</exception>
    public static List<WindowArchive> Read(string vaultName, byte[] piece)
    {
        try
        {
            using var unpacked = new GZipStream(new MemoryStream(piece), CompressionMode.Decompress);
            using var lines = new StreamReader(unpacked);
            var archives = new List<WindowArchive>();
            while (lines.ReadLine() is { } line)
            {
                archives.Add(JsonSerializer.Deserialize(line, Form.Default.ArchiveLine)!.ToArchive(vaultName));
            }

            return archives;
        }
        catch (Exception error)
            when (error is JsonException or InvalidDataException or FormatException or ArgumentException)
        {
            throw new ShareTableException(
                "ShareDamaged",
                $"A row of the share's table that lists archives of vault '{vaultName}' cannot be read: "
                    + $"{error.Message} Remove the share with Remove-GlacierShareTable -Share and run the same command "
                    + "again; what is done stays done.",
                error
            );
        }
    }

    private static byte[] Compressed(MemoryStream piece)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            piece.WriteTo(gzip);
        }

        return packed.ToArray();
    }

    private sealed record ArchiveLine(
        [property: JsonPropertyName("i")] string Id,
        [property: JsonPropertyName("s")] long Size,
        [property: JsonPropertyName("c")] DateTime Created,
        [property: JsonPropertyName("h")] string? TreeHash,
        [property: JsonPropertyName("d")] string? Description,
        [property: JsonPropertyName("e")] CatalogEvidence Evidence,
        [property: JsonPropertyName("k")] DateTime KnownAt,
        [property: JsonPropertyName("n")] IReadOnlyList<ArchiveName>? Names,
        [property: JsonPropertyName("o")] bool IsOlder
    )
    {
        public static ArchiveLine Of(WindowArchive from) =>
            new(
                from.Archive.ArchiveId,
                from.Archive.SizeInBytes,
                from.Archive.CreationDate,
                from.Archive.SHA256TreeHash,
                from.Archive.Description.Length > 0 ? from.Archive.Description : null,
                from.Archive.Evidence,
                from.Archive.KnownAt,
                from.Archive.Imported.Count > 0 ? from.Archive.Imported : null,
                from.IsOlder
            );

        public WindowArchive ToArchive(string vaultName) =>
            new(
                new CatalogArchive(
                    ArchiveFields.Of(Id, Description, Created, Size, TreeHash),
                    vaultName,
                    Evidence,
                    KnownAt,
                    Names
                ),
                IsOlder
            );
    }

    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
    [JsonSerializable(typeof(ArchiveLine))]
    private sealed partial class Form : JsonSerializerContext;
}
