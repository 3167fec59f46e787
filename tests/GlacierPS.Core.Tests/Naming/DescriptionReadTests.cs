using System.Text;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Tests.Naming;

/// <summary>The vectors of archive-names.md, and what each tool writes besides.</summary>
public sealed class DescriptionReadTests
{
    [Theory]
    [InlineData(
        "mt2 eyJmaWxlbmFtZSI6ImZpbGUvYSIsIm10aW1lIjoiMjAxMjExMDNUMDYyOTM4WiJ9",
        "file/a",
        "2012-11-03T06:29:38Z"
    )]
    [InlineData(
        "mt2 eyJmaWxlbmFtZSI6ItC00LjRgNC10LrRgtC-0YDQuNGPL9GE0LDQudC7IiwibXRpbWUiOiIyMDEyMTEwNVQxNDAyNThaIn0",
        "директория/файл",
        "2012-11-05T14:02:58Z"
    )]
    [InlineData(
        "mt1 eyJmaWxlbmFtZSI6IsOQwq9Bw5DCryIsIm10aW1lIjoiMTk3MDAxMDFUMDAwMjAzWiJ9",
        "ЯAЯ",
        "1970-01-01T00:02:03Z"
    )]
    public void The_vectors_of_mt_aws_glacier_are_read(string description, string name, string time) =>
        AssertName(description, name, time, ArchiveTool.MtAwsGlacier);

    [Theory]
    [InlineData("""{"mtime":"20121103T062938Z","filename":"b"}""", "2012-11-03T06:29:38Z")]
    [InlineData("""{"filename":"b"}""", null)]
    [InlineData("""{"filename":"b","mtime":null}""", null)]
    [InlineData("""{"filename":"b","mtime":"2012-11-03T06:29:38Z"}""", "2012-11-03T06:29:38Z")]
    [InlineData("""{"filename":"b","mtime":"2012-11-03 06:29:38"}""", "2012-11-03T06:29:38Z")]
    [InlineData("""{"filename":"b","mtime":"2012-11-03T06:29:38.250Z"}""", "2012-11-03T06:29:38.25Z")]
    [InlineData("""{"filename":"b","mtime":"20121103T062938.5Z"}""", "2012-11-03T06:29:38.5Z")]
    [InlineData("""{"filename":"b","mtime":"99991231T235959Z"}""", "9999-12-31T23:59:59Z")]
    [InlineData("""{"filename":"b","mtime":"10000101T000000Z"}""", "1000-01-01T00:00:00Z")]
    [InlineData("""{"filename":"b","mtime":"09991231T235959Z"}""", null)]
    [InlineData("""{"filename":"b","mtime":"20121303T062938Z"}""", null)]
    [InlineData("""{"filename":"b","mtime":"yesterday"}""", null)]
    public void Times_in_mt2_are_read_in_every_form_and_a_bad_one_does_not_cost_the_name(string json, string? time) =>
        AssertName("mt2 " + Convert.ToBase64String(Encoding.UTF8.GetBytes(json)), "b", time, ArchiveTool.MtAwsGlacier);

    [Theory]
    [InlineData("""{"mtime":"1351924178000","filename":"x/y"}""")]
    [InlineData("""{"mtime":1351924178000,"filename":"x/y"}""")]
    public void Times_of_glacier_interface_are_milliseconds(string json) =>
        AssertName(
            "mt2 " + Convert.ToBase64String(Encoding.UTF8.GetBytes(json)),
            "x/y",
            "2012-11-03T06:29:38Z",
            ArchiveTool.GlacierInterface
        );

    [Fact]
    public void Both_alphabets_of_base64_are_read_padded_or_not()
    {
        // Bytes that give '-' and '_' in base64url.
        string url =
            "mt2 " + Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"filename":"я?>~~~?о"}""")).TrimEnd('=');
        Assert.Contains(url, c => c is '+' or '/');

        AssertName(url, "я?>~~~?о", null, ArchiveTool.MtAwsGlacier);
        AssertName(url.Replace('+', '-').Replace('/', '_'), "я?>~~~?о", null, ArchiveTool.MtAwsGlacier);
        AssertName("  \"" + url + "\"  ", "я?>~~~?о", null, ArchiveTool.MtAwsGlacier);
    }

    [Fact]
    public void The_vector_of_FastGlacier_4_is_read_with_what_it_says_of_the_content()
    {
        ArchiveName name = ArchiveDescription.Read(
            "<m><v>4</v><p>Z2xhY2llci1kZy5wZGY=</p><lm>20120821T170824Z</lm><ce>1:1:4340ebcf79712dc5e3ef7d50bab98ba5:54687</ce></m>"
        );

        Assert.Equal(
            new ArchiveName
            {
                Name = "glacier-dg.pdf",
                ModifiedTime = new DateTime(2012, 8, 21, 17, 8, 24, DateTimeKind.Utc),
                WrittenBy = ArchiveTool.FastGlacier,
                Compressed = true,
                Encrypted = true,
                OriginalSize = 54687,
                OriginalMD5 = "4340ebcf79712dc5e3ef7d50bab98ba5",
            },
            name
        );
    }

    [Theory]
    [InlineData("<m><v>4</v><p>YS9i</p></m>", "a/b", null)]
    [InlineData(
        "<m><v>3</v><p>YS9i</p><lm>20120821T170824Z</lm><ce>0:0:4340ebcf79712dc5e3ef7d50bab98ba5</ce></m>",
        "a/b",
        "2012-08-21T17:08:24Z"
    )]
    [InlineData("<m><v>2</v><p>YVxi</p><lm>20120821T170824Z</lm></m>", "a/b", "2012-08-21T17:08:24Z")]
    [InlineData("<m> <v> 2 </v> <p> YS 9i </p> </m>", "a/b", null)]
    [InlineData(
        "\"<ArchiveMetadata>   <Path>  "
            + "UkVOREVSRkFSTTUvQjovb25lL3R3by90aHJlZS9jaDAxX3NlcTAwNF9zaDAwMTAuMjA0NC5kcHg=  "
            + "</Path></ArchiveMetadata>\"",
        "RENDERFARM5/B:/one/two/three/ch01_seq004_sh0010.2044.dpx",
        null
    )]
    public void Every_form_of_FastGlacier_is_read(string description, string name, string? time) =>
        AssertName(description, name, time, ArchiveTool.FastGlacier);

    [Fact]
    public void What_is_read_without_a_reader_of_XML_is_what_that_reads()
    {
        var random = new Random(5);
        string[] heads = ["<m><v>4</v><p>", "<m><v>2</v><p>", "<m><v>5</v><p>", "<m><v>4</v> <p>", " <m><v>3</v><p>"];
        string[] times = ["", "<lm>20120821T170824Z</lm>", "<lm>2012-08-21 17:08:24</lm>", "<lm>x&amp;y</lm>", "<lm/>"];
        string md5 = new('A', 32);
        string[] contents =
        [
            "",
            "<ce>1:0</ce>",
            $"<ce>1:1:{md5}:77</ce>",
            "<ce>0:1:x:99999999999999999999</ce>",
            "<ce></ce>",
            "<ce>1:]]></ce>",
        ];
        string[] ends = ["</m>", "</m> ", "<x/></m>", "", "</m>\0"];
        int quick = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] name = new byte[random.Next(40)];
            random.NextBytes(name);
            string path = Convert.ToBase64String(
                random.Next(4) == 0 ? name : Encoding.UTF8.GetBytes("фото\\" + Convert.ToHexString(name))
            );
            path = random.Next(8) switch
            {
                0 => path.TrimEnd('='),
                1 => path.Replace('+', '-').Replace('/', '_'),
                2 => path + "=",
                3 => path + "A= &<>!~é\u0001"[random.Next(10)],
                _ => path,
            };
            string text = Pick(heads) + path + "</p>" + Pick(times) + Pick(contents) + Pick(ends);
            byte[] description = Encoding.UTF8.GetBytes(text);
            quick += FastGlacierCodec.ReadFast(description) is null ? 0 : 1;
            Assert.Equal(ArchiveDescription.Read(text), ArchiveDescription.Read(description));
        }

        Assert.InRange(quick, 1000, 19_000);

        string Pick(string[] of) => of[random.Next(3) == 0 ? random.Next(of.Length) : random.Next(2)];
    }

    [Theory]
    [InlineData("""{"Path":"c01+AF8-s00","UTCDateModified":"20100310T110623Z","Flags":0}""", "c01_s00", false, false)]
    [InlineData("""{"path":"a+-b+F8-c","UTCDateModified":"20100310T110623Z","Flags":1}""", "a+b+F8-c", true, false)]
    [InlineData(
        """{"Path":"D:\\photos\\+BB4-","UTCDateModified":"20100310T110623Z","Flags":"3"}""",
        "D:/photos/О",
        true,
        true
    )]
    [InlineData(""" "{\"Path\":\"x\",\"UTCDateModified\":\"20100310T110623Z\",\"Flags\":2}" """, "x", false, true)]
    public void CloudBerry_is_read(string description, string name, bool compressed, bool encrypted)
    {
        AssertName(description, name, "2010-03-10T11:06:23Z", ArchiveTool.CloudBerry);
        ArchiveName read = ArchiveDescription.Read(description);
        Assert.Equal((compressed, encrypted), (read.Compressed, read.Encrypted));
    }

    [Theory]
    [InlineData("plain+", "plain+")]
    [InlineData("1+1=2", "1+1=2")]
    [InlineData("+2D0-", "+2D0-")]
    [InlineData("+2D3cSg-!", "\U0001F44A!")]
    [InlineData("a+AF8b", "a+AF8b")]
    [InlineData("a+AF8 b", "a_ b")]
    [InlineData("+", "+")]
    public void UTF_7_is_read_leniently(string path, string name) =>
        AssertName($$"""{"Path":"{{path}}"}""", name, null, ArchiveTool.CloudBerry);

    [Theory]
    [InlineData("""{"type":"file","path":"a/b c.txt"}""", "a/b c.txt")]
    [InlineData("""{"type":"file","path":"\\u4e2d\\u6587/x\\\"y"}""", "中文/x\"y")]
    [InlineData("""{"type":"file","path":"a\\qb"}""", "a\\qb")]
    public void QNAP_is_read(string description, string name) => AssertName(description, name, null, ArchiveTool.Qnap);

    [Theory]
    [InlineData("GPGHMACSHA1--2945f64b66f4ba8b9a2f1ef4bf4a3a1c6c3ee4a6")]
    [InlineData("SHA256E-s1048576--2945f64b66f4ba8b9a2f1ef4bf4a3a1c6c3ee4a6.jpg")]
    [InlineData("photos-WORM-s3-m1351924178--a b.txt")]
    public void Keys_of_git_annex_are_known_and_stay_as_they_are(string description) =>
        AssertName(description, description, null, ArchiveTool.GitAnnex);

    [Theory]
    [InlineData("backup.tar")]
    [InlineData("  spaces are kept ")]
    [InlineData("\"quoted\"")]
    [InlineData("SHA256--")]
    [InlineData("a--b")]
    [InlineData("mt2 ")]
    [InlineData("mt2 not base64!")]
    [InlineData("mt2 bm90IGpzb24")]
    [InlineData("mt2 W10")]
    [InlineData("mt2 eyJmaWxlbmFtZSI6MX0")]
    [InlineData("mt2 eyJmaWxlbmFtZSI6IiJ9")]
    [InlineData("mt2eyJmaWxlbmFtZSI6ImZpbGUvYSJ9")]
    [InlineData("mt1 eyJmaWxlbmFtZSI6IuKCrCJ9")]
    [InlineData("mt3 eyJmaWxlbmFtZSI6ImZpbGUvYSJ9")]
    [InlineData("<m><v>9</v><p>YS9i</p></m>")]
    [InlineData("<m><v>4</v></m>")]
    [InlineData("<m><v>4</v><p>YS9i</p>")]
    [InlineData("<m><v>4</v><p>/w==</p></m>")]
    [InlineData("<!DOCTYPE m [<!ENTITY e 'YS9i'>]><m><v>4</v><p>&e;</p></m>")]
    [InlineData("<html>")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"Path":7}""")]
    [InlineData("""{"Path":"\ud800"}""")]
    [InlineData("""{"type":"folder"}""")]
    public void Whatever_fits_no_form_is_the_name_itself(string description)
    {
        Assert.Equal(new ArchiveName { Name = description }, ArchiveDescription.Read(description));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_description_is_an_empty_name(string? description) =>
        Assert.Equal(new ArchiveName { Name = "" }, ArchiveDescription.Read(description));

    private static void AssertName(string description, string name, string? time, ArchiveTool tool)
    {
        ArchiveName read = ArchiveDescription.Read(description);

        Assert.Equal(name, read.Name);
        Assert.Equal(tool, read.WrittenBy);
        Assert.Equal(time is null ? null : DateTimeOffset.Parse(time, null).UtcDateTime, read.ModifiedTime);
        Assert.True(read.ModifiedTime is null or { Kind: DateTimeKind.Utc });
    }
}
