using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// A journal on disk: JSON Lines, appended and flushed, each line with a checksum of its own as its last member. The
/// first line that is not whole, and all behind it, was being written when the machine stopped, and does not count.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private const string SumBegin = ",\"sum\":\"";
    private const string SumEnd = "\"}";
    private const int SumDigits = 16;

    private readonly FileStream _file;
    private readonly object _lock = new();

    private JournalFile(FileStream file, List<JournalEntry> entries)
    {
        _file = file;
        Entries = entries;
    }

    /// <summary>What it held when it was opened.</summary>
    public IReadOnlyList<JournalEntry> Entries { get; }

    /// <summary>Opens a journal to go on with, or begins one; a torn tail is cut off.</summary>
    public static JournalFile Open(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            (List<JournalEntry> entries, long goodLength) = ReadFrom(file);
            file.SetLength(goodLength);
            file.Position = goodLength;
            return new JournalFile(file, entries);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The entries of a journal, also of one that is being written.</summary>
    public static List<JournalEntry> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return ReadFrom(file).Entries;
    }

    /// <summary>
    /// Appends an entry; after that it outlives this process, and with <paramref name="toDisk"/> the machine's.
    /// </summary>
    public void Append(JournalEntry entry, bool toDisk = false)
    {
        byte[] line = Encoding.UTF8.GetBytes(
            Seal(JsonSerializer.Serialize(entry, JournalJson.Default.JournalEntry)) + "\n"
        );
        lock (_lock)
        {
            _file.Write(line);
            _file.Flush(toDisk);
        }
    }

    /// <summary>Forgets all entries.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _file.SetLength(0);
        }
    }

    public void Dispose() => _file.Dispose();

    private static (List<JournalEntry> Entries, long GoodLength) ReadFrom(FileStream file)
    {
        var bytes = new byte[file.Length];
        int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var entries = new List<JournalEntry>();
        int start = 0;
        while (
            bytes.AsSpan(start, length - start).IndexOf((byte)'\n') is >= 0 and int end
            && Unseal(Encoding.UTF8.GetString(bytes, start, end)) is { } entry
        )
        {
            entries.Add(entry);
            start += end + 1;
        }

        return (entries, start);
    }

    private static string Seal(string json) =>
        // An empty object has no member to stand behind; entries always have one.
        json[..^1] + SumBegin + SumOf(json) + SumEnd;

    private static JournalEntry? Unseal(string line)
    {
        int at = line.Length - SumBegin.Length - SumDigits - SumEnd.Length;
        if (at < 0 || !line.AsSpan(at).StartsWith(SumBegin) || !line.EndsWith(SumEnd, StringComparison.Ordinal))
        {
            return null;
        }

        string json = line[..at] + "}";
        try
        {
            return line.AsSpan(at + SumBegin.Length, SumDigits).SequenceEqual(SumOf(json))
                ? JsonSerializer.Deserialize(json, JournalJson.Default.JournalEntry)
                : null;
        }
        catch (JsonException)
        {
            // Whole, but of another version's making.
            return null;
        }
    }

    private static string SumOf(string json) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(json)).AsSpan(0, SumDigits / 2)).ToLowerInvariant();
}
