using System.Formats.Tar;
using System.Security.Cryptography;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Transfer;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Copy;

/// <summary>
/// A tar that is being written: POSIX's pax form, with the ID, the tree hash, the dates and the description of each
/// archive as attributes of its member. It lies in a file that goes with the process, and the SHA-256 of each part of
/// the object that it becomes is computed from what was in memory: bytes that the disk gives back otherwise show when
/// they are stored.
/// </summary>
internal sealed class BundleTar : IDisposable
{
    private const int Block = 512;

    private readonly CopyOptions _options;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly HashedFile _file;
    private readonly TarWriter _tar;
    private readonly List<BundleMember> _members = [];
    private Exception? _failure;

    /// <param name="folder">Where the file is made.</param>
    /// <param name="options">How archives are copied.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public BundleTar(string folder, CopyOptions options)
    {
        _options = options;
        _file = new HashedFile(TemporaryFile.Create(folder, "tar"), options.PartSize);
        _tar = new TarWriter(_file, TarEntryFormat.Pax, leaveOpen: true);
    }

    /// <summary>The archives in it, in the order of their offsets.</summary>
    public IReadOnlyList<BundleMember> Members => _members;

    /// <summary>Its bytes, once it has ended.</summary>
    public long Length => _file.Length;

    /// <summary>The SHA-256 of each part, once it has ended.</summary>
    public IReadOnlyList<Sha256Digest> Parts => _file.Parts;

    /// <summary>Bytes that a member takes, with its headers.</summary>
    public static long LengthOf(CopyTarget target, CopyOptions options)
    {
        using var counted = new CountedBytes();
        using (var tar = new TarWriter(counted, TarEntryFormat.Pax, leaveOpen: true))
        {
            tar.WriteEntry(EntryOf(target, options));
            return counted.Length + Padded(target.Archive.SizeInBytes);
        }
    }

    /// <summary>Writes a member. Any thread may, one after the other.</summary>
    /// <param name="target">The archive.</param>
    /// <param name="content">Its bytes from the beginning of this, proven by its tree hash.</param>
    /// <param name="sha256">Their SHA-256.</param>
    /// <param name="job">The job whose output they are.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="GlacierTransferException">DiskFull; nothing more can be added.</exception>
    public async Task AddAsync(
        CopyTarget target,
        byte[] content,
        Sha256Digest sha256,
        JobDescription job,
        CancellationToken cancellationToken
    )
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            int length = (int)target.Archive.SizeInBytes;
            using var data = new MemoryStream(content, 0, length, writable: false);
            PaxTarEntry entry = EntryOf(target, _options);
            entry.DataStream = data;
            _tar.WriteEntry(entry);
            _members.Add(new BundleMember(target, _file.Length - Padded(length), sha256, job));
        }
        catch (IOException error)
        {
            _failure = Failure(error);
            throw _failure;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes the tar's end.</summary>
    /// <exception cref="GlacierTransferException">DiskFull: a member or the end could not be written.</exception>
    public void End()
    {
        if (_failure is not null)
        {
            throw _failure;
        }

        try
        {
            _tar.Dispose();
        }
        catch (IOException error)
        {
            throw Failure(error);
        }

        _file.End();
    }

    /// <summary>A part of it, from 0 on, to be sent; any number at a time.</summary>
    public Stream Open(int part) => _file.Open(part);

    public void Dispose()
    {
        try
        {
            _tar.Dispose();
        }
        catch (IOException)
        {
            // It is given up, and the disk has no room for its end.
        }

        _file.Dispose();
        _writing.Dispose();
    }

    private Exception Failure(IOException error) =>
        DiskSpace.IsExhausted(error)
            ? DiskSpace.Error(_file.Name, Math.Max(1, _options.BundleSize - _file.Length), 0, error)
            : error;

    private static PaxTarEntry EntryOf(CopyTarget target, CopyOptions options)
    {
        ArchiveListing archive = target.Archive;
        // A key never leads out of the folder that it is restored to, nor begins at a root.
        var entry = new PaxTarEntry(
            TarEntryType.RegularFile,
            target.Key![options.Prefix.Length..],
            CopyMetadata
                .Of(archive, options.Region)
                .Where(pair => pair.Key.StartsWith("glacier-", StringComparison.Ordinal))
                .Select(pair => KeyValuePair.Create("GLACIERPS." + pair.Key, pair.Value))
        );
        DateTime modified = archive.ModifiedTime ?? archive.CreationDate;
        entry.ModificationTime = modified < DateTime.UnixEpoch ? DateTime.UnixEpoch : modified;
        return entry;
    }

    private static long Padded(long bytes) => (bytes + Block - 1) / Block * Block;

    private sealed class CountedBytes : ForwardStream
    {
        private long _length;

        public override long Length => _length;

        public override void Write(ReadOnlySpan<byte> buffer) => _length += buffer.Length;
    }

    /// <summary>A file that is written once from its beginning, and hashed in parts as that is done.</summary>
    private sealed class HashedFile(FileStream file, long partSize) : ForwardStream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly List<Sha256Digest> _parts = [];
        private long _length;

        public string Name => file.Name;

        public IReadOnlyList<Sha256Digest> Parts => _parts;

        public override long Length => _length;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            file.Write(buffer);
            while (buffer.Length > 0)
            {
                int most = (int)Math.Min(buffer.Length, partSize - _length % partSize);
                _hash.AppendData(buffer[..most]);
                _length += most;
                buffer = buffer[most..];
                if (_length % partSize == 0)
                {
                    _parts.Add(Sha256Digest.Finish(_hash));
                }
            }
        }

        public void End()
        {
            if (_length % partSize != 0)
            {
                _parts.Add(Sha256Digest.Finish(_hash));
            }
        }

        public HashedSlice Open(int part)
        {
            long offset = part * partSize;
            return new HashedSlice(file.SafeFileHandle, offset, Math.Min(partSize, _length - offset), _parts[part]);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
                _hash.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    /// <summary>A part of the file that knows what it was when it was written.</summary>
    private sealed class HashedSlice(SafeFileHandle handle, long offset, long length, Sha256Digest sha256)
        : FileSlice(handle, offset, length),
            IHashedBody
    {
        public Sha256Digest Sha256 => sha256;
    }

    /// <summary>A stream that is written once, from its beginning to its end.</summary>
    private abstract class ForwardStream : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Position
        {
            get => Length;
            set => throw new NotSupportedException();
        }

        public abstract override void Write(ReadOnlySpan<byte> buffer);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

/// <summary>An archive in a bundle.</summary>
/// <param name="Target">The archive.</param>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Sha256">Their SHA-256.</param>
/// <param name="Job">The job whose output they are.</param>
internal sealed record BundleMember(CopyTarget Target, long Offset, Sha256Digest Sha256, JobDescription Job);
