using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Tests.Hashing;

public sealed class Sha256DigestTests
{
    private const string Hex = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";

    [Fact]
    public void Digits_of_either_case_are_read_and_lower_case_is_written()
    {
        Sha256Digest digest = Sha256Digest.Parse(Hex.ToUpperInvariant());

        Assert.Equal(Hex, digest.ToString());
        Assert.Equal(Sha256Digest.Of("hello world"u8), digest);
        Assert.Equal(digest, Sha256Digest.FromBytes(digest.Bytes));
        Assert.Equal(digest.GetHashCode(), Sha256Digest.Parse(Hex).GetHashCode());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("b94d27")]
    [InlineData("b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde")]
    [InlineData("b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde99")]
    [InlineData("g94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9")]
    [InlineData(" 94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9")]
    public void Anything_but_64_hexadecimal_digits_is_refused(string? text)
    {
        Assert.False(Sha256Digest.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Sha256Digest.Parse(text!));
    }

    [Fact]
    public void Digests_that_differ_in_their_last_byte_differ()
    {
        Sha256Digest one = Sha256Digest.Parse(Hex);
        Sha256Digest other = Sha256Digest.Parse(Hex[..^1] + "8");

        Assert.True(one != other);
        Assert.False(one == other);
        Assert.False(one.Equals((object)other));
    }
}
