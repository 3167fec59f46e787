using System.Buffers;

namespace GlacierPS.Core.Catalog;

/// <summary>Writes a file of lines, and brings it to the disk at its end.</summary>
internal sealed class CatalogWriter(string path) : IDisposable
{
    private const int FlushSize = 1 << 20;

    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly ArrayBufferWriter<byte> _lines = new(FlushSize + 8192);
    private readonly ArrayBufferWriter<byte> _scratch = new(4096);

    /// <summary>Archives written.</summary>
    public long Archives { get; private set; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    public void Write(CatalogArchive archive)
    {
        Archives++;
        Bytes += archive.SizeInBytes;
        Write(CatalogChange.Known(archive));
    }

    public void Write(CatalogChange change)
    {
        CatalogLine.Write(_lines, change, _scratch);
        if (_lines.WrittenCount > FlushSize)
        {
            Flush();
        }
    }

    /// <summary>Writes lines that are written already.</summary>
    public void Copy(Stream lines)
    {
        Flush();
        lines.CopyTo(_file);
    }

    /// <summary>All is on the disk.</summary>
    public void Finish()
    {
        Flush();
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private void Flush()
    {
        _file.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }
}
