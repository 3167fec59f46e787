using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// An archive was sent in one request, and the answer was lost: it may be stored or not, and sending it again could
/// store it twice (glacier-api.md §4, retry rule). The cause is the inner exception.
/// </summary>
public sealed class UploadUncertainException : GlacierTransferException
{
    internal UploadUncertainException(
        string vaultName,
        string? path,
        string? description,
        long size,
        Sha256Digest treeHash,
        GlacierConnectionException cause
    )
        : base(
            "UploadUncertain",
            $"{(path is null ? "The stream" : $"'{path}'")} was sent to vault '{vaultName}', but the answer was "
                + "lost, so that the archive may "
                + "be stored or not. Look in the vault's next inventory, made about a day from now, for "
                + $"{size:N0} bytes with tree hash "
                + $"{treeHash}{(string.IsNullOrEmpty(description) ? "" : $" and description '{description}'")}, "
                + $"before you send it again. ({cause.Message})",
            cause
        )
    {
        VaultName = vaultName;
        Path = path;
        Description = description;
        SizeInBytes = size;
        SHA256TreeHash = treeHash;
    }

    /// <summary>The vault that it may be in.</summary>
    public string VaultName { get; }

    /// <summary>Full path of the file; null for a stream.</summary>
    public string? Path { get; }

    /// <summary>The description that it has, if it is there.</summary>
    public string? Description { get; }

    /// <summary>Its bytes.</summary>
    public long SizeInBytes { get; }

    /// <summary>Its tree hash.</summary>
    public Sha256Digest SHA256TreeHash { get; }
}
