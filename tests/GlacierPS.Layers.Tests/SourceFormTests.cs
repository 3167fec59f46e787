using System.Text.RegularExpressions;

namespace GlacierPS.Layers.Tests;

/// <summary>What CSharpier does not look at: the width of lines, the length of files, names and namespaces.</summary>
public sealed partial class SourceFormTests
{
    private const int Columns = 120;
    private const int LinesOfAFile = 400;

    [Fact]
    public void No_line_of_src_is_wider_than_120_columns() =>
        Sources.AssertNone(
            from path in Sources.Below("src")
            from line in Sources.Lines(path).Index()
            where line.Item.Length > Columns
            select $"{path}:{line.Index + 1} has {line.Item.Length} columns"
        );

    /// <summary>
    /// In tests a request, a response or a description may stand as it goes over the wire: such a line is data when it
    /// holds a string literal, or a line of a raw one, that is wider than the line may be without its indentation.
    /// </summary>
    [Fact]
    public void No_line_of_the_tests_is_wider_than_120_columns_unless_it_is_data() =>
        Sources.AssertNone(
            from path in Sources.Below("tests", "docs")
            from line in Sources.Lines(path).Index()
            where line.Item.Length > Columns && !IsData(line.Item)
            select $"{path}:{line.Index + 1} has {line.Item.Length} columns"
        );

    [Fact]
    public void No_file_of_src_is_longer_than_400_lines() =>
        Sources.AssertNone(
            from path in Sources.Below("src")
            let length = Sources.Lines(path).Length
            where length > LinesOfAFile
            select $"{path} has {length} lines"
        );

    [Fact]
    public void The_namespace_of_a_file_is_its_folder() =>
        Sources.AssertNone(
            from path in Sources.Below("src")
            let found = Sources.Lines(path).Select(l => Namespace().Match(l)).FirstOrDefault(m => m.Success)
            where found is not null
            let folder = path[4..path.LastIndexOf('/')].Replace('/', '.')
            where found.Groups[1].Value != folder
            select $"{path} is in the namespace {found.Groups[1].Value}"
        );

    /// <summary>Two types of one name in two folders are mistaken for each other by whoever reads.</summary>
    [Fact]
    public void No_type_name_stands_in_two_folders() =>
        Sources.AssertNone(
            from path in Sources.Below("src")
            from line in Sources.Lines(path)
            let type = TopLevelType().Match(line)
            where type.Success
            group path[..path.LastIndexOf('/')] by type.Groups[1].Value into folders
            where folders.Distinct().Skip(1).Any()
            select $"{folders.Key} stands in {string.Join(" and ", folders.Distinct())}"
        );

    private static bool IsData(string line) => line.TrimStart() is var text && Data().IsMatch(text);

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex Namespace();

    /// <summary>Types at the left margin: an inner type is named together with the one around it.</summary>
    [GeneratedRegex(
        @"^(?:public |internal |sealed |static |abstract |readonly |partial |unsafe |ref )*"
            + @"(?:class|record struct|record class|record|struct|interface|enum) ([A-Z]\w*)"
    )]
    private static partial Regex TopLevelType();

    /// <summary>JSON, XML, a header's line, a verbatim or raw literal, or one word of 80 characters and more.</summary>
    [GeneratedRegex(@"""""""|^[{<""@$]|\w+: AWS4-HMAC|[^\s""]{80,}|\{\{?\\?""")]
    private static partial Regex Data();
}
