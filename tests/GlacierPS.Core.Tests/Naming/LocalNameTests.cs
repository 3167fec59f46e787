using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Naming;

public sealed class LocalNameTests
{
    [Theory]
    [InlineData("base", "base/a.txt", "a.txt")]
    [InlineData("base/", "base/sub/a.txt", "sub/a.txt")]
    [InlineData(".", "sub/./x/../a.txt", "sub/a.txt")]
    [InlineData("base", "base/..a", "..a")]
    public void A_file_is_named_relative_to_its_base_folder(string folder, string file, string name) =>
        Assert.Equal(name, LocalName.Of(folder, file));

    [Theory]
    [InlineData("base", "other/a.txt")]
    [InlineData("base", "a.txt")]
    [InlineData("base", "base")]
    [InlineData("base", "base2/a.txt")]
    [InlineData("base/sub", "base")]
    public void A_file_outside_its_base_folder_is_refused(string folder, string file) =>
        Assert.Equal("NotBelowFolder", Assert.Throws<GlacierInputException>(() => LocalName.Of(folder, file)).ErrorId);

    [Fact]
    public void What_goes_up_under_a_name_comes_back_to_the_same_place() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Gen.NonEmptyListOf(Gen.Elements("a", "b c", "größe", "..x", "...", ".hidden")).ToArbitrary(),
                segments =>
                {
                    string root = Path.Combine(Path.GetTempPath(), "glacier-base-that-is-not-there");
                    string file = Path.Combine([root, .. segments]);
                    return OperatingSystem.IsWindows() || TargetPath.Below(root, LocalName.Of(root, file)) == file;
                }
            )
        );
}
