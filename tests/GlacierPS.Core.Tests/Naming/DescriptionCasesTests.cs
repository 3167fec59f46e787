using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Tests.Naming;

public sealed class DescriptionCasesTests
{
    [Theory]
    [InlineData("""{"type":"dir","path":"a/b"}""", "a/b/")]
    [InlineData("""{"type":"folder","path":"a/b/"}""", "a/b/")]
    [InlineData("""{"type":"symlink","path":"+AGE-"}""", "+AGE-/")]
    [InlineData("""{"type":"file","path":"a/b"}""", "a/b")]
    public void B03_QNAP_entries_of_any_type_are_QNAPs(string description, string name)
    {
        ArchiveName read = ArchiveDescription.Read(description);
        Assert.Equal((name, ArchiveTool.Qnap, name.EndsWith('/')), (read.Name, read.WrittenBy, read.IsFolder));
    }

    [Theory]
    [InlineData("""{"Path":"   ","UTCDateModified":"20100310T110623Z","Flags":0}""")]
    [InlineData("""{"type":"file","path":" "}""")]
    public void B12_A_blank_path_is_no_name(string description)
    {
        ArchiveName read = ArchiveDescription.Read(description);
        Assert.Equal((description, ArchiveTool.Unknown), (read.Name, read.WrittenBy));
    }

    [Theory]
    [InlineData("fog%20mp", "fog mp")]
    [InlineData("a%2Fb%C3%A9.txt", "a/b\u00E9.txt")]
    [InlineData("100%", "100%")]
    [InlineData("100%25 sure", "100%25 sure")]
    [InlineData("a%zz", "a%zz")]
    [InlineData("a%FF", "a%FF")]
    [InlineData("a%20b%", "a%20b%")]
    public void B12_Percent_encoded_descriptions_are_decoded_where_nothing_else_can_be_meant(
        string description,
        string name
    ) => Assert.Equal(name, ArchiveDescription.Read(description).Name);

    [Theory]
    [InlineData("a\tb")]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    [InlineData("/a")]
    public void B12_Names_that_mt_aws_glacier_refuses_are_written_in_FastGlaciers_form(string name)
    {
        DateTime time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        string description = ArchiveDescription.Write(name, time, NameFormat.Mt2);
        Assert.StartsWith("<m><v>4</v>", description, StringComparison.Ordinal);
        ArchiveName read = ArchiveDescription.Read(description);
        Assert.Equal((name, time), (read.Name, read.ModifiedTime));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a/..b/.c")]
    [InlineData("/with\\backslash")]
    public void B12_Other_names_keep_the_form(string name) =>
        Assert.StartsWith("mt2 ", ArchiveDescription.Write(name, null), StringComparison.Ordinal);
}
