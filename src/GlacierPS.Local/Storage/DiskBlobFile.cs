using GlacierPS.Core.Storage;
using GlacierPS.Local.Identifiers;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Local.Storage;

/// <summary>A blob on disk: written aside, and renamed into its place when it is kept.</summary>
internal sealed class DiskBlobFile : IBlobFile
{
    // Smaller files gain nothing from it, and may well be asked for again.
    private const long DirectLength = 1 << 20;

    private readonly SafeFileHandle _handle;
    private readonly string? _aside;
    private readonly string _place;
    private bool _direct;
    private bool _kept;

    private DiskBlobFile(SafeFileHandle handle, string? aside, string place)
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
        string place = StoreLayout.Blob(vaultFolder, key);

        // Shared for deletion: an archive may be deleted while its bytes are still on their way to a client.
        SafeFileHandle handle = File.OpenHandle(place, share: FileShare.Read | FileShare.Delete);
        return new DiskBlobFile(handle, null, place) { Length = RandomAccess.GetLength(handle) };
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
        string folder = Path.GetDirectoryName(_place)!;
        DurableFile.CreateFolder(folder);
        File.Move(_aside!, _place);
        _kept = true;
        DurableFile.FlushFolder(folder);
    }

    public void Dispose()
    {
        _handle.Dispose();
        if (_aside is not null && !_kept)
        {
            // The folder itself is gone when the vault was removed meanwhile.
            try
            {
                File.Delete(_aside);
            }
            catch (DirectoryNotFoundException) { }
        }
    }
}
