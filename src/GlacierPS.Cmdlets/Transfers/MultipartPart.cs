using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Transfers;

/// <summary>A part of a multipart upload that the service holds.</summary>
public sealed record MultipartPart
{
    /// <summary>The vault that the upload goes to.</summary>
    public required string VaultName { get; init; }

    /// <summary>The upload.</summary>
    public required string UploadId { get; init; }

    /// <summary>Where in the archive it lies.</summary>
    public required ByteRange Range { get; init; }

    /// <summary>Its tree hash, 64 hexadecimal digits.</summary>
    public required string SHA256TreeHash { get; init; }

    /// <summary>Its size in bytes.</summary>
    public long SizeInBytes => Range.Length;

    internal static MultipartPart From(string vaultName, string uploadId, UploadedPart part) =>
        new()
        {
            VaultName = vaultName,
            UploadId = uploadId,
            Range = part.Range,
            SHA256TreeHash = part.TreeHash.ToString(),
        };

    /// <summary>The part's range. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => Range.ToString();
}
