using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Local.Storage;

/// <summary>Reads until a buffer is full or the file ends: one read may bring less than was asked for.</summary>
internal static class WholeRead
{
    public static int Fill(SafeFileHandle handle, long offset, Span<byte> buffer)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            int read = RandomAccess.Read(handle, buffer[filled..], offset + filled);
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        return filled;
    }
}
