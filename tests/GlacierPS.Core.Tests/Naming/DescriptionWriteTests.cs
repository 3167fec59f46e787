using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Naming;

public sealed class DescriptionWriteTests
{
    private static readonly DateTime s_time = new(2012, 11, 3, 6, 29, 38, DateTimeKind.Utc);

    [Fact]
    public void Mt2_is_written_to_the_letter_of_the_vectors()
    {
        Assert.Equal(
            "mt2 eyJmaWxlbmFtZSI6ImZpbGUvYSIsIm10aW1lIjoiMjAxMjExMDNUMDYyOTM4WiJ9",
            ArchiveDescription.Write("file/a", s_time)
        );
        Assert.Equal(
            "mt2 eyJmaWxlbmFtZSI6ItC00LjRgNC10LrRgtC-0YDQuNGPL9GE0LDQudC7IiwibXRpbWUiOiIyMDEyMTEwNVQxNDAyNThaIn0",
            ArchiveDescription.Write("директория/файл", new DateTime(2012, 11, 5, 14, 2, 58, DateTimeKind.Utc))
        );
    }

    [Fact]
    public void FastGlacier_is_written_in_its_fourth_form() =>
        Assert.Equal(
            "<m><v>4</v><p>Z2xhY2llci1kZy5wZGY=</p><lm>20120821T170824Z</lm></m>",
            ArchiveDescription.Write(
                "glacier-dg.pdf",
                new DateTime(2012, 8, 21, 17, 8, 24, DateTimeKind.Utc),
                NameFormat.FastGlacier
            )
        );

    [Fact]
    public void A_local_time_is_written_in_UTC_and_cut_to_the_second() =>
        Assert.Equal(
            ArchiveDescription.Write("a", s_time),
            ArchiveDescription.Write("a", s_time.AddMilliseconds(999).ToLocalTime())
        );

    [Theory]
    [InlineData(NameFormat.Mt2)]
    [InlineData(NameFormat.FastGlacier)]
    public void Any_name_and_time_comes_back_as_it_was(NameFormat format) =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                NamesAndTimes(),
                input =>
                {
                    string description = ArchiveDescription.Write(input.Name, input.Time, format);
                    ArchiveName read = ArchiveDescription.Read(description);
                    Description.Check(description);
                    return read.ModifiedTime == input.Time
                        // FastGlacier is a Windows tool: its backslashes are separators.
                        && read.Name == (format == NameFormat.FastGlacier ? input.Name.Replace('\\', '/') : input.Name)
                        // Names that end mt-aws-glacier's reading of an inventory are written in FastGlacier's form.
                        && read.WrittenBy
                            == (
                                format == NameFormat.Mt2
                                && (
                                    !ArchiveDescription.IsRefusedByMtAwsGlacier(input.Name)
                                    || input.Name.Contains('\\', StringComparison.Ordinal)
                                )
                                    ? ArchiveTool.MtAwsGlacier
                                    : ArchiveTool.FastGlacier
                            );
                }
            )
        );

    [Fact]
    public void A_plain_name_comes_back_as_it_was_or_is_refused() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Gen.ListOf(Gen.Choose(0x1F, 0x7F)).Where(l => l.Count > 0).ToArbitrary(),
                codes =>
                {
                    string name = string.Concat(codes.Select(c => (char)c));
                    try
                    {
                        return ArchiveDescription.Read(ArchiveDescription.Write(name, s_time, NameFormat.Plain)).Name
                            == name;
                    }
                    catch (GlacierInputException error)
                    {
                        return error.ErrorId == "NameNotPlain";
                    }
                }
            )
        );

    [Theory]
    [InlineData("größe.txt")]
    [InlineData("tab\tname")]
    [InlineData(" leading")]
    [InlineData("trailing ")]
    [InlineData("mt2 eyJmaWxlbmFtZSI6ImZpbGUvYSIsIm10aW1lIjoiMjAxMjExMDNUMDYyOTM4WiJ9")]
    public void A_plain_name_that_would_not_come_back_is_refused(string name) =>
        AssertRefused("NameNotPlain", name, NameFormat.Plain, "Use the form Mt2");

    [Theory]
    [InlineData(NameFormat.Mt2)]
    [InlineData(NameFormat.FastGlacier)]
    [InlineData(NameFormat.Plain)]
    public void The_error_for_a_long_name_says_exactly_how_long_it_may_be(NameFormat format)
    {
        int longest = Enumerable.Range(1, 1100).TakeWhile(n => Fits(n, format)).Last();

        AssertRefused("NameTooLong", new string('n', longest + 1), format, $"at most {longest:N0}");
        Assert.True(ArchiveDescription.Write(new string('n', longest), s_time, format).Length <= 1024);
        Assert.InRange(longest, 700, 1024);
    }

    [Fact]
    public void The_bytes_of_a_long_name_are_counted_in_UTF_8() =>
        AssertRefused("NameTooLong", new string('ж', 400), NameFormat.Mt2, "800 bytes");

    [Theory]
    [InlineData(NameFormat.Mt2)]
    [InlineData(NameFormat.FastGlacier)]
    [InlineData(NameFormat.Plain)]
    public void Half_a_character_is_refused(NameFormat format) =>
        AssertRefused("NameNotUnicode", "a\uD83Db", format, "position 2");

    [Fact]
    public void An_empty_name_is_refused() => AssertRefused("NameEmpty", "", NameFormat.Mt2, "empty");

    [Fact]
    public void A_time_before_the_year_1000_is_left_out() =>
        Assert.Equal(
            ArchiveDescription.Write("a", null),
            ArchiveDescription.Write("a", new DateTime(999, 1, 1, 0, 0, 0, DateTimeKind.Utc))
        );

    private static bool Fits(int length, NameFormat format)
    {
        try
        {
            ArchiveDescription.Write(new string('n', length), s_time, format);
            return true;
        }
        catch (GlacierInputException)
        {
            return false;
        }
    }

    private static void AssertRefused(string errorId, string name, NameFormat format, string says)
    {
        GlacierInputException error = Assert.Throws<GlacierInputException>(() =>
            ArchiveDescription.Write(name, s_time, format)
        );
        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    private static Arbitrary<(string Name, DateTime? Time)> NamesAndTimes()
    {
        Gen<string> character = Gen.OneOf(
                Gen.Choose(0x20, 0x7E),
                Gen.Choose(0, 0x1F),
                Gen.Choose(0xA0, 0x2FFF),
                Gen.Choose(0x1F300, 0x1FAFF)
            )
            .Select(char.ConvertFromUtf32);
        Gen<DateTime?> time = Gen.OneOf(
            Gen.Constant<DateTime?>(null),
            from days in Gen.Choose(0, 3_000_000)
            from seconds in Gen.Choose(0, 86_399)
            select (DateTime?)new DateTime(1000, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(days).AddSeconds(seconds)
        );
        return (
            from characters in Gen.NonEmptyListOf(character)
            from when in time
            select (string.Concat(characters), when)
        )
            .Where(x => x.Item1.Length < 200)
            .ToArbitrary();
    }
}
