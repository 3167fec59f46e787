using System.Buffers;
using System.Numerics;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Copy;

/// <summary>
/// The bytes of a stretch of a job's output as a stream that is read once. It fetches pieces of 1, 2 or 4 MiB, compares
/// each with the tree hash that came with it, and only then hands it on: what an upload reads is right, or the reading
/// fails. So much is in memory, whatever the stretch.
/// </summary>
internal sealed class VerifiedBody : Stream, IHashedBody
{
    /// <summary>Bytes of a piece at most.</summary>
    public const int LargestPiece = 4 << 20;

    /// <summary>Bytes that all pieces together may have, unless there are more of them than MiB.</summary>
    private const int MostMemory = 16 << 20;

    /// <summary>Bytes that are read from the connection, and hashed, at once.</summary>
    private const int Slice = 256 << 10;

    private readonly IGlacier _glacier;
    private readonly FinishedJob _job;
    private readonly ByteRange _range;
    private readonly int _piece;
    private readonly Sha256Digest? _expected;
    private readonly RetryPolicy _retry;
    private readonly Action<string> _note;
    private readonly CancellationToken _cancellationToken;
    private readonly IncrementalHash _linear = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<Sha256Digest> _pieces = [];
    private Sha256Digest? _sha256;
    private AlignedBuffer? _aligned;
    private byte[]? _small;
    private Memory<byte> _buffer;
    private int _start;
    private int _end;
    private long _fetched;
    private Exception? _failure;

    // An upload that has failed may still wait for a piece, which then comes into the buffer: nobody else gets it.
    private volatile bool _isFetching;

    /// <param name="glacier">The service.</param>
    /// <param name="job">The job.</param>
    /// <param name="range">Which bytes; they begin at a multiple of 4 MiB.</param>
    /// <param name="piece">Bytes of a piece, as <see cref="PieceFor"/> gives it.</param>
    /// <param name="expected">The tree hash of all of them where it is known: the last piece is not handed on
    /// otherwise.</param>
    /// <param name="retry">How often a piece is fetched.</param>
    /// <param name="note">Told of a piece that is fetched again.</param>
    /// <param name="cancellationToken">Ends every read.</param>
    public VerifiedBody(
        IGlacier glacier,
        FinishedJob job,
        ByteRange range,
        int piece,
        Sha256Digest? expected,
        RetryPolicy retry,
        Action<string> note,
        CancellationToken cancellationToken
    ) =>
        (_glacier, _job, _range, _piece, _expected, _retry, _note, _cancellationToken) = (
            glacier,
            job,
            range,
            piece,
            expected,
            retry,
            note,
            cancellationToken
        );

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <summary>Claimed, since the SDK refuses a part that cannot; a real rewind is refused.</summary>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => _range.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _fetched - (_end - _start);
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>
    /// Bytes of a piece: 2^k MiB, so that at a multiple of it every piece is one that a tree hash proves (§3.1).
    /// </summary>
    /// <param name="atOnce">How many bodies are read at a time.</param>
    public static int PieceFor(int atOnce) =>
        Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)(MostMemory / atOnce)), 1 << 20, LargestPiece);

    /// <summary>Both hashes of all bytes, once they were read to the end.</summary>
    /// <exception cref="InvalidOperationException">They were not.</exception>
    public BodyHashes Finish() => new(TreeHash.Combine([.. _pieces]), Sha256);

    /// <inheritdoc/>
    public Sha256Digest Sha256 =>
        _sha256 ??=
            Position == Length
                ? Sha256Digest.Finish(_linear)
                : throw new InvalidOperationException("The body was not read to its end.");

    /// <summary>
    /// What an upload throws, or why its body could not be read: HTTP clients wrap that into errors of their own.
    /// </summary>
    public async Task<T> OwnFailureAsync<T>(Task<T> upload)
    {
        try
        {
            return await upload;
        }
        catch (Exception) when (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end && _fetched < Length)
        {
            try
            {
                await _retry.RunAsync(
                    async () =>
                    {
                        _isFetching = true;
                        try
                        {
                            await FetchAsync();
                            return true;
                        }
                        finally
                        {
                            _isFetching = false;
                        }
                    },
                    error => _note($"A piece of job {_job.JobId} is fetched again: {error.Message}"),
                    _cancellationToken,
                    RangeFetch.CanFetchAgain
                );
            }
            catch (Exception error)
            {
                _failure = error;
                throw;
            }
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _buffer.Slice(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValueTask<int> read = ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None);
        return read.IsCompletedSuccessfully ? read.Result : read.AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        long wanted = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => Length + offset,
        };
        return wanted == Position
            ? wanted
            : throw new IOException("The bytes of a job's output are handed on once; they have to be fetched again.");
    }

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _linear.Dispose();
            if (!_isFetching)
            {
                _aligned?.Dispose();
                if (_small is not null)
                {
                    ArrayPool<byte>.Shared.Return(_small);
                }
            }

            (_aligned, _small, _buffer) = (null, null, default);
            _start = _end = 0;
        }

        base.Dispose(disposing);
    }

    private async Task FetchAsync()
    {
        var range = new ByteRange(_range.First + _fetched, Math.Min(_range.Last, _range.First + _fetched + _piece - 1));
        int length = (int)range.Length;
        if (_buffer.Length == 0)
        {
            _buffer = Rent();
        }

        using JobOutput output = await RangeFetch.OpenAsync(_glacier, _job, range, _cancellationToken);
        Sha256Digest treeHash = await ReadAsync(output.Body, _buffer[..length]);
        if (output.TreeHash is not { } given || given != treeHash)
        {
            throw RangeFetch.Damaged(
                _job,
                range,
                output.TreeHash is { } other
                    ? $"their tree hash is {treeHash}, the service's {other}"
                    : "the service gave no tree hash with them"
            );
        }

        _pieces.Add(treeHash);
        if (
            _fetched + length == Length
            && _expected is { } expected
            && TreeHash.Combine([.. _pieces]) is var all
            && all != expected
        )
        {
            _pieces.RemoveAt(_pieces.Count - 1);
            throw new GlacierTransferException(
                "CopyDamaged",
                $"The bytes {_range} of job {_job.JobId} have the tree hash {all}, and {expected} is known of them. "
                    + "Nothing was stored. Update the catalogue; if it stays so, ask AWS's support."
            );
        }

        // At once: what happens to the bytes before they are sent is seen by the hash that the bucket computes.
        _linear.AppendData(_buffer.Span[..length]);
        _fetched += length;
        (_start, _end) = (0, length);
    }

    private async Task<Sha256Digest> ReadAsync(Stream output, Memory<byte> piece)
    {
        using var hasher = new TreeHasher();
        while (!piece.IsEmpty)
        {
            Memory<byte> slice = piece[..Math.Min(Slice, piece.Length)];
            await output.ReadExactlyAsync(slice, _cancellationToken);
            hasher.Append(slice.Span);
            piece = piece[slice.Length..];
        }

        return hasher.Finish();
    }

    private Memory<byte> Rent()
    {
        if (Length > AlignedBuffer.Size / 2)
        {
            _aligned = AlignedBuffer.Rent(
                (int)Math.Min(_piece, (Length + AlignedBuffer.Size - 1) / AlignedBuffer.Size * AlignedBuffer.Size)
            );
            return _aligned.Memory;
        }

        _small = ArrayPool<byte>.Shared.Rent((int)Length);
        return _small;
    }
}
