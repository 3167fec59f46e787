namespace GlacierPS.Benchmarks.Clients;

/// <summary>A large file in a folder of its own, warm in the system's cache, and gone afterwards.</summary>
internal sealed class ContentFile : IDisposable
{
    private const int Block = 16 << 20;

    private readonly ScratchFolder _folder = new();

    /// <param name="size">A multiple of 16 MiB.</param>
    public ContentFile(long size)
    {
        Size = size;
        byte[] block = new byte[Block];
        new Random(1).NextBytes(block);
        using FileStream file = File.Create(Path);
        for (long done = 0; done < size; done += Block)
        {
            file.Write(block);
        }

        // Else the system would write it to the disk during the measurement.
        file.Flush(flushToDisk: true);
    }

    public string Path => System.IO.Path.Combine(_folder.Path, "content.bin");

    public long Size { get; }

    public static long SizeFor(bool quick) => quick ? 512L << 20 : 4L << 30;

    public void Dispose() => _folder.Dispose();
}
