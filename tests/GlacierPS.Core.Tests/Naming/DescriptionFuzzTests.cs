using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Tests.Naming;

/// <summary>Whoever could write to a vault chose its descriptions: none may throw, and none may cost much.</summary>
public sealed class DescriptionFuzzTests
{
    private static readonly string[] s_real =
    [
        "mt2 eyJmaWxlbmFtZSI6ImZpbGUvYSIsIm10aW1lIjoiMjAxMjExMDNUMDYyOTM4WiJ9",
        "mt1 eyJmaWxlbmFtZSI6IsOQwq9Bw5DCryIsIm10aW1lIjoiMTk3MDAxMDFUMDAwMjAzWiJ9",
        "<m><v>4</v><p>Z2xhY2llci1kZy5wZGY=</p><lm>20120821T170824Z</lm><ce>1:1:4340ebcf79712dc5e3ef7d50bab98ba5:54687</ce></m>",
        "\"<ArchiveMetadata>   <Path>  "
            + "UkVOREVSRkFSTTUvQjovb25lL3R3by90aHJlZS9jaDAxX3NlcTAwNF9zaDAwMTAuMjA0NC5kcHg=  "
            + "</Path></ArchiveMetadata>\"",
        """{"Path":"c01+AF8-s00","UTCDateModified":"20100310T110623Z","Flags":3}""",
        """ "{\"Path\":\"x\",\"UTCDateModified\":\"20100310T110623Z\",\"Flags\":2}" """,
        """{"type":"file","path":"\\u4e2d\\u6587/x\\\"y"}""",
        "SHA256E-s1048576--2945f64b66f4ba8b9a2f1ef4bf4a3a1c6c3ee4a6.jpg",
    ];

    [Fact]
    public void No_text_at_all_throws() => Prop.ForAll<string>(Holds).QuickCheckThrowOnFailure();

    [Fact]
    public void No_damage_to_a_real_description_throws()
    {
        Gen<string> damaged =
            from text in Gen.Elements(s_real)
            from edits in Gen.Choose(1, 6)
            from seed in Gen.Choose(0, int.MaxValue - 1)
            select Damage(text, edits, new Random(seed));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(damaged.ToArbitrary(), Holds));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[")]
    [InlineData("<m>")]
    [InlineData("{\"Path\":")]
    [InlineData("+")]
    [InlineData("SHA1-s1")]
    public void Deep_and_long_ones_end_soon(string piece)
    {
        string text = string.Concat(Enumerable.Repeat(piece, 200_000 / piece.Length));
        Assert.True(Holds(text));
        Assert.True(Holds("mt2 " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text))));
    }

    private static bool Holds(string description)
    {
        ArchiveName read = ArchiveDescription.Read(description);
        return read.Name is not null
            && read.ModifiedTime is null or { Kind: DateTimeKind.Utc }
            && (string.IsNullOrEmpty(description) || read.Name.Length > 0);
    }

    private static string Damage(string text, int edits, Random random)
    {
        for (int i = 0; i < edits && text.Length > 0; i++)
        {
            int at = random.Next(text.Length);
            char other = random.Next(3) == 0 ? (char)random.Next(0, 0x10000) : (char)random.Next(0x20, 0x7F);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, 1),
                1 => text.Insert(at, other.ToString()),
                2 => text[..at] + other + text[(at + 1)..],
                _ => text[..at],
            };
        }

        return text;
    }
}
