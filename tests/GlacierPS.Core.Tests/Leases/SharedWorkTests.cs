using System.Globalization;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Leases;

/// <summary>What machines do through a table, one step after the other.</summary>
public sealed class SharedWorkTests
{
    private readonly SimulatedWorld _world = new(1);
    private readonly TableRows _rows = new();

    [Fact]
    public void Machines_that_were_asked_for_something_else_are_refused_and_told_what()
    {
        _ = Run(() => JoinAsync("one", ("Bucket", "archive"), ("Tier", "Bulk"), ("Prefix", "")));
        _ = Run(() => JoinAsync("two", ("Bucket", "archive"), ("Tier", "Bulk")));
        GlacierInputException error = Assert.Throws<GlacierInputException>(() =>
            Run(() => JoinAsync("three", ("Bucket", "other"), ("Tier", "Bulk"), ("MaxCost", "5")))
        );
        Assert.Equal("ShareDiffers", error.ErrorId);
        Assert.Contains("Bucket is 'archive' there and 'other' here", error.Message, StringComparison.Ordinal);
        Assert.Contains("MaxCost is not given there and '5' here", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Tier", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_share_that_somebody_removed_is_an_error_and_not_begun_anew()
    {
        SharedWork work = Run(() => JoinAsync("one"));
        Assert.NotNull(Run(() => work.TakeAsync(default)));
        Run(async () =>
        {
            await ShareState.RemoveAsync(Table("other"), "Copy photos", default);
            return true;
        });
        _ = Assert.Throws<LeaseLostException>(() =>
            Run(async () =>
            {
                await Task.Delay(TimeSpan.FromMinutes(3), Machine("one"));
                return await work.TakeAsync(default);
            })
        );
        Run(async () =>
        {
            await work.StartOverAsync(default);
            return true;
        });
        Assert.Equal(
            "ShareRemoved",
            Assert.Throws<GlacierInputException>(() => Run(() => work.TakeAsync(default))).ErrorId
        );
    }

    [Fact]
    public void A_window_whose_archives_are_not_all_there_is_damaged()
    {
        SharedWork work = Run(() => JoinAsync("one"));
        SharedWindow window = Run(() => work.TakeAsync(default))!;
        _rows.Rows.Remove(_rows.Rows.Keys.First(key => key.Row.StartsWith("a/000001/", StringComparison.Ordinal)));
        Assert.Equal(
            "ShareDamaged",
            Assert.Throws<ShareTableException>(() => Run(() => window.ReadAsync("photos", default))).ErrorId
        );
    }

    [Fact]
    public void What_a_window_lists_is_read_as_it_was_written_in_rows_that_the_table_takes()
    {
        var random = new Random(3);
        byte[] id = new byte[100];
        WindowArchive[] archives =
        [
            .. Enumerable
                .Range(0, 5000)
                .Select(i =>
                {
                    random.NextBytes(id);
                    var fields = ArchiveFields.Of(
                        Convert.ToBase64String(id),
                        string.Create(CultureInfo.InvariantCulture, $"a/{i}/ÿ\u0007.jpg"),
                        new DateTime(2016, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc),
                        i,
                        i % 2 == 0 ? Convert.ToHexString(id.AsSpan(0, 32)) : null
                    );
                    IReadOnlyList<ArchiveName>? names =
                        i % 3 == 0
                            ? [new ArchiveName { Name = "x", OriginalSize = 5 }, new ArchiveName { Name = "y" }]
                            : null;
                    return new WindowArchive(
                        new CatalogArchive(fields, "photos", CatalogEvidence.Import, DateTime.UnixEpoch, names),
                        i % 7 == 0
                    );
                }),
        ];
        byte[][] pieces = [.. WindowContent.Write(archives)];
        Assert.InRange(pieces.Length, 2, 10);
        Assert.All(pieces, piece => Assert.InRange(piece.Length, 1, 400_000));
        WindowArchive[] read = [.. pieces.SelectMany(piece => WindowContent.Read("photos", piece))];
        Assert.Equal(archives.Length, read.Length);
        foreach ((WindowArchive one, WindowArchive other) in archives.Zip(read))
        {
            Assert.Equal(one.IsOlder, other.IsOlder);
            Assert.Equal(one.Archive.ArchiveId, other.Archive.ArchiveId);
            Assert.Equal(one.Archive.VaultName, other.Archive.VaultName);
            Assert.Equal(one.Archive.Description, other.Archive.Description);
            Assert.Equal(one.Archive.CreationDate, other.Archive.CreationDate);
            Assert.Equal(one.Archive.SizeInBytes, other.Archive.SizeInBytes);
            Assert.Equal(one.Archive.SHA256TreeHash, other.Archive.SHA256TreeHash);
            Assert.Equal(one.Archive.Evidence, other.Archive.Evidence);
            Assert.Equal(one.Archive.KnownAt, other.Archive.KnownAt);
            Assert.Equal(one.Archive.AllNames, other.Archive.AllNames);
        }

        Assert.Equal(
            "ShareDamaged",
            Assert.Throws<ShareTableException>(() => WindowContent.Read("photos", pieces[0][1..])).ErrorId
        );
    }

    [Fact]
    public void A_machine_has_at_most_its_part_of_the_windows_that_are_left()
    {
        SharedWork one = Run(() => JoinAsync("one"));
        SharedWork two = Run(() => JoinAsync("two"));
        for (int i = 0; i < 5; i++)
        {
            Assert.NotNull(Run(() => one.TakeAsync(default)));
        }

        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30), Machine("one"));
        Assert.ThrowsAny<OperationCanceledException>(() => Run(() => one.TakeAsync(stop.Token)));
        Assert.NotNull(Run(() => two.TakeAsync(default)));
        Assert.Equal([5, 1], Machines().Select(machine => machine.Windows));
    }

    [Fact]
    public void What_an_hour_refused_is_not_asked_for_again_in_it()
    {
        _maxBytesPerHour = 100;
        SharedWork work = Run(() => JoinAsync("one"));
        Run(async () =>
        {
            await work.Budget.AllowAsync("a", 100, default);
            return true;
        });
        long before = _rows.Requests;
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(10), Machine("one"));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Run(async () =>
            {
                await work.Budget.AllowAsync("b", 50, stop.Token);
                return true;
            })
        );

        // Ten of them say that the machine is there.
        Assert.InRange(_rows.Requests - before, 10, 30);
    }

    private readonly Dictionary<string, SimulatedMachine> _machines = [];
    private long? _maxBytesPerHour;

    private IReadOnlyList<ShareMachineState> Machines() =>
        Run(() => ShareState.ReadAsync(Table("other"), default))[0].Machines;

    private Task<SharedWork> JoinAsync(string machine, params (string, string)[] parameters) =>
        SharedWork.JoinAsync(
            Table(machine),
            new ShareDefinition("Copy photos", parameters.ToDictionary(p => p.Item1, p => p.Item2))
            {
                MaxBytesPerHour = _maxBytesPerHour,
            },
            _ =>
                Enumerable
                    .Range(0, 10)
                    .Select(i => new PlannedWindow(
                        DateTime.UnixEpoch.AddDays(i),
                        DateTime.UnixEpoch.AddDays(i + 1),
                        [new WindowArchive(new CatalogArchive("photos", $"id-{i}", 1), false)]
                    )),
            new ShareOptions
            {
                Machine = machine,
                Time = Machine(machine),
                Random = _world.Random,
            },
            _ => { },
            default
        );

    private SimulatedMachine Machine(string name)
    {
        if (!_machines.TryGetValue(name, out SimulatedMachine? machine))
        {
            _machines.Add(name, machine = new SimulatedMachine(_world, name, 1, TimeSpan.Zero));
        }

        return machine;
    }

    private SimulatedTable Table(string machine) =>
        new(_world, new SimulatedNetwork(_world, 0), Machine(machine), _rows, 0);

    private T Run<T>(Func<Task<T>> work)
    {
        Task<T>? running = null;
        _world.Schedule(TimeSpan.Zero, Machine("test"), () => running = work());
        Assert.True(_world.RunUntil(() => running is { IsCompleted: true }, TimeSpan.FromDays(30)));
        return running!.GetAwaiter().GetResult();
    }
}
