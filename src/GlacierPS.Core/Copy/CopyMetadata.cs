using System.Globalization;
using System.Text;
using GlacierPS.Core.Inventory;

namespace GlacierPS.Core.Copy;

/// <summary>
/// The metadata of a copied archive: all that the vault knew of it, in ASCII, at most 2,048 bytes. By it an object is
/// recognised as the copy of one archive.
/// </summary>
internal static class CopyMetadata
{
    private const string ArchiveId = "glacier-archive-id";
    private const string TreeHash = "glacier-tree-hash";
    private const string Bundle = "glacier-bundle";
    private const string Writer = "glacier-writer";
    private const int MaxBytes = 2048;

    /// <summary>The metadata of an archive's object.</summary>
    public static IReadOnlyDictionary<string, string> Of(ArchiveListing archive, string region)
    {
        var metadata = new Dictionary<string, string>
        {
            ["glacier-vault"] = archive.VaultName,
            [ArchiveId] = archive.ArchiveId,
            ["glacier-created"] = Time(archive.CreationDate),
            ["glacier-region"] = region,
        };
        if (archive.SHA256TreeHash is { } treeHash)
        {
            metadata[TreeHash] = treeHash;
        }

        if (archive.ModifiedTime is { } modified)
        {
            // rclone's own name for it, in seconds.
            metadata["mtime"] = ((decimal)(modified - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond).ToString(
                "0.#######",
                CultureInfo.InvariantCulture
            );
        }

        string description = archive.Description;
        if (description.Length > 0)
        {
            bool isPlain =
                description.All(c => c is >= ' ' and <= '~')
                && description == description.Trim()
                && !description.Contains("  ", StringComparison.Ordinal);
            metadata[isPlain ? "glacier-description" : "glacier-description-base64"] = isPlain
                ? description
                : Convert.ToBase64String(Encoding.UTF8.GetBytes(description));
        }

        if (metadata.Sum(pair => pair.Key.Length + pair.Value.Length) > MaxBytes)
        {
            metadata.Remove("glacier-description");
            metadata.Remove("glacier-description-base64");
        }

        return metadata;
    }

    /// <summary>When the file of an archive was last written, in UTC; null if its metadata do not say it.</summary>
    public static DateTime? ModifiedTime(IReadOnlyDictionary<string, string> metadata) =>
        decimal.TryParse(
            metadata.GetValueOrDefault("mtime"),
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out decimal seconds
        )
        && Math.Abs(seconds) < 250_000_000_000
            ? DateTime.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;

    /// <summary>The metadata of a bundle.</summary>
    /// <param name="vaultName">The vault.</param>
    /// <param name="region">The vault's region.</param>
    /// <param name="writer">A mark of the machine that writes it, and its folder.</param>
    public static IReadOnlyDictionary<string, string> OfBundle(string vaultName, string region, string writer) =>
        new Dictionary<string, string>
        {
            ["glacier-vault"] = vaultName,
            ["glacier-region"] = region,
            [Bundle] = "1",
            [Writer] = writer,
        };

    /// <summary>Whether an object is a bundle that this machine wrote.</summary>
    public static bool IsBundleOf(BucketObject found, string writer) =>
        found.Metadata.ContainsKey(Bundle) && found.Metadata.GetValueOrDefault(Writer) == writer;

    /// <summary>Whether an object is the copy of an archive: of that one, of its size, and with a checksum.</summary>
    public static bool IsCopyOf(BucketObject found, ArchiveListing archive) =>
        found.Metadata.GetValueOrDefault(ArchiveId) == archive.ArchiveId
        && found.Metadata.GetValueOrDefault(TreeHash) == archive.SHA256TreeHash
        && found.SizeInBytes == archive.SizeInBytes
        && found.ChecksumSHA256 is not null;

    /// <summary>Whether an object says that it is the copy of an archive of a vault.</summary>
    public static bool IsCopyFrom(BucketObject found, string vaultName, string region) =>
        found.Metadata.ContainsKey(ArchiveId)
        && found.Metadata.GetValueOrDefault("glacier-vault") == vaultName
        && found.Metadata.GetValueOrDefault("glacier-region") == region;

    /// <summary>Whether an object says that it is the copy of another archive.</summary>
    public static bool IsCopyOfAnother(BucketObject found, ArchiveListing archive) =>
        found.Metadata.TryGetValue(ArchiveId, out string? id) && id != archive.ArchiveId;

    /// <summary>
    /// Why an object is not the copy that a manifest lists, as far as its metadata tell; null if it is.
    /// </summary>
    public static string? WhyNot(BucketObject found, ManifestEntry entry) =>
        entry.Offset is not null
            ? found.Metadata.ContainsKey(Bundle)
                ? null
                : "The object is not a bundle of archives."
            : !found.Metadata.TryGetValue(ArchiveId, out string? id)
                ? "The object is not the copy of an archive."
                : id != entry.ArchiveId
                    ? $"The object is the copy of another archive, {id}."
                    : found.Metadata.GetValueOrDefault(TreeHash) != entry.SHA256TreeHash
                        ? "The object is of an archive with another tree hash."
                        : null;

    private static string Time(DateTime time) =>
        time.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
