using System.Buffers;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Threading;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Transfer;

/// <summary>A part in a file of its own, which the system removes when it is closed.</summary>
internal sealed class SpooledPart : StreamPart
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(TreeHash.ChunkSize);

    /// <exception cref="GlacierTransferException">The folder cannot be written to.</exception>
    public SpooledPart(string folder)
    {
        _path = Path.Combine(folder, $"glacier-{Guid.NewGuid():N}.part");
        try
        {
            _file = File.OpenHandle(
                _path,
                FileMode.CreateNew,
                FileAccess.ReadWrite,
                FileShare.None,
                FileOptions.DeleteOnClose
            );
            if (!OperatingSystem.IsWindows())
            {
                // Windows removes it even if the process is killed; elsewhere a file may lose its name while it is
                // open.
                File.Delete(_path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotSpool(error);
        }
    }

    public override Task<BodyHashes> HashAsync(CancellationToken cancellationToken) =>
        FileHashing.BodyHashesAsync(_file, ByteRange.At(0, Length), cancellationToken);

    public override BodyStream Open(ProgressTally tally, RateLimit? rate) =>
        new FileSlice(_file, 0, Length) { Moved = tally.Moved, Rate = rate };

    public override void Dispose()
    {
        if (!_file.IsClosed)
        {
            _file.Dispose();
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    protected override Memory<byte> Room(int length) => _buffer.AsMemory(0, length);

    protected override void Take(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_file, bytes, Length);
        }
        catch (IOException error)
        {
            throw DiskSpace.IsExhausted(error) ? DiskSpace.Error(_path, bytes.Length, 0, error) : CannotSpool(error);
        }
    }

    private GlacierTransferException CannotSpool(Exception error) =>
        new(
            "CannotSpool",
            $"A part of the stream cannot be kept in '{Path.GetDirectoryName(_path)}' until it is sent: "
                + $"{error.Message} Choose a smaller "
                + "part size, or another temporary folder.",
            error
        );
}
