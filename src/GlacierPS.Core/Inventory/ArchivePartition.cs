using System.Buffers.Binary;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Inventory;

/// <summary>
/// Some of a list's archives, in a buffer and, where there are more than fit into it, in a file that the system
/// removes.
/// </summary>
/// <param name="folder">Where that file is made.</param>
internal sealed class ArchivePartition(string folder) : IDisposable
{
    // 128 partitions of a comparison have 8 MiB together.
    private const int BufferSize = 64 * 1024;

    // Two lengths, the creation date, the size and the tree hash.
    private const int HeadSize = 2 * sizeof(int) + 2 * sizeof(long) + Sha256Digest.Size;

    private byte[] _buffer = [];
    private int _filled;
    private FileStream? _file;

    /// <summary>Adds an archive.</summary>
    public void Add(ArchiveListing archive)
    {
        ReadOnlySpan<byte> id = archive.IdBytes;
        ReadOnlySpan<byte> description = archive.DescriptionBytes;
        int length = HeadSize + id.Length + description.Length;
        if (_buffer.Length < _filled + length)
        {
            MakeRoom(length);
        }

        Span<byte> target = _buffer.AsSpan(_filled, length);
        BinaryPrimitives.WriteInt32LittleEndian(target, id.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], description.Length);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], archive.CreationDate.ToUniversalTime().Ticks);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], archive.SizeInBytes);
        archive.TreeHash.Bytes.CopyTo(target[24..]);
        id.CopyTo(target[HeadSize..]);
        description.CopyTo(target[(HeadSize + id.Length)..]);
        _filled += length;
    }

    /// <summary>The archives, in the order in which they came.</summary>
    /// <param name="vaultName">The vault that they are given.</param>
    public IEnumerable<InventoryArchive> Read(string vaultName)
    {
        var source = new InventorySource(vaultName);
        if (_file is not null)
        {
            _file.Write(_buffer, 0, _filled);
            _filled = 0;
            _file.Position = 0;
            using var reader = new BinaryReader(new BufferedStream(_file, BufferSize), System.Text.Encoding.UTF8, true);
            byte[] head = new byte[HeadSize];
            while (_file.Length > 0 && reader.BaseStream.Position < _file.Length)
            {
                reader.BaseStream.ReadExactly(head);
                byte[] text = new byte[TextLength(head)];
                reader.BaseStream.ReadExactly(text);
                yield return ToArchive(head, text, source);
            }

            yield break;
        }

        for (int at = 0; at < _filled; )
        {
            int length = TextLength(_buffer.AsSpan(at));
            yield return ToArchive(_buffer.AsSpan(at, HeadSize), _buffer.AsSpan(at + HeadSize, length), source);
            at += HeadSize + length;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffer = [];
        _file?.Dispose();
    }

    private void MakeRoom(int length)
    {
        if (_filled + length <= BufferSize)
        {
            Array.Resize(ref _buffer, Math.Min(BufferSize, Math.Max(2 * _buffer.Length, _filled + length)));
            return;
        }

        _file ??= TemporaryFile.Create(folder, "compare");
        _file.Write(_buffer, 0, _filled);
        _filled = 0;
        if (_buffer.Length < length)
        {
            _buffer = new byte[Math.Max(BufferSize, length)];
        }
    }

    private static int TextLength(ReadOnlySpan<byte> head) =>
        BinaryPrimitives.ReadInt32LittleEndian(head) + BinaryPrimitives.ReadInt32LittleEndian(head[4..]);

    private static InventoryArchive ToArchive(ReadOnlySpan<byte> head, ReadOnlySpan<byte> text, InventorySource source)
    {
        int id = BinaryPrimitives.ReadInt32LittleEndian(head);
        return new InventoryArchive(
            new ArchiveFields
            {
                ArchiveId = text[..id],
                Description = text[id..],
                CreationDate = new DateTime(BinaryPrimitives.ReadInt64LittleEndian(head[8..]), DateTimeKind.Utc),
                Size = BinaryPrimitives.ReadInt64LittleEndian(head[16..]),
                TreeHash = Sha256Digest.FromBytes(head[24..HeadSize]),
            },
            source
        );
    }
}
