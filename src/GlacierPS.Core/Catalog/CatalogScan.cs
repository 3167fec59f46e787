using System.Buffers;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Reads a file of lines from start to end, some megabytes at a time, on several processors: a million archives pass by
/// in about a second, and only those that are wanted become objects.
/// </summary>
internal sealed class CatalogScan(string vaultName)
{
    private const int PieceSize = 1 << 20;

    private static readonly int s_pieces = Math.Clamp(Environment.ProcessorCount, 1, 8);

    private long _damaged;

    /// <summary>Decides on one line that is whole.</summary>
    public delegate bool Choice(in CatalogFields fields);

    /// <summary>Lines that were not as they had been written, and are passed over.</summary>
    public long Damaged => Interlocked.Read(ref _damaged);

    /// <summary>Bytes in the lines that were read.</summary>
    public long Consumed { get; private set; }

    /// <summary>Opens a file of a catalogue so that others can append to it or delete it.</summary>
    public static FileStream Open(string path) =>
        new(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0,
            FileOptions.SequentialScan
        );

    /// <summary>The lines that a choice falls on, in their order. The choice is asked from several threads.</summary>
    public IEnumerable<CatalogChange> Read(FileStream file, Choice choice, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min((long)s_pieces * PieceSize, file.Length + 1));
        try
        {
            int carried = 0;
            bool ended = false;
            while (!ended)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int filled =
                    carried
                    + file.ReadAtLeast(buffer.AsSpan(carried), buffer.Length - carried, throwOnEndOfStream: false);
                ended = filled < buffer.Length;

                // A last line without its end is being written now, or never was: it does not count.
                int whole = buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
                Consumed += whole;
                foreach (List<CatalogChange> chosen in ParseAll(buffer, whole, choice))
                {
                    foreach (CatalogChange change in chosen)
                    {
                        yield return change;
                    }
                }

                // No line is as long as the buffer: what has no end in it is damage.
                carried = whole == 0 ? 0 : filled - whole;
                buffer.AsSpan(whole, carried).CopyTo(buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private List<CatalogChange>[] ParseAll(byte[] buffer, int length, Choice choice)
    {
        var ends = new List<int>();
        for (int end = 0; end < length; )
        {
            int next = Math.Min(end + PieceSize, length);
            next += buffer.AsSpan(next - 1, length - next + 1).IndexOf((byte)'\n');
            ends.Add(end = next);
        }

        var results = new List<CatalogChange>[ends.Count];
        Parallel.For(
            0,
            ends.Count,
            i =>
            {
                int start = i == 0 ? 0 : ends[i - 1];
                results[i] = Parse(buffer.AsSpan(start, ends[i] - start), choice);
            }
        );
        return results;
    }

    private List<CatalogChange> Parse(ReadOnlySpan<byte> lines, Choice choice)
    {
        var chosen = new List<CatalogChange>();
        while (!lines.IsEmpty)
        {
            int end = lines.IndexOf((byte)'\n');
            if (!CatalogLine.TryRead(lines[..end], out CatalogFields fields))
            {
                Interlocked.Increment(ref _damaged);
            }
            else if (choice(fields))
            {
                chosen.Add(fields.ToChange(vaultName));
            }

            lines = lines[(end + 1)..];
        }

        return chosen;
    }
}
