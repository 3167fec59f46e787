using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Expansion;

/// <summary>
/// What comes out of a packed file, counted, hashed, and ended where it is more than there is room for: a few kilobytes
/// can hold petabytes.
/// </summary>
internal sealed class MeasuredBody : ReadOnlyBody
{
    /// <summary>Bytes that are left free on the disk.</summary>
    internal const long Reserve = 104_857_600;

    // Free space is asked for so often.
    private const long Stride = 33_554_432;

    private readonly Stream _source;
    private readonly ExpansionRequest _request;
    private readonly ExpansionOptions _options;
    private readonly CancellationToken _token;
    private readonly IncrementalHash _md5;
    private long _nextLook;

    /// <param name="source">The content; closed with this.</param>
    /// <param name="request">What is expanded.</param>
    /// <param name="options">How.</param>
    /// <param name="token">Ends it.</param>
    [SuppressMessage("Security", "CA5351", Justification = "Other tools have told an MD5.")]
    public MeasuredBody(Stream source, ExpansionRequest request, ExpansionOptions options, CancellationToken token)
    {
        (_source, _request, _options, _token) = (source, request, options, token);
        _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    }

    /// <summary>How many bytes came out so far, and how many more are spoken for.</summary>
    public long Count { get; private set; }

    /// <summary>The MD5 of what came out, 32 hexadecimal digits in small letters.</summary>
    public string Digest() => Convert.ToHexString(_md5.GetCurrentHash()).ToLowerInvariant();

    /// <summary>Counts what will be needed beside the bytes, such as a file's own block.</summary>
    /// <exception cref="GlacierException">There is no room for it, or it is more than is wanted.</exception>
    public void Expect(long bytes)
    {
        Count += bytes;
        if (Count > _options.MaxSizeInBytes)
        {
            throw new GlacierInputException(
                "ExpandsTooLarge",
                $"What comes out of '{_request.Path}' is more than the {Digits.Of(_options.MaxSizeInBytes)} "
                    + "bytes that -MaxSizeInBytes allows. Nothing was written."
            );
        }

        if (Count < _nextLook)
        {
            return;
        }

        _nextLook = Count + Stride;
        if (DiskSpace.FreeBytes(_request.Folder) is { } free && free < Reserve + Stride)
        {
            throw new GlacierTransferException(
                "DiskFull",
                $"There is no room for what comes out of '{_request.Path}': after {Quantity.Of(Count, "byte")}, the "
                    + $"disk of '{_request.Folder}' has {Digits.Of(free)} free, of which {Digits.Of(Reserve)} stay "
                    + "free. Nothing was kept of it. Make room, or choose another folder with -DestinationPath."
            );
        }
    }

    public override int Read(Span<byte> buffer)
    {
        _token.ThrowIfCancellationRequested();
        int read = _source.Read(buffer);
        Expect(read);
        _md5.AppendData(buffer[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
            _md5.Dispose();
        }

        base.Dispose(disposing);
    }
}
