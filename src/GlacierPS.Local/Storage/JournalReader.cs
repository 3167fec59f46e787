using System.Buffers;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Local.Storage;

/// <summary>Takes the JSON of one line; false if it makes no sense.</summary>
internal delegate bool JournalLineVisitor(ReadOnlySpan<byte> json);

/// <summary>What reading a journal brought to light.</summary>
/// <param name="Length">Where the last whole line ends. What follows is a torn tail: a write that never ended.</param>
/// <param name="Lines">Whole lines, damaged ones included.</param>
/// <param name="Damaged">Numbers, from 1, of lines that are not as they were written.</param>
internal sealed record JournalReading(long Length, long Lines, IReadOnlyList<long> Damaged);

/// <summary>
/// Reads a journal from start to end. A line that is damaged is skipped and told, and what follows it is read: one bad
/// sector must not take the rest of a vault with it. Only an unfinished last line counts for nothing, since no answer
/// was given on the strength of it.
/// </summary>
internal static class JournalReader
{
    private const int BufferSize = 1 << 20;
    private const byte LineFeed = (byte)'\n';

    public static JournalReading Read(IAppendFile file, JournalLineVisitor visit)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var damaged = new List<long>();
        long lines = 0;
        long offset = 0;
        int kept = 0;
        try
        {
            int read;
            while ((read = file.Read(offset + kept, buffer.AsSpan(kept))) > 0)
            {
                ReadOnlySpan<byte> data = buffer.AsSpan(0, kept + read);
                int end;
                while ((end = data.IndexOf(LineFeed)) >= 0)
                {
                    lines++;
                    if (!CheckedLine.TryRead(data[..end], out ReadOnlySpan<byte> json) || !visit(json))
                    {
                        damaged.Add(lines);
                    }

                    data = data[(end + 1)..];
                    offset += end + 1;
                }

                kept = data.Length;
                if (kept == buffer.Length)
                {
                    buffer = Larger(buffer);
                }
                else
                {
                    data.CopyTo(buffer);
                }
            }

            return new JournalReading(offset, lines, damaged);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Rarely needed: an archive that is made of ten thousand parts has a line of one and a half MB.</summary>
    private static byte[] Larger(byte[] buffer)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
