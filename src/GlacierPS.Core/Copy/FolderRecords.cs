using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Copy;

/// <summary>
/// What a folder of copies keeps beside its files, below <c>_glacier</c>: of each file a record that is named by the
/// SHA-256 of its key, and the files that are being written. A record that is damaged counts as none.
/// </summary>
/// <param name="root">The folder.</param>
internal sealed class FolderRecords(string root)
{
    private const string Own = CopyKeys.OwnFolder + "objects/";
    private const string Open = CopyKeys.OwnFolder + "uploads/";
    private const string Suffix = ".json";

    /// <summary>Whether a folder has copies.</summary>
    public static bool AreIn(string folder) => Directory.Exists(Path.Join(folder, Own));

    /// <summary>Whether a file of the folder is one of these, and no copy.</summary>
    public static bool Has(string key) =>
        key.StartsWith(Own, StringComparison.Ordinal) || key.StartsWith(Open, StringComparison.Ordinal);

    /// <summary>Where a file is written before it has its name.</summary>
    public string AsidePath(string key) => Path.Join(root, Open, NameOf(key) + ".put");

    /// <summary>Where the parts of an upload are written.</summary>
    public string DataPath(string uploadId) => Path.Join(FolderOf(uploadId), "data");

    /// <summary>What is known of a file; null for nothing.</summary>
    public FolderObject? Read(string key) =>
        Read(PathOf(key), FolderJson.Default.FolderObject) is { } known && known.Key == key ? known : null;

    public void Write(FolderObject known) => Write(PathOf(known.Key), known, FolderJson.Default.FolderObject);

    public void Delete(string key) => OwnFiles.Retry(() => File.Delete(PathOf(key)));

    /// <summary>Begins an upload.</summary>
    /// <returns>Its ID.</returns>
    public string Begin(FolderUpload upload)
    {
        string id = Guid.NewGuid().ToString("N");
        Write(Path.Join(FolderOf(id), "upload" + Suffix), upload, FolderJson.Default.FolderUpload);
        return id;
    }

    /// <summary>An upload; null if there is none.</summary>
    public FolderUpload? Upload(string uploadId) =>
        Read(Path.Join(FolderOf(uploadId), "upload" + Suffix), FolderJson.Default.FolderUpload);

    /// <summary>The uploads that were neither completed nor aborted.</summary>
    public IEnumerable<(string Key, string UploadId)> Uploads()
    {
        string open = Path.Join(root, Open);
        foreach (string folder in Directory.Exists(open) ? Directory.GetDirectories(open) : [])
        {
            string id = Path.GetFileName(folder);
            if (Upload(id) is { } upload)
            {
                yield return (upload.Key, id);
            }
        }
    }

    /// <summary>A part is written and flushed.</summary>
    public void Write(string uploadId, BucketPart part) =>
        Write(
            PartPath(uploadId, part.Number),
            new FolderPart { SizeInBytes = part.SizeInBytes, SHA256 = part.ETag },
            FolderJson.Default.FolderPart
        );

    /// <summary>The parts that are written, by their numbers.</summary>
    public IReadOnlyList<BucketPart> Parts(string uploadId)
    {
        var parts = new List<BucketPart>();
        foreach (string path in Directory.GetFiles(FolderOf(uploadId), "*.part" + Suffix).Order())
        {
            if (
                Read(path, FolderJson.Default.FolderPart) is { } part
                && Sha256Digest.TryParse(part.SHA256, out Sha256Digest digest)
                && int.TryParse(Path.GetFileName(path).Split('.')[0], CultureInfo.InvariantCulture, out int number)
            )
            {
                parts.Add(new BucketPart(number, part.SizeInBytes, part.SHA256, digest));
            }
        }

        return parts;
    }

    /// <summary>Removes an upload, if it is there.</summary>
    public void Abort(string uploadId)
    {
        if (Directory.Exists(FolderOf(uploadId)))
        {
            // What says that it is one goes first.
            OwnFiles.Retry(() => File.Delete(Path.Join(FolderOf(uploadId), "upload" + Suffix)));
            OwnFiles.Retry(() => Directory.Delete(FolderOf(uploadId), recursive: true));
        }
    }

    private static string NameOf(string key) => Sha256Digest.Of(Encoding.UTF8.GetBytes(key)).ToString();

    private string PathOf(string key)
    {
        string name = NameOf(key);
        return Path.Join(root, Own, name[..2], name + Suffix);
    }

    private string FolderOf(string uploadId) => Path.Join(root, Open, uploadId);

    private string PartPath(string uploadId, int number) =>
        Path.Join(FolderOf(uploadId), number.ToString("D5", CultureInfo.InvariantCulture) + ".part" + Suffix);

    /// <summary>
    /// A record; null if there is none. Others may write, replace or delete it meanwhile: on Windows that is refused to
    /// one of the two for a moment, and tried again.
    /// </summary>
    private static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            T? record = null;
            OwnFiles.Retry(() =>
            {
                using var file = new FileStream(
                    path,
                    FileMode.Open,
                    FileAccess.Read,
                    FileShare.ReadWrite | FileShare.Delete
                );
                record = JsonSerializer.Deserialize(file, type);
            });
            return record;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    private static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, file => JsonSerializer.Serialize(file, value, type));
    }
}

/// <summary>A file of a folder of copies, as it was when it was stored.</summary>
internal sealed record FolderObject
{
    [JsonPropertyName("key")]
    public required string Key { get; init; }

    [JsonPropertyName("size")]
    public required long SizeInBytes { get; init; }

    [JsonPropertyName("sha256")]
    public required string ChecksumSHA256 { get; init; }

    /// <summary>Bytes of the parts whose SHA-256s the checksum is of; 0 where it is of all bytes.</summary>
    [JsonPropertyName("partSize")]
    public long PartSize { get; init; }

    /// <summary>The file's time then, in UTC.</summary>
    [JsonPropertyName("modified")]
    public required DateTime Modified { get; init; }

    [JsonPropertyName("metadata")]
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }
}

/// <summary>A file that is being written a part at a time.</summary>
internal sealed record FolderUpload
{
    [JsonPropertyName("key")]
    public required string Key { get; init; }

    [JsonPropertyName("partSize")]
    public required long PartSize { get; init; }

    [JsonPropertyName("metadata")]
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }
}

/// <summary>A part that is written.</summary>
internal sealed record FolderPart
{
    [JsonPropertyName("size")]
    public required long SizeInBytes { get; init; }

    /// <summary>64 hexadecimal digits.</summary>
    [JsonPropertyName("sha256")]
    public required string SHA256 { get; init; }
}

/// <summary>How the records are written.</summary>
[JsonSerializable(typeof(FolderObject))]
[JsonSerializable(typeof(FolderUpload))]
[JsonSerializable(typeof(FolderPart))]
internal sealed partial class FolderJson : JsonSerializerContext;
