using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using static GlacierPS.Core.Tests.Catalog.CatalogScene;

namespace GlacierPS.Core.Tests.Catalog;

public sealed class CatalogScanTests
{
    [Fact]
    public async Task A_vault_of_many_archives_is_read_in_full_and_in_order()
    {
        using var scene = new CatalogScene();
        string[] ids = [.. Enumerable.Range(0, 40_000).Select(i => i.ToString("d60", CultureInfo.InvariantCulture))];
        await scene.UpdateAsync(Day, ids);

        Assert.Equal(ids, scene.Catalog.Read().Select(archive => archive.ArchiveId));
        Assert.Equal(
            ["listed/" + ids[777]],
            scene
                .Catalog.Read(
                    new CatalogFilter
                    {
                        Name = n => n.EndsWith("0777", StringComparison.Ordinal),
                        NamePatterns = ["*0000777"],
                    }
                )
                .Select(a => a.Name)
        );
        Assert.Equal(
            ["listed/" + ids[777]],
            scene
                .Catalog.Read(
                    new CatalogFilter
                    {
                        Name = n => n.EndsWith("0777", StringComparison.Ordinal) && n.Contains("00000777"),
                    }
                )
                .Select(a => a.Name)
        );
    }

    [Fact]
    public void The_fast_way_to_a_name_gives_what_the_whole_way_gives() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll<NonEmptyString, DateTime?>(
                (name, time) =>
                {
                    string description;
                    try
                    {
                        description = ArchiveDescription.Write(name.Get, time);
                    }
                    catch (GlacierInputException)
                    {
                        return true;
                    }

                    return !Mt2Codec.TryReadFast(
                            System.Text.Encoding.UTF8.GetBytes(description),
                            out string? fast,
                            out DateTime? modified
                        )
                        || (
                            fast == ArchiveDescription.Read(description).Name
                            && modified == ArchiveDescription.Read(description).ModifiedTime
                        );
                }
            )
        );

    [Theory]
    [InlineData("""{"filename":"a/b","mtime":"20121103T062938Z"}""", true)]
    [InlineData("""{"filename":"a/b"}""", true)]
    [InlineData("""{"filename":"директория","mtime":"20121103T062938Z"}""", true)]
    [InlineData("""{"mtime":"20121103T062938Z","filename":"a"}""", false)]
    [InlineData("""{"filename":"a\"b","mtime":"20121103T062938Z"}""", false)]
    [InlineData("""{"filename":"","mtime":"20121103T062938Z"}""", false)]
    [InlineData("""{"filename":"a","filename":"b"}""", false)]
    [InlineData("""{"filename":"a","mtime":"20121103T062938Z","filename":"b"}""", false)]
    [InlineData("""{"filename":"a\n","mtime":"20121103T062938Z"}""", false)]
    public void The_fast_way_is_taken_for_exactly_the_common_form(string json, bool taken)
    {
        string description =
            "mt2 "
            + Convert
                .ToBase64String(System.Text.Encoding.UTF8.GetBytes(json))
                .TrimEnd('=')
                .Replace('+', '-')
                .Replace('/', '_');

        Assert.Equal(
            taken,
            Mt2Codec.TryReadFast(System.Text.Encoding.UTF8.GetBytes(description), out string? name, out _)
        );
        if (taken)
        {
            Assert.Equal(ArchiveDescription.Read(description).Name, name);
        }
    }
}
