using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Local.Storage;

/// <summary>A growing file on disk.</summary>
internal sealed class DiskAppendFile(string path, FileMode mode) : IAppendFile
{
    private readonly SafeFileHandle _handle = File.OpenHandle(
        path,
        mode,
        FileAccess.ReadWrite,
        FileShare.Read | FileShare.Delete
    );

    public long Length => RandomAccess.GetLength(_handle);

    public int Read(long offset, Span<byte> buffer) => WholeRead.Fill(_handle, offset, buffer);

    public void Append(ReadOnlySpan<byte> bytes) => RandomAccess.Write(_handle, bytes, Length);

    public void Flush() => RandomAccess.FlushToDisk(_handle);

    public void Truncate(long length)
    {
        RandomAccess.SetLength(_handle, length);
        Flush();
    }

    public void Dispose() => _handle.Dispose();
}
