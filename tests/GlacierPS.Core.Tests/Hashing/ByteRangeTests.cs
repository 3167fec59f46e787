using GlacierPS.Core.Hashing;

namespace GlacierPS.Core.Tests.Hashing;

public sealed class ByteRangeTests
{
    [Fact]
    public void A_range_counts_both_ends_in()
    {
        ByteRange range = ByteRange.At(1048576, 1048576);

        Assert.Equal(new ByteRange(1048576, 2097151), range);
        Assert.Equal(1048576, range.Length);
        Assert.Equal("1048576-2097151", range.ToString());
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        Assert.True(ByteRange.TryParse("0-4194303", out ByteRange range));
        Assert.Equal(new ByteRange(0, 4194303), range);
        Assert.True(ByteRange.TryParse("7-7", out ByteRange single));
        Assert.Equal(1, single.Length);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5-")]
    [InlineData("-5")]
    [InlineData("5-4")]
    [InlineData("+1-5")]
    [InlineData(" 1-5")]
    [InlineData("1-5-9")]
    [InlineData("0-99999999999999999999")]
    public void Anything_else_is_refused(string? text) => Assert.False(ByteRange.TryParse(text, out _));
}
