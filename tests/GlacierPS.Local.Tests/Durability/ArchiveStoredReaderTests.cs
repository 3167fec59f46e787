using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Local.Tests.Durability;

/// <summary>
/// The quick reader of a journal's commonest line reads what the full one does, or leaves it to that.
/// </summary>
public class ArchiveStoredReaderTests
{
    [Fact]
    public void It_reads_what_the_full_reader_reads()
    {
        Gen<string?> descriptions = Gen.OneOf(
            Gen.Constant<string?>(null),
            Gen.Choose(0x20, 0x7E).Select(code => (char)code).ArrayOf().Select(text => (string?)new string(text))
        );
        Gen<ArchiveStored> events =
            from description in descriptions
            from size in Gen.Choose(1, int.MaxValue)
            from at in Gen.Choose(0, int.MaxValue)
            from sequence in Gen.OneOf(
                Gen.Constant<long?>(null),
                Gen.Choose(1, int.MaxValue).Select(place => (long?)place)
            )
            select new ArchiveStored
            {
                At = new ServiceTime(at * 1000L),
                Archive = ResourceKey.New(),
                Size = size * 3L,
                TreeHash = Sha256Digest.Of([1]),
                Description = description,
                Sequence = sequence,
            };
        Prop.ForAll(
                events.ToArbitrary(),
                happened =>
                {
                    byte[] json = JsonSerializer.SerializeToUtf8Bytes(happened, VaultEventJson.Default.VaultEvent);
                    return happened.Equals(ArchiveStoredReader.TryRead(json))
                        && happened.Equals(JsonSerializer.Deserialize(json, VaultEventJson.Default.VaultEvent));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_archive_of_parts_is_left_to_the_full_reader() =>
        Assert.Null(
            ArchiveStoredReader.TryRead(
                JsonSerializer.SerializeToUtf8Bytes(
                    Stored() with
                    {
                        Parts = [new BlobRef(ResourceKey.New(), 1, default)],
                    },
                    VaultEventJson.Default.VaultEvent
                )
            )
        );

    [Theory]
    [InlineData("""{"event":"vault-deleted","at":1}""")]
    [InlineData("""{"event":"archive-stored","at":1}""")]
    [InlineData("""{"event":"archive-stored","at":1,"colour":"blue"}""")]
    [InlineData("""{"event":"archive-stored","at":"1"}""")]
    public void Whatever_else_there_is_is_left_to_it_too(string json) =>
        Assert.Null(ArchiveStoredReader.TryRead(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""{"event":"archive-stored","at":1""")]
    [InlineData("""{"event":"archive-stored","archive":"12"}""")]
    public void What_is_no_event_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => ArchiveStoredReader.TryRead(Encoding.UTF8.GetBytes(json)));

    private static ArchiveStored Stored() =>
        new()
        {
            At = new ServiceTime(1),
            Archive = ResourceKey.New(),
            Size = 1,
            TreeHash = Sha256Digest.Of([1]),
        };
}
