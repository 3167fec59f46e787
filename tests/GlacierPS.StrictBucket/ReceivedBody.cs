using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace GlacierPS.StrictBucket;

/// <summary>
/// A body that was stored in a file and compared with everything that the request says of it: its length, the signed
/// hash, Content-MD5, and the checksums of headers and trailers.
/// </summary>
internal sealed record ReceivedBody(string Path, long Length, string ETag, string Sha256, bool HasSha256)
{
    private const string Prefix = "x-amz-checksum-";

    public static async Task<ReceivedBody> ReadAsync(
        BucketRequest request,
        string path,
        CancellationToken cancellationToken
    )
    {
        string payload =
            request.Header("x-amz-content-sha256")
            ?? throw BucketErrorException.Bad("InvalidRequest", "x-amz-content-sha256 is missing.");
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        bool hasCrc32 = Announces(request, "crc32"),
            hasCrc32C = Announces(request, "crc32c");
        uint crc32 = uint.MaxValue,
            crc32c = uint.MaxValue;
        long length = 0;
        IReadOnlyDictionary<string, string> trailers = new Dictionary<string, string>();
        await using (FileStream file = File.Create(path))
        {
            async Task Receive(ReadOnlyMemory<byte> piece)
            {
                sha256.AppendData(piece.Span);
                md5.AppendData(piece.Span);
                crc32 = hasCrc32 ? Crc32(crc32, piece.Span) : crc32;
                crc32c = hasCrc32C ? Crc32C(crc32c, piece.Span) : crc32c;
                length += piece.Length;
                await file.WriteAsync(piece, cancellationToken);
            }

            if (payload.StartsWith("STREAMING-", StringComparison.Ordinal))
            {
                var chunked = new ChunkedBody(request.Body);
                await chunked.CopyToAsync(Receive, cancellationToken);
                trailers = chunked.Trailers;
            }
            else
            {
                byte[] buffer = new byte[128 << 10];
                int read;
                while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    await Receive(buffer.AsMemory(0, read));
                }
            }
        }

        byte[] digest = sha256.GetHashAndReset();
        CheckLength(request, payload, length);
        if (payload.Length == 64 && payload != Convert.ToHexStringLower(digest))
        {
            throw BucketErrorException.Bad(
                "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed."
            );
        }

        byte[] computedMd5 = md5.GetHashAndReset();
        if (request.Header("Content-MD5") is { } sentMd5 && sentMd5 != Convert.ToBase64String(computedMd5))
        {
            throw BucketErrorException.Bad("BadDigest", "The Content-MD5 you specified did not match.");
        }

        var computed = new Dictionary<string, string> { ["sha256"] = Convert.ToBase64String(digest) };
        if (hasCrc32)
        {
            computed["crc32"] = BigEndian(~crc32);
        }

        if (hasCrc32C)
        {
            computed["crc32c"] = BigEndian(~crc32c);
        }

        bool hasSha256 = Check(request, trailers, computed);
        return new ReceivedBody(
            path,
            length,
            $"\"{Convert.ToHexStringLower(computedMd5)}\"",
            Convert.ToBase64String(digest),
            hasSha256
        );
    }

    /// <summary>Whether a checksum comes with the body, or behind it: no other takes time.</summary>
    private static bool Announces(BucketRequest request, string kind) =>
        request.Header(Prefix + kind) is not null
        || Trailers(request).Contains(Prefix + kind, StringComparer.OrdinalIgnoreCase);

    private static string[] Trailers(BucketRequest request) =>
        (request.Header("x-amz-trailer") ?? "").Split(
            ',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );

    private static void CheckLength(BucketRequest request, string payload, long length)
    {
        string? said = payload.StartsWith("STREAMING-", StringComparison.Ordinal)
            ? request.Header("x-amz-decoded-content-length")
            : request.Header("Content-Length");
        if (said is null)
        {
            throw new BucketErrorException(
                System.Net.HttpStatusCode.LengthRequired,
                "MissingContentLength",
                "You must provide the Content-Length HTTP header."
            );
        }

        if (long.Parse(said, CultureInfo.InvariantCulture) != length)
        {
            throw BucketErrorException.Bad("IncompleteBody", $"{said} bytes were announced, and {length} came.");
        }
    }

    /// <summary>Whether there was a SHA-256 among the checksums, all of which are as computed.</summary>
    private static bool Check(
        BucketRequest request,
        IReadOnlyDictionary<string, string> trailers,
        Dictionary<string, string> computed
    )
    {
        foreach (string announced in Trailers(request))
        {
            if (!trailers.ContainsKey(announced))
            {
                throw BucketErrorException.Bad("MalformedTrailerError", $"The trailer '{announced}' did not come.");
            }
        }

        bool hasSha256 = false;
        foreach ((string name, string value) in request.Headers.Concat(trailers))
        {
            if (
                !name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                || name.EndsWith("-algorithm", StringComparison.OrdinalIgnoreCase)
                || name.EndsWith("-type", StringComparison.OrdinalIgnoreCase)
            )
            {
                continue;
            }

            string kind = name[Prefix.Length..].ToLowerInvariant();
            if (!computed.TryGetValue(kind, out string? expected))
            {
                throw new BucketErrorException(
                    System.Net.HttpStatusCode.NotImplemented,
                    "NotImplemented",
                    $"This bucket does not verify {kind}."
                );
            }

            if (value != expected)
            {
                throw BucketErrorException.Bad(
                    "BadDigest",
                    $"The {kind.ToUpperInvariant()} you specified did not match the calculated checksum."
                );
            }

            hasSha256 |= kind == "sha256";
        }

        return hasSha256;
    }

    private static string BigEndian(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Convert.ToBase64String(bytes);
    }

    private static uint Crc32C(uint crc, ReadOnlySpan<byte> data)
    {
        while (data.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[8..];
        }

        foreach (byte next in data)
        {
            crc = BitOperations.Crc32C(crc, next);
        }

        return crc;
    }

    private static readonly uint[] s_table = MakeTable();

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }

    private static uint Crc32(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte next in data)
        {
            crc = s_table[(byte)(crc ^ next)] ^ (crc >> 8);
        }

        return crc;
    }
}
