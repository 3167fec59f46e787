using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;

namespace GlacierPS.StrictBucket;

/// <summary>What has to be true of the parts that CompleteMultipartUpload names.</summary>
internal static class UploadCompletion
{
    /// <summary>
    /// The parts, if each was sent as it is named, in ascending order, and none but the last is small.
    /// </summary>
    public static StoredPart[] Parts(StoredUpload upload, XElement[] named, long smallest)
    {
        if (named.Length == 0)
        {
            throw BucketErrorException.Bad("MalformedXML", "You must specify at least one part");
        }

        var parts = new List<StoredPart>();
        foreach (XElement element in named)
        {
            string? Value(string name) => element.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
            int number = int.Parse(Value("PartNumber") ?? "0", CultureInfo.InvariantCulture);
            if (parts.Count > 0 && number <= parts[^1].Number)
            {
                throw BucketErrorException.Bad("InvalidPartOrder", "The list of parts was not in ascending order.");
            }

            string? sha256 = Value("ChecksumSHA256");
            if (
                !upload.Parts.TryGetValue(number, out StoredPart? part)
                || Value("ETag")?.Trim('"') != part.ETag.Trim('"')
                || (sha256 is not null && sha256 != part.Sha256)
            )
            {
                throw BucketErrorException.Bad("InvalidPart", $"Part {number} was not uploaded as it is named.");
            }

            if (upload.Traits.ChecksumAlgorithm == "SHA256" && sha256 is null)
            {
                throw BucketErrorException.Bad("InvalidRequest", $"The checksum of part {number} is missing.");
            }

            parts.Add(part);
        }

        return parts.SkipLast(1).Any(part => part.Length < smallest)
            ? throw BucketErrorException.Bad("EntityTooSmall", "A part but the last is smaller than 5 MiB.")
            : [.. parts];
    }

    /// <summary>The composite checksum: the SHA-256 of the parts' SHA-256s, and their count.</summary>
    public static string? Checksum(StoredUpload upload, StoredPart[] parts) =>
        upload.Traits.ChecksumAlgorithm == "SHA256"
            ? Convert.ToBase64String(
                SHA256.HashData([.. parts.SelectMany(part => Convert.FromBase64String(part.Sha256!))])
            ) + $"-{parts.Length}"
            : null;

    /// <summary>What the request claims of the whole object has to be so.</summary>
    public static void CheckClaims(BucketRequest request, string? composite, long length)
    {
        if (request.Header("x-amz-checksum-sha256") is { } claimed && claimed.Split('-')[0] != composite?.Split('-')[0])
        {
            throw BucketErrorException.Bad("BadDigest", "The sha256 you specified did not match the composite one.");
        }

        if (
            request.Header("x-amz-mp-object-size") is { } size
            && long.Parse(size, CultureInfo.InvariantCulture) != length
        )
        {
            throw BucketErrorException.Bad("InvalidRequest", $"The object has {length} bytes, not {size}.");
        }
    }
}
