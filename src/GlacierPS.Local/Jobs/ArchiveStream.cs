using System.Buffers;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Jobs;

/// <summary>
/// A range of an archive's bytes. Every MiB is checked against its hash before a byte of it is handed out; the first
/// one already when the stream is made, so that damage there is still an error answer and no broken connection.
/// </summary>
internal sealed class ArchiveStream : Stream
{
    private readonly IVaultStorage _storage;
    private readonly BlobRef[] _blobs;
    private readonly Action<DamagedDataException> _onDamage;
    private readonly long _end;
    private byte[]? _buffer;
    private BlobReader? _reader;
    private int _blob;
    private long _blobStart;
    private long _next;
    private int _from;
    private int _to;

    /// <summary>Begins to read.</summary>
    /// <param name="storage">Where the blobs are.</param>
    /// <param name="blobs">The archive's blobs, in order.</param>
    /// <param name="range">Which bytes of the archive.</param>
    /// <param name="onDamage">Told of damage, at once or while the stream is read.</param>
    /// <exception cref="DamagedDataException">A blob is missing or cut short, or the first MiB is damaged.</exception>
    public ArchiveStream(IVaultStorage storage, BlobRef[] blobs, ByteRange range, Action<DamagedDataException> onDamage)
    {
        _storage = storage;
        _blobs = blobs;
        _onDamage = onDamage;
        _next = range.First;
        _end = range.Last + 1;
        _buffer = ArrayPool<byte>.Shared.Rent(TreeHash.ChunkSize);
        try
        {
            CheckAll(range);
            Load();
        }
        catch (DamagedDataException exception)
        {
            Dispose();
            onDamage(exception);
            throw;
        }
        catch (Exception)
        {
            Dispose();
            throw;
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        if (_from == _to && _next < _end)
        {
            try
            {
                Load();
            }
            catch (DamagedDataException exception)
            {
                _onDamage(exception);
                throw;
            }
        }

        int take = Math.Min(buffer.Length, _to - _from);
        _buffer.AsSpan(_from, take).CopyTo(buffer);
        _from += take;
        return take;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            _reader?.Dispose();
            ArrayPool<byte>.Shared.Return(buffer);
        }

        base.Dispose(disposing);
    }

    /// <summary>Every blob of the range is there and whole in length: found out before the answer begins.</summary>
    private void CheckAll(ByteRange range)
    {
        long start = 0;
        foreach (BlobRef blob in _blobs)
        {
            long end = start + blob.Length;
            if (start <= range.Last && end > range.First && _storage.LengthOf(blob.Key) != blob.FileLength)
            {
                throw new DamagedDataException($"The data {blob.Key} are missing or cut short.");
            }

            start = end;
        }
    }

    /// <summary>Reads the MiB in which the next byte lies.</summary>
    private void Load()
    {
        while (_next >= _blobStart + _blobs[_blob].Length)
        {
            _blobStart += _blobs[_blob].Length;
            _blob++;
            _reader?.Dispose();
            _reader = null;
        }

        _reader ??= BlobReader.Open(_storage, _blobs[_blob]);
        long offset = _next - _blobStart;
        int length = _reader.ReadLeaf((int)(offset / TreeHash.ChunkSize), _buffer);
        _from = (int)(offset % TreeHash.ChunkSize);
        _to = (int)Math.Min(length, _from + (_end - _next));
        _next += _to - _from;
    }
}
