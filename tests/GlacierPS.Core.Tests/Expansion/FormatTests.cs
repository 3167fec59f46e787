using System.Diagnostics.CodeAnalysis;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using GlacierPS.Core.Expansion;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Tests.Expansion;

/// <summary>Files that other programs have packed become what they were.</summary>
public sealed class FormatTests
{
    private const string QnapPassword = "Korrekt Pferd 3 ü";

    private static string QnapContent =>
        string.Concat(Enumerable.Range(0, 40).Select(i => $"line {i} of a file that a QNAP has encrypted\n"));

    [ProgramFact("gzip bzip2")]
    public void What_gzip_and_bzip2_made_becomes_the_file_again_with_its_time_and_the_packed_one_stays()
    {
        using var it = new ExpansionCase();
        OtherPrograms.Shell(it.Packed, "seq 1 200000 > a.txt; cp a.txt b.txt; gzip -9 a.txt; bzip2 b.txt");
        File.SetLastWriteTimeUtc(it.File("a.txt.gz"), new DateTime(2014, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        var gzip = it.Expand("a.txt.gz");
        var bzip2 = it.Expand("b.txt.bz2");

        Assert.Equal([PackedForm.Gzip], gzip.Forms);
        Assert.Equal([PackedForm.Bzip2], bzip2.Forms);
        Assert.True(gzip.Verified && bzip2.Verified);
        string expected = string.Concat(Enumerable.Range(1, 200000).Select(i => $"{i}\n"));
        Assert.Equal(["a.txt", "b.txt"], it.Found.Keys.Order());
        Assert.All(it.Found.Values, content => Assert.Equal(expected, content));
        Assert.Equal(2014, File.GetLastWriteTimeUtc(gzip.Files[0].Path).Year);
        Assert.True(File.Exists(it.File("a.txt.gz")) && File.Exists(it.File("b.txt.bz2")));
    }

    [ProgramFact("gzip bzip2")]
    public void Several_members_one_behind_the_other_are_one_file()
    {
        using var it = new ExpansionCase();
        OtherPrograms.Shell(
            it.Packed,
            "for i in 1 2 3; do echo $i | gzip; done > a.gz; for i in 1 2 3; do echo $i | bzip2; done > b.bz2; "
                + ": | bzip2 > empty.bz2; : | gzip > none.gz"
        );

        foreach (string name in new[] { "a.gz", "b.bz2", "empty.bz2", "none.gz" })
        {
            it.Expand(name);
        }

        Assert.Equal(
            ("1\n2\n3\n", "1\n2\n3\n", "", ""),
            (it.Found["a"], it.Found["b"], it.Found["empty"], it.Found["none"])
        );
    }

    [ProgramFact("tar gzip bzip2 mkfifo")]
    public void A_tar_becomes_a_folder_of_its_name_without_links_and_pipes_which_are_told()
    {
        using var it = new ExpansionCase();
        OtherPrograms.Shell(
            it.Packed,
            "mkdir -p in/sub in/empty; echo one > in/one; echo two > in/sub/two; ln in/one in/hard; "
                + "ln -s /etc/passwd in/soft; mkfifo in/pipe; touch -d 2012-05-06T07:08:09Z in/one; "
                + "tar czf a.tar.gz -C in .; tar cjf b.tbz2 -C in one; tar cf c.tar --format=v7 -C in one sub"
        );

        var all = it.Expand("a.tar.gz");
        it.Expand("b.tbz2");
        it.Expand("c.tar");

        Assert.Equal([PackedForm.Gzip, PackedForm.Tar], all.Forms);
        Assert.Equal(2, all.NotMadeCount);
        Assert.Contains(all.NotMade, entry => entry.Contains("soft", StringComparison.Ordinal));
        Assert.Equal(
            [
                "a/",
                "a/empty/",
                "a/hard",
                "a/one",
                "a/sub/",
                "a/sub/two",
                "b/",
                "b/one",
                "c/",
                "c/one",
                "c/sub/",
                "c/sub/two",
            ],
            it.Found.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal("one\n", it.Found["a/hard"]);
        Assert.Equal(
            new DateTime(2012, 5, 6, 7, 8, 9, DateTimeKind.Utc),
            File.GetLastWriteTimeUtc(Path.Join(it.Target, "a", "one"))
        );
    }

    [ProgramFact("openssl bzip2")]
    public void What_openssl_encrypted_is_read_by_either_digest_and_a_wrong_password_leaves_nothing()
    {
        using var it = new ExpansionCase();
        OtherPrograms.Shell(
            it.Packed,
            "seq 1 5000 > plain; for d in md5 sha256; do "
                + "openssl enc -aes-256-cbc -md $d -S 0102030405060708 -pass pass:geheim -in plain > $d.raw "
                + "2>/dev/null; "
                + "(head -c 8 $d.raw | grep -q Salted__ && cat $d.raw || (printf Salted__; printf "
                + "'\\1\\2\\3\\4\\5\\6\\7\\10'; "
                + "cat $d.raw)) > $d.enc; done; "
                + "bzip2 -c plain > x.bz2; openssl enc -aes-256-cbc -md md5 -S 0102030405060708 -pass pass:geheim "
                + "-in x.bz2 > doc.raw 2>/dev/null; "
                + "(head -c 8 doc.raw | grep -q Salted__ && cat doc.raw || (printf Salted__; printf "
                + "'\\1\\2\\3\\4\\5\\6\\7\\10'; cat doc.raw)) > doc.qnap.bz2"
        );

        var md5 = it.Expand("md5.enc", "geheim");
        it.Expand("sha256.enc", "geheim");
        var packed = it.Expand("doc.qnap.bz2", "geheim");

        string expected = string.Concat(Enumerable.Range(1, 5000).Select(i => $"{i}\n"));
        Assert.Equal(["doc", "md5", "sha256"], it.Found.Keys.Order());
        Assert.All(it.Found.Values, content => Assert.Equal(expected, content));
        Assert.False(md5.Verified);
        Assert.True(packed.Verified);
        it.Refused("WrongPassword", "md5.enc", "falsch 2");
        it.Refused("WrongPassword", "sha256.enc", "falsch 2");
        it.Refused("WrongPassword", "doc.qnap.bz2", "falsch 2");
        it.Refused("PasswordNeeded", "md5.enc");
        it.Refused("WrongPassword", "md5.enc", "geheim", options: o => o with { Digest = OpenSslDigest.SHA256 });
    }

    [Theory]
    [InlineData("version1.qnap", PackedForm.Qnap1)]
    [InlineData("version1-zeros.qnap", PackedForm.Qnap1)]
    [InlineData("version2.qnap", PackedForm.Qnap2)]
    [InlineData("version2-compressed.qnap", PackedForm.Qnap2)]
    public void What_QNAP_encrypted_is_read_and_a_wrong_password_leaves_nothing(string name, PackedForm form)
    {
        using var it = new ExpansionCase();
        byte[] stored = File.ReadAllBytes(Path.Join(AppContext.BaseDirectory, "Expansion", "Vectors", name));
        it.Write(name, stored);

        var done = it.Expand(name, QnapPassword, request => request with { ByToolsAlone = true });

        Assert.Equal(form, done.Forms[0]);
        Assert.Equal(QnapContent, Assert.Single(it.Found).Value);
        it.Refused("WrongPassword", name, "Korrekt Pferd 3 u");
        it.Refused("PasswordNeeded", name);

        // A bit of the content, the last block, half a block.
        byte[] changed = [.. stored];
        changed[^40] ^= 1;
        it.Write("changed", changed);
        it.Write("shorter", stored[..^16]);
        it.Write("torn", stored[..^7]);
        if (name != "version2.qnap")
        {
            it.Refused("PackedFileDamaged", "changed", QnapPassword);
        }

        it.Refused("PackedFileDamaged", "shorter", QnapPassword);
        it.Refused("PackedFileDamaged", "torn", QnapPassword);
    }

    [ProgramFact("gpg")]
    public void What_gpg_encrypted_is_read_by_the_users_own_gpg_and_a_wrong_password_leaves_nothing()
    {
        using var it = new ExpansionCase();
        OtherPrograms.Shell(
            it.Packed,
            "mkdir -m 700 home; printf '#!/bin/sh\\nGNUPGHOME=%s/home exec gpg \"$@\"\\n' \"$PWD\" > own; chmod "
                + "+x own; "
                + "seq 1 3000 > plain; for a in '' -a; do echo geheim | ./own --batch --pinentry-mode loopback "
                + "--passphrase-fd 0 --s2k-count 65536 $a -o plain$a.gpg -c plain; done; mv plain-a.gpg armoured.asc"
        );
        ExpansionOptions Own(ExpansionOptions options) => options with { GpgPath = it.File("own") };
        try
        {
            it.Expand("plain.gpg", "geheim", options: Own);
            var armoured = it.Expand("armoured.asc", "geheim", options: Own);

            string expected = string.Concat(Enumerable.Range(1, 3000).Select(i => $"{i}\n"));
            Assert.Equal(["armoured", "plain"], it.Found.Keys.Order());
            Assert.All(it.Found.Values, content => Assert.Equal(expected, content));
            Assert.True(armoured.Verified);
            it.Refused("WrongPassword", "plain.gpg", "falsch", options: Own);
            it.Write("torn.gpg", File.ReadAllBytes(it.File("plain.gpg"))[..^30]);
            it.Refused("PackedFileDamaged", "torn.gpg", "geheim", options: Own);
            it.Refused("ProgramNeeded", "plain.gpg", "geheim", options: o => o with { GpgPath = it.File("none") });
        }
        finally
        {
            OtherPrograms.Shell(it.Packed, "GNUPGHOME=$PWD/home gpgconf --kill all || true");
        }
    }

    [SuppressMessage("Security", "CA5351", Justification = "FastGlacier tells an MD5.")]
    [Fact]
    public void What_FastGlacier_compressed_keeps_its_name_and_is_compared_with_its_size_and_MD5()
    {
        using var it = new ExpansionCase();
        byte[] original = Encoding.UTF8.GetBytes("what the file was");
        string md5 = Convert.ToHexString(System.Security.Cryptography.MD5.HashData(original)).ToLowerInvariant();
        it.Write("notes.tar.gz", Gzip(original));
        ExpansionRequest Known(ExpansionRequest request) =>
            request with
            {
                WrittenBy = ArchiveTool.FastGlacier,
                Compressed = true,
                OriginalSize = original.Length,
                OriginalMD5 = md5,
            };

        it.Expand("notes.tar.gz", request: Known);

        Assert.Equal("what the file was", it.Found["notes.tar.gz"]);
        File.Delete(Path.Join(it.Target, "notes.tar.gz"));
        it.Refused("PackedFileDamaged", "notes.tar.gz", request: r => Known(r) with { OriginalSize = 3 });
        it.Refused(
            "PackedFileDamaged",
            "notes.tar.gz",
            request: r => Known(r) with { OriginalMD5 = new string('a', 32) }
        );
        string why = it.Refused("ProgramNeeded", "notes.tar.gz", request: r => Known(r) with { Encrypted = true });
        Assert.Contains("FastGlacier", why, StringComparison.Ordinal);
        it.Write("other", original);
        it.Refused("ProgramNeeded", "other", request: Known);
    }

    [Fact]
    public void Only_what_a_tool_did_is_undone_where_that_alone_is_wanted()
    {
        using var it = new ExpansionCase();
        it.Write("own.tar.gz", Gzip(Tar(("a", "b"))));

        var left = it.Expand("own.tar.gz", request: request => request with { ByToolsAlone = true });

        Assert.Empty(left.Forms);
        Assert.Empty(it.Found);
        var done = it.Expand("own.tar.gz", request: request => request with { Compressed = true });
        Assert.Equal([PackedForm.Gzip], done.Forms);
        Assert.Equal(["own.tar.gz"], it.Found.Keys);
    }

    [Fact]
    public void What_is_not_packed_is_left_alone()
    {
        using var it = new ExpansionCase();
        foreach (string content in new[] { "", "B", "BZh9", "Salted__", "__QCS_", "plain text", "\u001f\u008b" })
        {
            it.Write("x", Encoding.Latin1.GetBytes(content));
            Assert.Empty(it.Expand("x").Forms);
        }

        Assert.Empty(it.Found);
    }

    internal static byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    internal static byte[] Tar(params (string Name, string Content)[] files) =>
        Tar(
            files.Select(file => new PaxTarEntry(TarEntryType.RegularFile, file.Name)
            {
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes(file.Content)),
            })
        );

    internal static byte[] Tar(IEnumerable<TarEntry> entries)
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            foreach (TarEntry entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        return archive.ToArray();
    }
}
