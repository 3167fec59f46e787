using GlacierPS.Local.Tags;

namespace GlacierPS.Local.Tests.Tags;

public sealed class TagRulesTests
{
    [Theory]
    [InlineData("Owner", "Archives")]
    [InlineData("a", "")]
    [InlineData("a b_c.d/e=f+g-h@i", " _./=+-@ ")]
    [InlineData("Größe", "日本語 ١٢٣")]
    [InlineData("laws:x", "aws", false)]
    [InlineData("awsx", "aws.")]
    [InlineData("𠮷", "𠮷")]
    [InlineData("", "x", false)]
    [InlineData("aws:x", "x", false)]
    [InlineData("AWS:x", "x", false)]
    [InlineData("a,b", "x", false)]
    [InlineData("a", "x;y", false)]
    [InlineData("a\tb", "x", false)]
    [InlineData("a\u00A0b", "x", false)]
    [InlineData("a", "\u0000", false)]
    [InlineData("a", "😀", false)]
    [InlineData("a", null, false)]
    public void Tags_have_letters_digits_spaces_and_eight_signs(string key, string? value, bool valid = true)
    {
        Assert.Equal(valid, TagRules.AreValid(new Dictionary<string, string?> { [key] = value }, out string? reason));
        Assert.Equal(valid, reason is null);
    }

    /// <summary>Not a theory: an attribute cannot hold such a text.</summary>
    [Fact]
    public void Half_a_character_is_no_letter()
    {
        Assert.False(TagRules.AreValid(new Dictionary<string, string?> { ["a\ud800"] = "x" }, out string? reason));
        Assert.Contains("U+FFFD", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(128, 255, true)]
    [InlineData(129, 0, false)]
    [InlineData(1, 256, false)]
    public void Lengths_are_in_characters_of_Unicode(int key, int value, bool valid)
    {
        foreach (string letter in new[] { "k", "𠮷" })
        {
            var tags = new Dictionary<string, string?>
            {
                [string.Concat(Enumerable.Repeat(letter, key))] = string.Concat(Enumerable.Repeat(letter, value)),
            };
            Assert.Equal(valid, TagRules.AreValid(tags, out _));
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void A_call_has_one_to_ten_tags_or_keys(int count, bool valid)
    {
        Assert.Equal(
            valid,
            TagRules.AreValid(
                Tags(0, count).ToDictionary(tag => tag.Key, tag => (string?)tag.Value),
                out string? reason
            )
        );
        Assert.Equal(valid, reason is null);
        Assert.Equal(valid, TagRules.AreValidKeys([.. Tags(0, count).Keys], out _));
    }

    [Fact]
    public void A_call_without_tags_or_keys_is_told()
    {
        Assert.False(TagRules.AreValid(null, out string? tags));
        Assert.False(TagRules.AreValidKeys(null, out string? keys));
        Assert.Equal("A request must have 1 to 10 tags, not 0.", tags);
        Assert.Equal(tags, keys);
    }

    [Theory]
    [InlineData("never-there", true)]
    [InlineData("a,b", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Keys_that_no_vault_has_may_be_removed(string? key, bool valid) =>
        Assert.Equal(valid, TagRules.AreValidKeys([key], out _));

    [Fact]
    public void Added_tags_replace_those_of_the_same_key_but_not_of_another_case()
    {
        var current = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" };

        Assert.True(
            TagRules.TryMerge(current, new Dictionary<string, string> { ["a"] = "3", ["A"] = "4" }, out var merged)
        );
        Assert.Equal(
            [("A", "4"), ("a", "3"), ("b", "2")],
            merged.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => (tag.Key, tag.Value))
        );
        Assert.Equal("1", current["a"]);
    }

    [Fact]
    public void A_vault_has_fifty_tags_at_most_and_takes_all_of_a_call_or_none()
    {
        Assert.True(TagRules.TryMerge(Tags(0, 45), Tags(45, 5), out var merged));
        Assert.Equal(50, merged.Count);
        Assert.False(TagRules.TryMerge(Tags(0, 45), Tags(45, 6), out merged));
        Assert.Null(merged);
        Assert.True(TagRules.TryMerge(Tags(0, 50), Tags(40, 10), out merged));
        Assert.Equal(50, merged.Count);
    }

    private static Dictionary<string, string> Tags(int from, int count) =>
        Enumerable.Range(from, count).ToDictionary(i => $"key{i}", i => $"value{i}");
}
