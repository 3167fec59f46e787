using GlacierPS.Core.Hashing;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Preconditions;

/// <summary>
/// The body of an upload has arrived as both of its hashes say (glacier-api.md §6.3); until then nothing of it is
/// stored, and on disposal nothing is, unless it was put to use.
/// </summary>
internal sealed class ReceivedBody : IDisposable
{
    private readonly BlobWriter _writer;

    private ReceivedBody(BlobWriter writer, BlobRef blob)
    {
        _writer = writer;
        Blob = blob;
    }

    /// <summary>Where the body is kept.</summary>
    public BlobRef Blob { get; }

    /// <summary>What the request says of its body, checked before any of it is read.</summary>
    public readonly record struct Promise(long Length, string TreeHash, Sha256Digest LinearHash)
    {
        /// <summary>Tells the headers of an upload.</summary>
        public static Promise Of(RequestContext context)
        {
            string tree = HashHeader.RequireTreeHash(context);
            Sha256Digest linear = HashHeader.Require(context, HeaderNames.ContentSha256);
            return new Promise(BodyLength.Require(context), tree, linear);
        }
    }

    /// <summary>Takes in the body of a request.</summary>
    public static async Task<ReceivedBody> RequireAsync(
        RequestContext context,
        Vault vault,
        ResourceKey key,
        Promise promise,
        CancellationToken cancellationToken
    )
    {
        var writer = new BlobWriter(vault.Storage, key, promise.Length);
        try
        {
            BodyHashes hashes = await FillAsync(writer, context.Request.Body, cancellationToken);
            if (hashes.Linear != promise.LinearHash)
            {
                throw ServiceErrors.ContentHashMismatch(hashes.Linear.ToString(), promise.LinearHash.ToString());
            }

            string computed = hashes.Tree.ToString();
            if (!computed.Equals(promise.TreeHash, StringComparison.OrdinalIgnoreCase))
            {
                throw ServiceErrors.ChecksumMismatch(promise.TreeHash, computed);
            }

            Keep(writer, vault);
            return new ReceivedBody(writer, new BlobRef(key, promise.Length, hashes.Tree));
        }
        catch (Exception)
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Says that the metadata now refer to the body.</summary>
    public void Used() => _writer.Used();

    public void Dispose() => _writer.Dispose();

    /// <summary>Makes the blob last, unless the vault went meanwhile, and its folder with it.</summary>
    /// <exception cref="VaultGoneException">It did.</exception>
    private static void Keep(BlobWriter writer, Vault vault)
    {
        vault.RequireThere();
        try
        {
            writer.Keep();
        }
        catch (IOException)
        {
            vault.RequireThere();
            throw;
        }
    }

    private static async Task<BodyHashes> FillAsync(BlobWriter writer, Stream body, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.FillAsync(body, cancellationToken) ?? throw ServiceErrors.RequestTimeout();
        }
        catch (BodyReadException exception)
        {
            throw ServiceErrors.RequestTimeout(exception);
        }
    }
}
