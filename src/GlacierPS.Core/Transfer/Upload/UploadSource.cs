using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Core.Transfer.Upload;

/// <summary>What an archive is made of: a file, or a stream.</summary>
internal abstract class UploadSource : IDisposable
{
    /// <summary>Full path of the file; null for a stream.</summary>
    public virtual string? Path => null;

    /// <summary>Bytes in it; null for a stream that does not know.</summary>
    public abstract long? Length { get; }

    /// <summary>What the user can do about an upload that stopped, in one sentence.</summary>
    public abstract string Next { get; }

    /// <summary>Its parts in order, each to be disposed of by the caller.</summary>
    public abstract IAsyncEnumerable<UploadPart> PartsAsync(long partSize, CancellationToken cancellationToken);

    /// <summary>
    /// Why no archive may be made of what was read: the file changed meanwhile, the stream was not as long as it said.
    /// </summary>
    /// <param name="uploadId">The multipart upload that was initiated for it, if any.</param>
    /// <param name="cause">What brought it to light, if anything.</param>
    /// <returns>The error to throw; null if nothing is wrong.</returns>
    public abstract GlacierTransferException? FindFault(string? uploadId, Exception? cause);

    public abstract void Dispose();

    /// <summary>What becomes of a multipart upload that no archive can be made of, to end a message with.</summary>
    protected static string NoMoreUse(string? uploadId) =>
        uploadId is null ? "" : $" The upload {uploadId} that was begun is of no more use: abort it, or let it expire.";
}

/// <summary>A stretch of an archive that can be hashed, and sent, and sent again.</summary>
internal abstract class UploadPart : IDisposable
{
    /// <summary>Where in the archive it lies.</summary>
    public ByteRange Range { get; protected set; }

    /// <summary>Both hashes of all of it.</summary>
    public abstract Task<BodyHashes> HashAsync(CancellationToken cancellationToken);

    /// <summary>Its tree hash alone.</summary>
    public virtual async Task<Sha256Digest> TreeHashAsync(CancellationToken cancellationToken) =>
        (await HashAsync(cancellationToken)).Tree;

    /// <summary>All of it, to be sent.</summary>
    public abstract BodyStream Open(ProgressAggregator progress, RateLimit? rate);

    public abstract void Dispose();
}
