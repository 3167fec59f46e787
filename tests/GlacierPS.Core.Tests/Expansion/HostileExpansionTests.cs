using System.Formats.Tar;
using System.Text;
using GlacierPS.Core.Expansion;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Expansion;

/// <summary>
/// Packed files that somebody made to do harm, that are damaged, or that were in the way of a killed run.
/// </summary>
public sealed class HostileExpansionTests
{
    [Fact]
    public void Names_in_a_tar_never_leave_the_folder()
    {
        using var it = new ExpansionCase();
        string outside = Path.Join(Path.GetDirectoryName(it.Target)!, "outside");
        it.Write(
            "x.tar",
            FormatTests.Tar(
                ("../outside", "1"),
                ("a/../../outside", "2"),
                ("/etc/outside", "3"),
                (@"C:\outside", "4"),
                ("esc\u001b[2J", "5"),
                ("same", "6"),
                ("same/below", "7"),
                ("file.glacier-packed", "8"),
                (new string('n', 300), "9")
            )
        );

        var done = it.Expand("x.tar");

        Assert.Equal(9, done.Files.Count);
        Assert.False(File.Exists(outside));
        Assert.All(
            done.Files,
            file => Assert.StartsWith(it.Target, Path.GetFullPath(file.Path), StringComparison.Ordinal)
        );
        Assert.Equal("123456789", string.Concat(it.Found.Values.Order(StringComparer.Ordinal)));
        Assert.Equal(8, done.Files.Count(file => file.RenamedBecause is not null));
        Assert.DoesNotContain(it.Found.Keys, name => name.Any(char.IsControl));
    }

    [Fact]
    public void Links_and_devices_of_a_tar_are_not_made_nor_written_through()
    {
        using var it = new ExpansionCase();
        string secret = it.Write("secret", "untouched"u8.ToArray());
        var link = new PaxTarEntry(TarEntryType.SymbolicLink, "way") { LinkName = Path.GetDirectoryName(secret)! };
        var direct = new PaxTarEntry(TarEntryType.SymbolicLink, "direct") { LinkName = secret };
        var hard = new PaxTarEntry(TarEntryType.HardLink, "hard") { LinkName = secret };
        var device = new PaxTarEntry(TarEntryType.CharacterDevice, "null") { DeviceMajor = 1, DeviceMinor = 3 };
        PaxTarEntry Written(string name) =>
            new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream("written"u8.ToArray()) };
        it.Write(
            "x.tar",
            FormatTests.Tar([link, direct, hard, device, Written("way/secret"), Written("direct"), Written("null")])
        );

        var done = it.Expand("x.tar");

        Assert.Equal(4, done.NotMadeCount);
        Assert.Equal("untouched", File.ReadAllText(secret));
        Assert.Equal(
            ["x/", "x/direct", "x/null", "x/way/", "x/way/secret"],
            it.Found.Keys.Order(StringComparer.Ordinal)
        );
    }

    [LinkFact]
    public void A_link_in_the_target_is_not_followed()
    {
        using var it = new ExpansionCase();
        string elsewhere = Path.Join(Path.GetDirectoryName(it.Target)!, "elsewhere");
        Directory.CreateDirectory(elsewhere);
        Directory.CreateSymbolicLink(Path.Join(it.Target, "x"), elsewhere);
        it.Write("x.tar", FormatTests.Tar(("a", "1")));

        GlacierException error = Assert.ThrowsAny<GlacierException>(() => it.Expand("x.tar"));

        Assert.Equal("LinkInPath", error.ErrorId);
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere));
    }

    [Fact]
    public void More_than_is_wanted_comes_out_of_nothing()
    {
        using var it = new ExpansionCase();
        byte[] zeros = FormatTests.Gzip(new byte[20_000_000]);
        it.Write("bomb.gz", zeros);
        it.Write("twice.gz", FormatTests.Gzip(zeros));
        it.Write("many.tar", FormatTests.Tar([.. Enumerable.Range(0, 2000).Select(i => ($"{i}", ""))]));
        ExpansionOptions Little(ExpansionOptions options) => options with { MaxSizeInBytes = 5_000_000 };

        it.Refused("ExpandsTooLarge", "bomb.gz", options: Little);
        it.Refused("ExpandsTooLarge", "twice.gz", options: Little);
        it.Refused("ExpandsTooLarge", "many.tar", options: Little);
        it.Expand("bomb.gz", options: options => options with { MaxSizeInBytes = 20_000_000 });
    }

    [Fact]
    public void What_is_cut_off_or_changed_anywhere_is_an_error_or_right_and_nothing_else()
    {
        using var it = new ExpansionCase();
        var random = new Random(20);
        byte[] content = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, 300).Select(_ => $"{random.Next(1000)} "))
        );
        byte[] tar = FormatTests.Tar(("a/one", "first"), ("b", Encoding.UTF8.GetString(content)));
        var bzip2 = new MemoryStream();
        ICSharpCode.SharpZipLib.BZip2.BZip2.Compress(new MemoryStream(content), bzip2, isStreamOwner: false, level: 1);
        foreach (byte[] packed in new[] { FormatTests.Gzip(content), bzip2.ToArray(), tar, FormatTests.Gzip(tar) })
        {
            for (int i = 0; i < 80; i++)
            {
                byte[] changed = i < 30 ? packed[..random.Next(packed.Length)] : [.. packed];
                for (int bit = 0; i >= 30 && bit < 1 + (i % 3); bit++)
                {
                    changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                }

                it.Write("x", changed);
                try
                {
                    it.Expand("x");
                }
                catch (GlacierException)
                {
                    Assert.Empty(it.Found);
                }

                Directory.Delete(it.Target, recursive: true);
                Directory.CreateDirectory(it.Target);
            }
        }

        // Cut off, gzip and bzip2 are always noticed.
        it.Write("short.gz", FormatTests.Gzip(content)[..^9]);
        it.Write("short.bz2", bzip2.ToArray()[..^9]);
        it.Refused("PackedFileDamaged", "short.gz");
        it.Refused("PackedFileDamaged", "short.bz2");
    }

    [Fact]
    public void Nothing_is_replaced_without_leave_and_what_is_right_is_left()
    {
        using var it = new ExpansionCase();
        it.Write("a.gz", FormatTests.Gzip("new"u8.ToArray()));
        File.WriteAllText(Path.Join(it.Target, "a"), "old");

        it.Refused("TargetExists", "a.gz");
        Assert.Equal("old", it.Found["a"]);
        Assert.False(it.Expand("a.gz", options: o => o with { Overwrite = true }).Files[0].WasThere);
        Assert.True(it.Expand("a.gz").Files[0].WasThere);
        Assert.Equal("new", it.Found["a"]);
    }

    [Fact]
    public void A_file_whose_name_is_that_of_what_comes_out_steps_aside_and_is_found_again()
    {
        using var it = new ExpansionCase();
        string path = Path.Join(it.Target, "photo");
        File.WriteAllBytes(path, FormatTests.Gzip("picture"u8.ToArray()));
        ExpansionRequest Here(ExpansionRequest request) => request with { Path = path };

        var done = it.Expand("photo", request: Here);

        Assert.Equal("picture", it.Found["photo"]);
        Assert.Equal(path + OwnNames.Packed, done.PackedPath);
        Assert.True(File.Exists(done.PackedPath));
        var again = it.Expand("photo", request: request => request with { Path = done.PackedPath });
        Assert.True(again.Files[0].WasThere);
        Assert.Equal(2, it.Found.Count);
    }

    [Fact]
    public void What_a_killed_run_has_left_is_removed_and_what_is_held_or_somebody_elses_is_not()
    {
        using var it = new ExpansionCase();
        it.Write("a.gz", FormatTests.Gzip("1"u8.ToArray()));
        string dead = Path.Join(it.Target, "1.glacier-expanding");
        string foreign = Path.Join(it.Target, "2.glacier-expanding");
        string alive = Path.Join(it.Target, "3.glacier-expanding");
        foreach (string folder in new[] { dead, foreign, alive })
        {
            Directory.CreateDirectory(Path.Join(folder, "files"));
        }

        File.WriteAllText(Path.Join(dead, "what-is-this.txt"), "");
        using (new FileStream(Path.Join(alive, "what-is-this.txt"), FileMode.Create, FileAccess.Write, FileShare.None))
        {
            it.Expand("a.gz");
            Assert.True(Directory.Exists(foreign) && Directory.Exists(alive));
        }

        Assert.False(Directory.Exists(dead));
        Assert.Equal("1", it.Found["a"]);
    }

    [Fact]
    public void A_stopped_run_leaves_nothing()
    {
        using var it = new ExpansionCase();
        it.Write("a.gz", FormatTests.Gzip(new byte[10_000_000]));
        using var stop = new CancellationTokenSource();
        var options = new ExpansionOptions { Progress = _ => stop.Cancel() };

        Assert.Throws<OperationCanceledException>(() =>
            ArchiveExpansion.Run(
                new ExpansionRequest { Path = it.File("a.gz"), Folder = it.Target },
                options,
                stop.Token
            )
        );

        Assert.Empty(it.Found);
    }
}
