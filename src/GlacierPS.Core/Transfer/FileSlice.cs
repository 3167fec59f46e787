using GlacierPS.Core.Protocol;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// A stretch of an open file as a stream of its own, so that the parts of a file can be sent at once and none is held
/// in memory. Reads at its own position, never at the file's.
/// </summary>
/// <param name="handle">The file; not closed with the slice.</param>
/// <param name="offset">Where the slice begins.</param>
/// <param name="length">Its bytes.</param>
internal sealed class FileSlice(SafeFileHandle handle, long offset, long length) : BodyStream
{
    public override long Length => length;

    protected override int ReadAt(Span<byte> buffer, long position) =>
        RandomAccess.Read(handle, buffer, offset + position) is > 0 and int read
            ? read
            : throw new GlacierTransferException("FileChanged", "The file became shorter while it was being read.");
}
