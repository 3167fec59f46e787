using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Tests.Identifiers;

public class IdentifierTests
{
    private static readonly Arbitrary<ResourceKey> Keys = ArbMap
        .Default.ArbFor<ulong>()
        .Generator.Two()
        .Select(pair => new ResourceKey(pair.Item1, pair.Item2))
        .ToArbitrary();

    [Fact]
    public void An_ID_leads_back_to_its_key() =>
        Prop.ForAll(
                Keys,
                key =>
                    IdCodec.Archive.TryParse(IdCodec.Archive.Format(key), out ResourceKey archive)
                    && archive == key
                    && IdCodec.Job.TryParse(IdCodec.Job.Format(key), out ResourceKey job)
                    && job == key
                    && IdCodec.Upload.TryParse(IdCodec.Upload.Format(key), out ResourceKey upload)
                    && upload == key
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void IDs_have_the_lengths_and_the_alphabet_of_the_protocol() =>
        Prop.ForAll(
                Keys,
                key =>
                    IdCodec.Archive.Format(key).Length == 138
                    && IdCodec.Archive.HasForm(IdCodec.Archive.Format(key))
                    && IdCodec.Job.Format(key).Length == 92
                    && IdCodec.Job.HasForm(IdCodec.Job.Format(key))
                    && IdCodec.Upload.Format(key).Length == 92
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
                    char[] id = IdCodec.Archive.Format(key).ToCharArray();
                    id[at] = id[at] == 'A' ? 'B' : 'A';
                    return !IdCodec.Archive.TryParse(new string(id), out _);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void An_ID_of_one_kind_is_none_of_another()
    {
        var key = ResourceKey.New();
        Assert.False(IdCodec.Job.TryParse(IdCodec.Upload.Format(key), out _));
        Assert.False(IdCodec.Upload.TryParse(IdCodec.Job.Format(key), out _));
    }

    [Fact]
    public void No_new_ID_begins_with_a_dash()
    {
        for (int i = 0; i < 2000; i++)
        {
            Assert.NotEqual('-', IdCodec.Archive.Format(ResourceKey.New())[0]);
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
