using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Tests.Copy;

public sealed class CopyRecordsTests : IDisposable
{
    private static readonly DateTime s_day = new(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_noted_is_there_for_the_next_process()
    {
        CopyDestination begun;
        using (var records = new CopyRecords(_folder.File("x"), "photos"))
        {
            Assert.Empty(records.Destinations());
            begun = records.Begin(Destination(archives: 3, bytes: 30));
            records.Note(begun, [(Entry("1"), true), (Entry("2"), false)], s_day.AddSeconds(10));
            records.Note(begun, [(Entry("3"), true)], s_day.AddSeconds(20));
            records.Fail(
                begun,
                [
                    new CopyFailure
                    {
                        ArchiveId = "9",
                        ErrorId = "KeyTaken",
                        Message = "m",
                    },
                ]
            );
        }

        using var again = new CopyRecords(_folder.File("x"), "photos");
        CopyDestination found = Assert.Single(again.Destinations());
        Assert.Equal((3, 30, 20), (found.Copied, found.BytesCopied, found.BytesMoved));
        Assert.Equal(("archive", "p/", "eu-west-1"), (found.Bucket, found.Prefix, found.Settings.Region));
        Assert.Equal("KeyTaken", Assert.Single(again.Failures(found)).ErrorId);
        Assert.Equal(3, again.Count(found));
        Assert.Equal([Entry("2")], again.Find(found, ["2", "77"]).Values);
        Assert.Equal(["1", "2", "3"], again.All(found).Select(entry => entry.ArchiveId));

        CopyState stopped = CopyState.Of(found, again.Failures(found), 3, isRunning: false, s_day.AddDays(1));
        Assert.Equal((CopyStage.Stopped, 2d, 1), (stopped.State, stopped.BytesPerSecond, stopped.Failed));
        again.End(found, s_day.AddSeconds(30));
        Assert.Equal(
            CopyStage.Complete,
            CopyState.Of(again.Destinations()[0], [], 3, isRunning: false, s_day.AddDays(1)).State
        );

        // Another call counts anew, and the copies stay.
        CopyDestination second = again.Begin(Destination(archives: 4, bytes: 40));
        Assert.Equal((0, 3), (again.Destinations().Single().Copied, again.Count(second)));
        Assert.Empty(again.Failures(second));
    }

    [Fact]
    public void Vaults_and_destinations_are_told_apart()
    {
        using var photos = new CopyRecords(_folder.File("x"), "photos");
        using var films = new CopyRecords(_folder.File("x"), "films");
        CopyDestination one = photos.Begin(Destination());
        CopyDestination other = photos.Begin(Destination() with { Prefix = "q/", Begun = s_day.AddDays(1) });
        CopyDestination third = films.Learn(Destination() with { Begun = default }, [Entry("1")]);
        photos.Learn(other, [Entry("1"), Entry("2")]);
        Assert.Equal((0, 2, 1), (photos.Count(one), photos.Count(other), films.Count(third)));
        Assert.Equal(["q/", "p/"], photos.Destinations().Select(known => known.Prefix));
        Assert.Equal("films", films.Destinations().Single().VaultName);
    }

    [Theory]
    [InlineData("UPDATE copies SET entry = replace(entry, '10', '11')")]
    [InlineData("UPDATE destinations SET copied = 7")]
    [InlineData("UPDATE failures SET failure = replace(failure, 'm', 'n')")]
    public void A_row_that_is_not_as_it_was_written_is_told(string sql)
    {
        using (var records = new CopyRecords(_folder.File("x"), "photos"))
        {
            CopyDestination begun = records.Begin(Destination());
            records.Note(begun, [(Entry("1"), true)], s_day);
            records.Fail(begun, [new CopyFailure { ArchiveId = "9", Message = "m" }]);
        }

        using (Database database = Database.Open(_folder.File("x/copies.db"), CopyTables.Schema))
        {
            database.Execute(sql);
        }

        using var again = new CopyRecords(_folder.File("x"), "photos");
        DatabaseException error = Assert.Throws<DatabaseException>(() =>
        {
            CopyDestination found = again.Destinations()[0];
            again.Failures(found);
            _ = again.All(found).Count();
        });
        Assert.Equal("DatabaseDamaged", error.ErrorId);
        Assert.Contains("Test-GlacierCopy", error.Message, StringComparison.Ordinal);
    }

    private static CopyDestination Destination(long archives = 1, long bytes = 10) =>
        new()
        {
            Bucket = "archive",
            Prefix = "p/",
            Settings = new CopySettings { Region = "eu-west-1" },
            Archives = archives,
            SizeInBytes = bytes,
            Begun = s_day,
        };

    private static ManifestEntry Entry(string id) =>
        new()
        {
            ArchiveId = id,
            Key = "p/" + id,
            SizeInBytes = 10,
            ChecksumSHA256 = "x",
            CreationDate = s_day,
        };
}
