using GlacierPS.Core.Catalog;
using static GlacierPS.Core.Tests.Catalog.CatalogScene;

namespace GlacierPS.Core.Tests.Catalog;

/// <summary>Kills, damage, and several writers at once.</summary>
public sealed class CatalogSafetyTests : IDisposable
{
    private readonly CatalogScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(200)]
    public void A_line_that_was_being_written_costs_itself_alone(int lost)
    {
        _scene.Upload("a", Day);
        _scene.Upload("b", Day);
        string changes = Changes();
        using (FileStream file = File.OpenWrite(changes))
        {
            file.SetLength(file.Length - lost);
        }

        Assert.Equal(["a"], _scene.Ids());
        _scene.Upload("c", Day);
        Assert.Equal(["a", "c"], _scene.Ids());
        Assert.Equal(1, _scene.Catalog.ReadState().DamagedLines);
    }

    [Fact]
    public void A_damaged_line_is_passed_over_and_told()
    {
        _scene.Upload("a", Day);
        _scene.Upload("b", Day);
        _scene.Upload("c", Day);
        string text = File.ReadAllText(Changes());
        File.WriteAllText(Changes(), text.Replace("\"i\":\"b\"", "\"i\":\"x\"", StringComparison.Ordinal));

        Assert.Equal(["a", "c"], _scene.Ids());
        Assert.Equal(1, _scene.Catalog.ReadState().DamagedLines);
        _scene.Catalog.Compact();
        Assert.Equal(0, _scene.Catalog.ReadState().DamagedLines);
    }

    [Fact]
    public async Task Compaction_keeps_what_counts_and_nothing_else()
    {
        await _scene.UpdateAsync(Day, "a", "b");
        _scene.Upload("c", Day.AddDays(1));
        _scene.Catalog.Remove(["a"], Day.AddDays(1));
        _scene.Catalog.Compact();

        Assert.Equal(["b", "c"], _scene.Ids());
        CatalogState state = _scene.Catalog.ReadState();
        Assert.Equal((Day, 2, 0, 0), (state.InventoryDate!.Value, state.Archives, state.Added, state.Removed));
        Assert.Equal(2, Directory.GetFiles(_scene.Folder, "*.jsonl").Length);
        Assert.Equal(
            CatalogEvidence.Upload,
            _scene.Catalog.Read().Single(archive => archive.ArchiveId == "c").Evidence
        );
    }

    [Fact]
    public async Task A_rewriting_that_was_killed_at_any_point_has_not_happened()
    {
        await _scene.UpdateAsync(Day, "a", "b");
        _scene.Upload("c", Day.AddDays(1));

        // What a kill leaves behind: files of the next generation, whole or not, and a head that was not renamed.
        File.WriteAllText(Path.Join(_scene.Folder, "000002.archives.jsonl"), "12345678 {\"k\":\"i\",");
        File.WriteAllText(Path.Join(_scene.Folder, "000002.changes.jsonl"), "garbage\n");
        File.WriteAllText(Path.Join(_scene.Folder, "catalog.json.new"), "{\"Generation\":2");

        Assert.Equal(["a", "b", "c"], _scene.Ids());
        _scene.Catalog.Compact();
        Assert.Equal(["a", "b", "c"], _scene.Ids());
        Assert.Equal(0, _scene.Catalog.ReadState().DamagedLines);
    }

    [Fact]
    public async Task Writers_at_once_and_compactions_between_them_lose_nothing()
    {
        await _scene.UpdateAsync(Day, "base");
        const int writers = 4,
            each = 60;
        Task[] writing =
        [
            .. Enumerable
                .Range(0, writers)
                .Select(writer =>
                    Task.Run(() =>
                    {
                        VaultCatalog catalog = _scene.Again();
                        for (int i = 0; i < each; i++)
                        {
                            catalog.Remove([$"gone-{writer}-{i}"], Day.AddDays(1));
                            _scene.Upload($"{writer}-{i}", Day.AddDays(1));
                        }
                    })
                ),
        ];
        using var done = new CancellationTokenSource();
        Task compacting = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                _scene.Again().Compact();
                Assert.Contains("base", _scene.Ids());
                await Task.Delay(3);
            }
        });
        await Task.WhenAll(writing);
        await done.CancelAsync();
        await compacting;

        Assert.Equal(writers * each + 1, _scene.Ids().Count());
        Assert.Equal(0, _scene.Catalog.ReadState().DamagedLines);
    }

    [Fact]
    public async Task A_reader_is_not_disturbed_by_a_new_generation()
    {
        await _scene.UpdateAsync(Day, [.. Enumerable.Range(0, 200).Select(i => $"a{i}")]);
        using IEnumerator<CatalogArchive> reading = _scene.Catalog.Read().GetEnumerator();
        Assert.True(reading.MoveNext());
        await _scene.UpdateAsync(Day.AddDays(3), "b");

        int count = 1;
        while (reading.MoveNext())
        {
            count++;
        }

        Assert.Equal(200, count);
        Assert.Equal(["b"], _scene.Ids());
    }

    private string Changes() => Path.Join(_scene.Folder, "000000.changes.jsonl");
}
