using GlacierPS.Core.Hashing;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Inventories;

/// <summary>
/// The output of an inventory job, written as it is read: an inventory of a million archives is 350 MB, and never
/// lies in memory.
/// </summary>
internal sealed class InventoryStream : Stream
{
    private const int BufferSize = 64 * 1024;

    private readonly InventoryForm _form;
    private readonly IEnumerator<ArchiveRecord> _archives;
    private readonly byte[] _buffer;
    private readonly long _entries;
    private long _written;
    private long _left;
    private bool _more;
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Begins an output.</summary>
    /// <param name="inventory">What was asked for.</param>
    /// <param name="extent">What that comes to.</param>
    /// <param name="archives">The vault's archives.</param>
    /// <param name="vaultArn">The vault.</param>
    /// <param name="range">Which bytes of it.</param>
    public InventoryStream(
        RetrievedInventory inventory,
        InventoryExtent extent,
        ArchiveReader archives,
        string vaultArn,
        ByteRange range
    )
    {
        _form = InventoryForm.Of(inventory.Format);
        _archives = new InventorySelection(inventory, archives).All().GetEnumerator();
        _more = _archives.MoveNext();
        _entries = extent.Entries;
        _buffer = new byte[BufferSize];
        byte[] head = _form.Head(vaultArn, inventory.Snapshot.Date);
        head.CopyTo(_buffer, 0);
        _end = head.Length;
        Skip(range.First);
        _left = range.Length;
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
        if (_start == _end)
        {
            Fill();
        }

        int take = (int)Math.Min(Math.Min(buffer.Length, _end - _start), _left);
        _buffer.AsSpan(_start, take).CopyTo(buffer);
        _start += take;
        _left -= take;
        return take;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _archives.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        _start = 0;
        _end = 0;
        while (_more && _written < _entries && _end + InventoryForm.EntryRoom <= _buffer.Length)
        {
            _end += _form.WriteEntry(_archives.Current, _written == 0, _buffer.AsSpan(_end));
            _written++;
            _more = _archives.MoveNext();
        }

        if (!_more && _written < _entries)
        {
            throw new DamagedDataException("The metadata lack archives that the inventory has.");
        }

        if ((!_more || _written == _entries) && !_ended && _end + _form.Tail.Length <= _buffer.Length)
        {
            _form.Tail.CopyTo(_buffer, _end);
            _end += _form.Tail.Length;
            _ended = true;
        }
    }

    private void Skip(long count)
    {
        while (count > 0)
        {
            if (_start == _end)
            {
                Fill();
            }

            if (_start == _end)
            {
                return;
            }

            int take = (int)Math.Min(count, _end - _start);
            _start += take;
            count -= take;
        }
    }
}
