namespace GlacierPS.Local.Storage;

/// <summary>A file that grows at its end. One thread at a time.</summary>
internal interface IAppendFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills a buffer from an offset, as far as there is data; answers how far.</summary>
    int Read(long offset, Span<byte> buffer);

    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Returns when all that was appended would outlive a power cut.</summary>
    void Flush();

    /// <summary>Cuts the file off.</summary>
    void Truncate(long length);
}
