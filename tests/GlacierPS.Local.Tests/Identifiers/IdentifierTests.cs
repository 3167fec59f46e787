using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Tests.Identifiers;

public class IdentifierTests
{
    private static readonly Arbitrary<ShortKey> Keys = ArbMap
        .Default.ArbFor<ulong>()
        .Generator.Two()
        .Select(pair => new ShortKey(pair.Item1, pair.Item2))
        .ToArbitrary();

    [Fact]
    public void An_ID_leads_back_to_its_key() =>
        Prop.ForAll(
                Keys,
                key =>
                    IdShape.Archive.TryParse(IdShape.Archive.Format(key), out ShortKey archive)
                    && archive == key
                    && IdShape.Job.TryParse(IdShape.Job.Format(key), out ShortKey job)
                    && job == key
                    && IdShape.Upload.TryParse(IdShape.Upload.Format(key), out ShortKey upload)
                    && upload == key
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void IDs_have_the_lengths_and_the_alphabet_of_the_protocol() =>
        Prop.ForAll(
                Keys,
                key =>
                    IdShape.Archive.Format(key).Length == 138
                    && IdShape.Archive.HasForm(IdShape.Archive.Format(key))
                    && IdShape.Job.Format(key).Length == 92
                    && IdShape.Job.HasForm(IdShape.Job.Format(key))
                    && IdShape.Upload.Format(key).Length == 92
                    && PageMarker.Format((long)(key.High >> 1)).Length == 50
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void An_ID_with_any_character_changed_is_none() =>
        Prop.ForAll(
                Keys,
                Gen.Choose(0, 137).ToArbitrary(),
                (key, at) =>
                {
                    char[] id = IdShape.Archive.Format(key).ToCharArray();
                    id[at] = id[at] == 'A' ? 'B' : 'A';
                    return !IdShape.Archive.TryParse(new string(id), out _);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void An_ID_of_one_kind_is_none_of_another()
    {
        var key = ShortKey.New();
        Assert.False(IdShape.Job.TryParse(IdShape.Upload.Format(key), out _));
        Assert.False(IdShape.Upload.TryParse(IdShape.Job.Format(key), out _));
    }

    [Fact]
    public void No_new_ID_begins_with_a_dash()
    {
        for (int i = 0; i < 2000; i++)
        {
            Assert.NotEqual('-', IdShape.Archive.Format(ShortKey.New())[0]);
        }
    }

    [Fact]
    public void A_marker_leads_back_to_its_position() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<long>().Filter(position => position >= 0),
                position => PageMarker.TryParse(PageMarker.Format(position), out long back) && back == position
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("1001")]
    [InlineData("éééééééééééééééééééééééééééééééééééééééééééééééééé")]
    public void Other_texts_are_no_markers(string text) => Assert.False(PageMarker.TryParse(text, out _));
}
