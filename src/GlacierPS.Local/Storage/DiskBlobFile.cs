using GlacierPS.Core.Storage;
using GlacierPS.Local.Identifiers;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Local.Storage;

/// <summary>
/// A blob on disk: written aside, and renamed into its place after the commit that refers to it. What is aside and has
/// no record was therefore never acknowledged, and can be removed; and what has one is found there.
/// </summary>
internal sealed class DiskBlobFile : IBlobFile
{
    // Smaller files gain nothing from it, and may well be asked for again.
    private const long DirectLength = 1 << 20;

    private readonly SafeFileHandle _handle;
    private readonly string? _aside;
    private readonly string? _place;
    private bool _direct;
    private bool _placed;

    private DiskBlobFile(SafeFileHandle handle, string? aside = null, string? place = null)
    {
        _handle = handle;
        _aside = aside;
        _place = place;
    }

    public long Length { get; private set; }

    public static DiskBlobFile Create(string vaultFolder, ResourceKey key, long expectedLength)
    {
        // Its room is not taken beforehand: a client may announce 4 GiB and send none of them.
        string aside = StoreLayout.Aside(vaultFolder, key);
        SafeFileHandle handle = File.OpenHandle(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        return new DiskBlobFile(handle, aside, StoreLayout.Blob(vaultFolder, key))
        {
            _direct = expectedLength >= DirectLength && DirectIO.TryBegin(handle),
        };
    }

    public static DiskBlobFile Open(string vaultFolder, ResourceKey key)
    {
        SafeFileHandle handle =
            TryOpen(StoreLayout.Blob(vaultFolder, key))
            ?? TryOpen(StoreLayout.Aside(vaultFolder, key))
            // Moved in between.
            ?? Open(StoreLayout.Blob(vaultFolder, key));
        return new DiskBlobFile(handle) { Length = RandomAccess.GetLength(handle) };
    }

    /// <summary>Renames a blob that is aside into its place, where that can be done.</summary>
    /// <returns>False if it stays aside.</returns>
    public static bool TryPutInPlace(string aside, string place)
    {
        try
        {
            DurableFile.CreateFolder(Path.GetDirectoryName(place)!);
            File.Move(aside, place);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_direct && bytes.Length % DirectIO.Alignment != 0)
        {
            // The last piece of the data, and the hashes behind them.
            DirectIO.End(_handle);
            _direct = false;
        }

        RandomAccess.Write(_handle, bytes, Length);
        Length += bytes.Length;
    }

    public int Read(long offset, Span<byte> buffer) => WholeRead.Fill(_handle, offset, buffer);

    public void Keep()
    {
        if (RandomAccess.GetLength(_handle) != Length)
        {
            RandomAccess.SetLength(_handle, Length);
        }

        DurableFile.Flush(_handle, _aside!);
        _handle.Dispose();
        DurableFile.FlushFolder(Path.GetDirectoryName(_aside)!);
    }

    public void PutInPlace()
    {
        // Its new name need not be durable: under the old one it is found as well.
        _placed = true;
        TryPutInPlace(_aside!, _place!);
    }

    public void Dispose()
    {
        _handle.Dispose();
        if (_aside is not null && !_placed)
        {
            try
            {
                File.Delete(_aside);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The folder itself is gone when the vault was removed meanwhile; else it goes after the next start.
            }
        }
    }

    private static SafeFileHandle? TryOpen(string path)
    {
        try
        {
            return Open(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Shared for deletion: an archive may be deleted while its bytes are on their way to a client.</summary>
    private static SafeFileHandle Open(string path) => File.OpenHandle(path, share: FileShare.Read | FileShare.Delete);
}
