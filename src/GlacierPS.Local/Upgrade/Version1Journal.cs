using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Upgrade;

/// <summary>
/// Reads a journal of a store of version 1: JSON Lines with a CRC-32C each. A line that was never wholly written ends
/// it; any other damage ends the upgrade.
/// </summary>
internal static class Version1Journal
{
    private const byte LineFeed = (byte)'\n';

    /// <exception cref="GlacierInputException">StoreNotUpgraded: a line is damaged.</exception>
    public static IEnumerable<JsonElement> Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int start = 0;
        for (int number = 1; start < bytes.Length; number++)
        {
            int end = Array.IndexOf(bytes, LineFeed, start);
            if (end < 0)
            {
                yield break;
            }

            yield return Parse(bytes.AsSpan(start, end - start), path, number);
            start = end + 1;
        }
    }

    public static ResourceKey Key(this JsonElement line, string name) =>
        ResourceKey.TryParse(line.GetProperty(name).GetString(), out ResourceKey key)
            ? key
            : throw new JsonException($"'{name}' is no key.");

    public static Sha256Digest Hash(this JsonElement line, string name) =>
        Sha256Digest.TryParse(line.GetProperty(name).GetString(), out Sha256Digest hash)
            ? hash
            : throw new JsonException($"'{name}' is no hash.");

    public static ServiceTime Time(this JsonElement line, string name) => new(line.GetProperty(name).GetInt64());

    public static string? TextOrNull(this JsonElement line, string name) =>
        line.TryGetProperty(name, out JsonElement member) ? member.GetString() : null;

    public static long? NumberOrNull(this JsonElement line, string name) =>
        line.TryGetProperty(name, out JsonElement member) ? member.GetInt64() : null;

    public static BlobRef Blob(this JsonElement blob) =>
        new(blob.Key("key"), blob.GetProperty("size").GetInt64(), blob.Hash("hash"));

    private static JsonElement Parse(ReadOnlySpan<byte> line, string path, int number)
    {
        try
        {
            if (CheckedLine.TryRead(line, out ReadOnlySpan<byte> json))
            {
                var reader = new Utf8JsonReader(json);
                return JsonElement.ParseValue(ref reader);
            }
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new GlacierInputException(
            "StoreNotUpgraded",
            $"Line {number} of '{path}' is damaged, so that the data folder cannot be moved to the new layout without "
                + "losing what it told. Nothing was changed. Restore the file from a backup, or go on with the version "
                + "that wrote it."
        );
    }
}
