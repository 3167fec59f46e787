using System.Text;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Tests.Service;

namespace GlacierPS.Core.Tests.Restore;

/// <summary>
/// A vault that many tools wrote to over the years, and some that meant ill, becomes one tree of files.
/// </summary>
public sealed class HandWrittenVaultTests
{
    [Fact]
    public async Task All_formats_come_back_to_their_paths_with_their_times()
    {
        using var scene = new RestoreScene(await LocalService.StartAsync());
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        async Task Store(string path, string description)
        {
            expected[path] = "content of " + path;
            await scene.Service.StoreAsync(expected[path], description);
        }

        await Store("file/a", "mt2 eyJmaWxlbmFtZSI6ImZpbGUvYSIsIm10aW1lIjoiMjAxMjExMDNUMDYyOTM4WiJ9");
        await Store(
            "директория/файл",
            "mt2 eyJmaWxlbmFtZSI6ItC00LjRgNC10LrRgtC-0YDQuNGPL9GE0LDQudC7IiwibXRpbWUiOiIyMDEyMTEwNVQxNDAyNThaIn0"
        );
        await Store("ЯAЯ", "mt1 eyJmaWxlbmFtZSI6IsOQwq9Bw5DCryIsIm10aW1lIjoiMTk3MDAxMDFUMDAwMjAzWiJ9");
        await Store("interface/x", "mt2 " + Base64("""{"mtime":"1351924178000","filename":"interface/x"}"""));
        await Store(
            "glacier-dg.pdf",
            "<m><v>4</v><p>Z2xhY2llci1kZy5wZGY=</p><lm>20120821T170824Z</lm><ce>1:1:4340ebcf79712dc5e3ef7d50bab98ba5:54687</ce></m>"
        );
        await Store(
            "fast/three.txt",
            $"<m><v>3</v><p>{Base64(@"fast\three.txt")}</p><lm>20120821T170824Z</lm><ce>0:0:4340ebcf79712dc5e3ef7d50bab98ba5</ce></m>"
        );
        await Store("fast/two.txt", $"<m><v>2</v><p>{Base64("fast/two.txt")}</p><lm>20120821T170824Z</lm></m>");
        await Store(
            "RENDERFARM5/B/one/two/three/ch01_seq004_sh0010.2044.dpx",
            "\"<ArchiveMetadata>   <Path>  "
                + "UkVOREVSRkFSTTUvQjovb25lL3R3by90aHJlZS9jaDAxX3NlcTAwNF9zaDAwMTAuMjA0NC5kcHg=  "
                + "</Path></ArchiveMetadata>\""
        );
        await Store(
            "cloud/c01_s00",
            """{"Path":"cloud\\c01+AF8-s00","UTCDateModified":"20100310T110623Z","Flags":0}"""
        );
        await Store("qnap/中文.txt", """{"type":"file","path":"qnap/\\u4e2d\\u6587.txt"}""");
        await Store("plain/backup 2014.tar", "plain/backup 2014.tar");
        await Store(
            "GPGHMACSHA1--2945f64b66f4ba8b9a2f1ef4bf4a3a1c6c3ee4a6",
            "GPGHMACSHA1--2945f64b66f4ba8b9a2f1ef4bf4a3a1c6c3ee4a6"
        );

        await scene.RunAsync(await scene.ListAsync());

        Assert.Empty(scene.Failed);
        Assert.Equal(expected, scene.Files());
        Assert.All(scene.Restored, archive => Assert.True(archive.Verified && archive.RenamedBecause is null));
        Assert.Equal(
            new DateTime(2012, 11, 3, 6, 29, 38, DateTimeKind.Utc),
            File.GetLastWriteTimeUtc(Path.Join(scene.Target, "file/a"))
        );
        Assert.Equal(
            new DateTime(2012, 11, 3, 6, 29, 38, DateTimeKind.Utc),
            File.GetLastWriteTimeUtc(Path.Join(scene.Target, "interface/x"))
        );
        Assert.Equal(
            new DateTime(2012, 8, 21, 17, 8, 24, DateTimeKind.Utc),
            File.GetLastWriteTimeUtc(Path.Join(scene.Target, "fast/two.txt"))
        );
        Assert.Equal(
            new DateTime(2010, 3, 10, 11, 6, 23, DateTimeKind.Utc),
            File.GetLastWriteTimeUtc(Path.Join(scene.Target, "cloud/c01_s00"))
        );
    }

    [Fact]
    public async Task Hostile_names_stay_inside_and_are_told()
    {
        string[] hostile =
        [
            "../evil",
            "a/../../evil.txt",
            "..",
            "../../../../../../tmp/evil",
            @"C:\..\..\evil",
            "nul\0byte",
            "line\nbreak",
            "/..//../etc/passwd",
            new string('x', 300),
            "./.",
            "f.glacier-partial",
            "f.Glacier-Journal",
        ];
        string[] absolute = ["/etc/passwd", @"C:\Users\me\a.txt", @"\\server\share\b.txt", "d:/e.txt"];
        string[] harmless = ["~/c", "$HOME/d", "-rf", "e;rm -rf", ".hidden"];

        // Windows takes the dots at a name's end away.
        if (OperatingSystem.IsWindows())
        {
            hostile = [.. hostile, "...."];
        }
        else
        {
            harmless = [.. harmless, "...."];
        }

        using var scene = new RestoreScene(await LocalService.StartAsync());
        foreach (string name in hostile.Concat(absolute).Concat(harmless))
        {
            await scene.Service.StoreAsync(
                "content of " + name,
                "mt2 " + Base64(System.Text.Json.JsonSerializer.Serialize(new { filename = name }))
            );
        }

        await scene.RunAsync(await scene.ListAsync());

        Assert.Empty(scene.Failed);
        Assert.Empty(scene.Beside());
        Assert.Equal(hostile.Length + absolute.Length + harmless.Length, scene.Files().Count);
        Assert.Equal(
            hostile.Concat(absolute).Order(),
            scene.Restored.Where(archive => archive.RenamedBecause is not null).Select(archive => archive.Name).Order()
        );
        Assert.All(
            scene.Restored,
            archive =>
            {
                Assert.StartsWith(
                    scene.Target + Path.DirectorySeparatorChar,
                    archive.FullName,
                    StringComparison.Ordinal
                );
                Assert.Equal("content of " + archive.Name, File.ReadAllText(archive.FullName));
            }
        );
        if (!OperatingSystem.IsWindows())
        {
            string[] expected =
            [
                "etc/passwd",
                "C/Users/me/a.txt",
                "server/share/b.txt",
                "d/e.txt",
                "~/c",
                "$HOME/d",
                "-rf",
                "e;rm -rf",
                "....",
                ".hidden",
            ];
            Assert.All(expected, path => Assert.Contains(path, scene.Files().Keys));
        }
    }

    [Fact]
    public async Task Versions_of_one_file_and_names_that_are_others_folders_all_find_a_place()
    {
        using var scene = new RestoreScene(await LocalService.StartAsync());
        foreach (string content in new[] { "oldest", "older", "newest" })
        {
            await scene.Service.StoreNamedAsync(content, "a/report.txt");
            scene.Service.Time.Advance(TimeSpan.FromDays(1));
        }

        await scene.Service.StoreNamedAsync("folder's", "b/inside.txt");
        scene.Service.Time.Advance(TimeSpan.FromDays(1));
        await scene.Service.StoreNamedAsync("file's", "b");
        await scene.Service.StoreAsync("nameless", null);

        await scene.RunAsync(await scene.ListAsync());

        Assert.Empty(scene.Failed);
        SortedDictionary<string, string> files = scene.Files();
        Assert.Equal(6, files.Count);
        Assert.Equal(("newest", "folder's"), (files["a/report.txt"], files["b/inside.txt"]));
        Assert.Equal(
            "file's",
            Assert.Single(files, file => file.Key.StartsWith("b (", StringComparison.Ordinal)).Value
        );
        Assert.Equal(
            2,
            files.Keys.Count(path =>
                path.StartsWith("a/report (", StringComparison.Ordinal)
                && path.EndsWith(").txt", StringComparison.Ordinal)
            )
        );
        Assert.Equal(
            "nameless",
            files[
                scene
                    .Restored.Single(archive => archive.Name.Length == 0 || archive.Name == archive.ArchiveId)
                    .ArchiveId
            ]
        );
    }

    [Fact]
    public async Task The_same_archive_goes_to_the_same_place_each_time()
    {
        using var scene = new RestoreScene(await LocalService.StartAsync());
        await scene.Service.StoreAsync("x", "mt2 " + Base64("""{"filename":"../x"}"""));
        await scene.Service.StoreNamedAsync("1", "same");
        scene.Service.Time.Advance(TimeSpan.FromSeconds(5));
        await scene.Service.StoreNamedAsync("2", "same");
        List<RestoreItem> items = await scene.ListAsync();
        await scene.RunAsync(items);
        SortedDictionary<string, string> first = scene.Files();
        items.Reverse();
        await scene.RunAsync(items);

        Assert.Equal(first, scene.Files());
        Assert.All(scene.Restored, archive => Assert.True(archive.WasThere));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
