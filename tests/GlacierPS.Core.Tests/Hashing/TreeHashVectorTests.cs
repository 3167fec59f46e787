using System.Security.Cryptography;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Tests.Hashing;

/// <summary>Every row of the table in glacier-api.md §3, and the ranges of P65 in §3.1.</summary>
public sealed class TreeHashVectorTests
{
    private const int MiB = 1 << 20;

    /// <summary>Name, linear SHA-256, tree hash ("same": data of at most 1 MiB).</summary>
    public static TheoryData<string, string, string> Vectors =>
        new()
        {
            { "nothing", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "same" },
            { "hello world", "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9", "same" },
            { "bar", "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9", "same" },
            { "a line feed", "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b", "same" },
            { "a x 1 MiB", "9bc1b2a288b26af7257a36277ae3816a7d4f16e89c1e7e77d0a5c48bad62b360", "same" },
            {
                "a x 2 MiB",
                "5256ec18f11624025905d057d6befb03d77b243511ac5f77ed5e0221ce6d84b5",
                "560c2c9333c719cb00cfdffee3ba293db17f58743cdd1f7e4055373ae6300afa"
            },
            {
                "a x 3 MiB",
                "6f850bc94ae6f7de14297c01616c36d712d22864497b28a63b81d776b035e656",
                "70239f4f2ead7561f69d48b956b547edef52a1280a93c262c0b582190be7db17"
            },
            {
                "a x 4 MiB",
                "299285fc41a44cdb038b9fdaf494c76ca9d0c866672b2b266c1a0c17dda60a05",
                "9491cb2ed1d4e7cd53215f4017c23ec4ad21d7050a1e6bb636c4f67e8cddb844"
            },
            {
                "a x (4 MiB + 20)",
                "1db6545ae7a5cea9392b4b14d3a6f798c989ee386114d6d2e951c13abcd74e11",
                "12f3cbd6101b981cde074039f6f728071da8879d6f632de8afc7cdf00661b08f"
            },
            {
                "0 x 5.5 MiB",
                "68aff0c5a91aa0491752bfb96e3fef33eb74953804f6a2f7b708d5bcefa8ff6b",
                "154e26c78fd74d0c2c9b3cc4644191619dc4f2cd539ae2a74d5fd07957a3ee6a"
            },
            {
                "NUL x 4608000",
                "cb228af4065a8be95006792a8199172366d0b63a4d39ce365f9591246861db16",
                "3d760edb291bfc9d90d35809243de092aea4c47b308290ad12d084f69988ae0c"
            },
            {
                "P65",
                "1b3b37b9c74be78adc6189ebc7f97c0b289c4aac4098a4a6b081f6726897ec89",
                "1bec740b9e7b5da352a727ef3b50e9b24717450758ec506d3a8d45b59ca4f759"
            },
        };

    private static byte[] DataNamed(string name) =>
        name switch
        {
            "nothing" => [],
            "a line feed" => [0x0A],
            "a x 1 MiB" => Repeat((byte)'a', MiB),
            "a x 2 MiB" => Repeat((byte)'a', 2 * MiB),
            "a x 3 MiB" => Repeat((byte)'a', 3 * MiB),
            "a x 4 MiB" => Repeat((byte)'a', 4 * MiB),
            "a x (4 MiB + 20)" => Repeat((byte)'a', 4 * MiB + 20),
            "0 x 5.5 MiB" => Repeat((byte)'0', 11 * MiB / 2),
            "NUL x 4608000" => new byte[4608000],
            "P65" => P65(),
            _ => [.. name.Select(c => (byte)c)],
        };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Bytes_in_memory_have_the_published_hashes(string name, string linear, string tree)
    {
        byte[] data = DataNamed(name);

        Assert.Equal(linear, Sha256Digest.Of(data).ToString());
        Assert.Equal(tree == "same" ? linear : tree, TreeHash.Of(data).ToString());
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task A_stream_has_the_published_tree_hash(string name, string linear, string tree)
    {
        using var stream = new MemoryStream(DataNamed(name));

        Sha256Digest actual = await FileHashing.TreeHashOfAsync(stream);

        Assert.Equal(tree == "same" ? linear : tree, actual.ToString());
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_body_has_both_published_hashes(string name, string linear, string tree)
    {
        using var hasher = new BodyHasher();
        hasher.Append(DataNamed(name));

        BodyHashes hashes = hasher.Finish();

        Assert.Equal(linear, hashes.Linear.ToString());
        Assert.Equal(tree == "same" ? linear : tree, hashes.Tree.ToString());
    }

    [Theory]
    [InlineData(0, 4, "67b4bca77c9935ead8b071feb32ccccc142dfb5a2674650a1320f6fbcef943c6")]
    [InlineData(4, 7, "ab6d8ef5453c3b378223882314a706ceef45392913a31a8ee404894e8df97d91")]
    [InlineData(2, 4, "d1d5b496d3337e6a861029592334a156fb35d4236b34377b7fa0d504c9f775b3")]
    [InlineData(6, 7, "1fc15a7fa5716499f176527299306aedc7f7ee9c523932efb6da89e71886726d")]
    public void Ranges_of_P65_have_the_published_tree_hashes(int start, int end, string tree)
    {
        byte[] data = P65();
        int first = start * MiB;
        int length = Math.Min(end * MiB, data.Length) - first;

        Assert.Equal(tree, TreeHash.Of(data.AsSpan(first, length)).ToString());
        Assert.True(RangeAlignment.IsTreeHashAligned(ByteRange.At(first, length), data.Length));
    }

    /// <summary>Byte i repeated 1 MiB for i = 0..5, then byte 6 for half a MiB (glacier-api.md §3).</summary>
    private static byte[] P65()
    {
        var data = new byte[13 * MiB / 2];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (byte)(i / MiB);
        }

        Assert.Equal(
            "1b3b37b9c74be78adc6189ebc7f97c0b289c4aac4098a4a6b081f6726897ec89",
            Convert.ToHexString(SHA256.HashData(data)).ToLowerInvariant()
        );
        return data;
    }

    private static byte[] Repeat(byte value, int length)
    {
        var data = new byte[length];
        Array.Fill(data, value);
        return data;
    }
}
