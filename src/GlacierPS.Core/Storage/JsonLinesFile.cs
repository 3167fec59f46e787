using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Storage;

/// <summary>
/// A file of JSON values, a line each, that is appended to and flushed, each line with a checksum
/// (<see cref="CheckedLine"/>). The first line that is not whole, and all behind it, was being written when the machine
/// stopped, and does not count. Only this user may read it.
/// </summary>
public static class JsonLinesFile
{
    /// <summary>A longer line is none of ours: a path has at most 32,767 characters of 6 bytes each in JSON.</summary>
    private const int LongestLine = 1 << 20;

    /// <summary>Opens a file to go on with, or begins one; a torn end is cut off.</summary>
    /// <param name="path">The file; its folder is there.</param>
    /// <param name="form">How its lines are written.</param>
    /// <exception cref="IOException">It cannot be opened, or another has it open to write.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static JsonLinesFile<T> Open<T>(string path, JsonTypeInfo<T> form)
        where T : class
    {
        RefuseLink(new FileInfo(path).LinkTarget is not null, path);
        FileStream file = OwnFiles.Open(path, FileShare.Read);
        try
        {
            // Again, so that none can be put there in between.
            RefuseLink(!FileState.IsAt(path, file.SafeFileHandle), path);
            (List<T> entries, long goodLength) = ReadFrom(file, form);
            file.SetLength(goodLength);
            file.Position = goodLength;
            return new JsonLinesFile<T>(file, form, entries);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What a file holds, also one that is being written.</summary>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static IReadOnlyList<T> Read<T>(string path, JsonTypeInfo<T> form)
        where T : class
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return ReadFrom(file, form).Entries;
    }

    /// <summary>A link could lead to any file of the user's, which would be cut off and written to.</summary>
    private static void RefuseLink(bool isLink, string path)
    {
        if (isLink)
        {
            throw new IOException($"'{path}' is a link, which is not followed. Remove the link.");
        }
    }

    private static (List<T> Entries, long GoodLength) ReadFrom<T>(FileStream file, JsonTypeInfo<T> form)
        where T : class
    {
        var entries = new List<T>();
        byte[] buffer = new byte[64 << 10];
        long goodLength = 0;
        for (int length = 0, read; (read = file.Read(buffer, length, buffer.Length - length)) > 0; )
        {
            length += read;
            int start = 0;
            while (buffer.AsSpan(start, length - start).IndexOf((byte)'\n') is >= 0 and int end)
            {
                if (Parse(buffer.AsSpan(start, end), form) is not { } entry)
                {
                    return (entries, goodLength);
                }

                entries.Add(entry);
                start += end + 1;
                goodLength += end + 1;
            }

            buffer.AsSpan(start, length - start).CopyTo(buffer);
            length -= start;
            if (length == buffer.Length)
            {
                if (length >= LongestLine)
                {
                    break;
                }

                Array.Resize(ref buffer, length * 2);
            }
        }

        return (entries, goodLength);
    }

    /// <summary>An entry; null for a line that is damaged, or whole but of another version's making.</summary>
    private static T? Parse<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> form)
        where T : class
    {
        try
        {
            if (CheckedLine.TryRead(line, out ReadOnlySpan<byte> json))
            {
                return JsonSerializer.Deserialize(json, form);
            }

            return SummedLine.TryRead(line) is { } older ? JsonSerializer.Deserialize(older, form) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A <see cref="JsonLinesFile"/> that is open to be appended to; safe for several threads.</summary>
/// <typeparam name="T">What a line holds.</typeparam>
public sealed class JsonLinesFile<T> : IDisposable
    where T : class
{
    private readonly FileStream _file;
    private readonly JsonTypeInfo<T> _form;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly object _lock = new();
    private bool _nameIsDurable;

    internal JsonLinesFile(FileStream file, JsonTypeInfo<T> form, IReadOnlyList<T> entries) =>
        (_file, _form, Entries) = (file, form, entries);

    /// <summary>What it held when it was opened.</summary>
    public IReadOnlyList<T> Entries { get; }

    /// <summary>Appends an entry; after that it outlives this process.</summary>
    /// <param name="entry">What to append.</param>
    /// <param name="toDisk">Whether it is to outlive the machine as well.</param>
    /// <exception cref="IOException">It cannot be written, such as on a full disk.</exception>
    public void Append(T entry, bool toDisk = false)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(entry, _form);
        lock (_lock)
        {
            _line.Clear();
            CheckedLine.Write(_line, json);
            _file.Write(_line.WrittenSpan);
            if (!toDisk)
            {
                return;
            }

            DurableFile.Flush(_file);
            if (!_nameIsDurable)
            {
                DurableFile.FlushFolder(Path.GetDirectoryName(_file.Name)!);
                _nameIsDurable = true;
            }
        }
    }

    /// <summary>Removes all entries.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _file.SetLength(0);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

/// <summary>
/// The form that journals of transfers had in version 0.1.0: the checksum is the last member of the JSON object, half
/// of the SHA-256 of the object without it, in 16 hexadecimal digits. It is only read.
/// </summary>
internal static class SummedLine
{
    private const int SumDigits = 16;

    private static ReadOnlySpan<byte> SumBegin => ",\"sum\":\""u8;

    private static ReadOnlySpan<byte> SumEnd => "\"}"u8;

    /// <summary>The JSON object; null for a line that is not as it was written.</summary>
    public static byte[]? TryRead(ReadOnlySpan<byte> line)
    {
        int at = line.Length - SumBegin.Length - SumDigits - SumEnd.Length;
        if (at < 0 || !line[at..].StartsWith(SumBegin) || !line.EndsWith(SumEnd))
        {
            return null;
        }

        byte[] json = [.. line[..at], (byte)'}'];
        string sum = Convert.ToHexString(SHA256.HashData(json).AsSpan(0, SumDigits / 2)).ToLowerInvariant();
        return line.Slice(at + SumBegin.Length, SumDigits).SequenceEqual(System.Text.Encoding.ASCII.GetBytes(sum))
            ? json
            : null;
    }
}
