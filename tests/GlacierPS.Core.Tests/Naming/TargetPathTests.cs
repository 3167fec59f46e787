using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Naming;

public sealed class TargetPathTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("a/b/c.txt", "a/b/c.txt")]
    [InlineData("/etc/passwd", "etc/passwd")]
    [InlineData("//server/share/x", "server/share/x")]
    [InlineData(@"C:\a\b", "C/a/b")]
    [InlineData("C:/a/b", "C/a/b")]
    [InlineData(@"\\server\share\x", "server/share/x")]
    [InlineData(@"\\?\C:\x", "?/C/x", false)]
    [InlineData("RENDERFARM5/B:/one", "RENDERFARM5/B/one")]
    [InlineData("./a//./b/", "a/b")]
    [InlineData("...", "...", false)]
    [InlineData("..a/b..", "..a/b..", false)]
    [InlineData("a\\b", "a\\b", false)]
    [InlineData("директория/файл", "директория/файл")]
    public void Names_become_relative_paths(string name, string path, bool onWindowsToo = true)
    {
        Assert.Equal(path, TargetPath.RelativePath(name, forWindows: false));
        if (onWindowsToo)
        {
            Assert.Equal(path, TargetPath.RelativePath(name, forWindows: true));
        }
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a/..")]
    [InlineData("/..")]
    [InlineData("C:/../x")]
    [InlineData(@"C:\..\x")]
    [InlineData(@"\\..\x")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u007Fb")]
    [InlineData("a\u009Bb")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("./.")]
    public void Names_that_lead_out_or_are_none_are_refused_everywhere(string name)
    {
        AssertUnsafe(name, forWindows: false);
        AssertUnsafe(name, forWindows: true);
    }

    [Theory]
    [InlineData(@"..\x")]
    [InlineData(@"a\..\..\x")]
    [InlineData("file.txt:stream")]
    [InlineData("C:x")]
    [InlineData("nul")]
    [InlineData("a/CON/b")]
    [InlineData("Com1.txt")]
    [InlineData("LPT\u00B9")]
    [InlineData("aux .txt")]
    [InlineData("conout$")]
    [InlineData("dot.")]
    [InlineData("space ")]
    [InlineData("a /b")]
    [InlineData(".. /x")]
    [InlineData("what?")]
    [InlineData("a*b")]
    [InlineData("a|b")]
    [InlineData("<a>")]
    [InlineData("say \"a\"")]
    [InlineData(@"\\?\C:\x")]
    public void Names_that_Windows_misreads_are_refused_there(string name) => AssertUnsafe(name, forWindows: true);

    [Theory]
    [InlineData("console")]
    [InlineData("com10")]
    [InlineData("nul1.txt")]
    [InlineData(".hidden")]
    [InlineData("a b.c d")]
    public void Names_that_only_look_so_are_good_on_Windows(string name) =>
        Assert.Equal(name, TargetPath.RelativePath(name, forWindows: true));

    [Fact]
    public void The_error_shows_no_control_character_and_says_how_to_go_on()
    {
        GlacierInputException error = Assert.Throws<GlacierInputException>(() =>
            TargetPath.Below(".", "a\u001B[31m/../x")
        );

        Assert.DoesNotContain('\u001B', error.Message);
        Assert.Contains("Give a target file of your own", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_the_name_the_path_is_below_the_folder_or_refused() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                HostileNames(),
                name =>
                {
                    string root = Path.Combine(Path.GetTempPath(), "glacier-target-that-is-not-there");
                    try
                    {
                        string target = TargetPath.Below(root, name);
                        return target.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                            && Path.GetFullPath(target) == target
                            && target.Length > root.Length + 1;
                    }
                    catch (GlacierInputException error)
                    {
                        return error.ErrorId == "UnsafeName";
                    }
                }
            )
        );

    [Fact]
    public void On_Windows_every_segment_that_passes_is_harmless() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                HostileNames(),
                name =>
                {
                    try
                    {
                        string[] segments = TargetPath.RelativePath(name, forWindows: true).Split('/');
                        return segments.All(s =>
                            s.Length > 0
                            && s is not ("." or "..")
                            && !s.Contains(':')
                            && !s.Contains('\\')
                            && s[^1] is not ('.' or ' ')
                            && !s.Any(char.IsControl)
                        );
                    }
                    catch (GlacierInputException error)
                    {
                        return error.ErrorId == "UnsafeName";
                    }
                }
            )
        );

    [Fact]
    public void A_root_folder_can_be_the_target() =>
        Assert.Equal(
            Path.Combine(Path.GetPathRoot(Path.GetTempPath())!, "x"),
            TargetPath.Below(Path.GetPathRoot(Path.GetTempPath())!, "x")
        );

    [LinkFact]
    public void A_link_between_the_folder_and_the_file_is_refused()
    {
        using var temp = new TempFolder();
        string outside = Directory.CreateDirectory(temp.File("outside")).FullName;
        string root = Directory.CreateDirectory(temp.File("root")).FullName;
        Directory.CreateDirectory(Path.Combine(root, "real"));
        Directory.CreateSymbolicLink(Path.Combine(root, "real", "link"), outside);
        Directory.CreateSymbolicLink(Path.Combine(root, "dangling"), Path.Combine(outside, "none"));

        foreach (string name in new[] { "real/link/x", "real/link/deep/x", "dangling/x" })
        {
            GlacierInputException error = Assert.Throws<GlacierInputException>(() => TargetPath.Below(root, name));
            Assert.Equal("LinkInPath", error.ErrorId);
            Assert.Contains(outside, error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(Path.Combine(root, "real", "x"), TargetPath.Below(root, "real/x"));
    }

    [LinkFact]
    public void The_folder_that_the_user_chose_may_be_a_link()
    {
        using var temp = new TempFolder();
        string real = Directory.CreateDirectory(temp.File("real")).FullName;
        string link = temp.File("link");
        Directory.CreateSymbolicLink(link, real);

        Assert.Equal(Path.Combine(link, "a", "b"), TargetPath.Below(link, "a/b"));
    }

    private static void AssertUnsafe(string name, bool forWindows)
    {
        GlacierInputException error = Assert.Throws<GlacierInputException>(() =>
            TargetPath.RelativePath(name, forWindows)
        );
        Assert.Equal("UnsafeName", error.ErrorId);
    }

    private static Arbitrary<string> HostileNames() =>
        Gen.NonEmptyListOf(
                Gen.Elements(
                    "..",
                    ".",
                    "/",
                    "\\",
                    "C:",
                    ":",
                    "a",
                    "..\\",
                    "../",
                    "\\\\?\\",
                    "//",
                    "nul",
                    " ",
                    "\0",
                    "~",
                    "%2e%2e",
                    "\uFF0E\uFF0E",
                    "$DATA",
                    "\u202E"
                )
            )
            .Select(string.Concat)
            .ToArbitrary();
}
