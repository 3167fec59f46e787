using System.Globalization;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Inventory;

/// <summary>Two lists of one vault.</summary>
public sealed class InventoryComparisonTests : IDisposable
{
    private static readonly string s_hash = new('a', 64);
    private static readonly string s_otherHash = new('b', 64);

    private readonly TempFolder _folder = new();

    [Fact]
    public void What_was_added_removed_and_changed_is_told_and_nothing_else()
    {
        using InventoryComparison comparison = Compare(
            [Archive("same"), Archive("gone"), Archive("grown"), Archive("swapped")],
            [Archive("swapped", hash: s_otherHash), Archive("new"), Archive("grown", size: 8), Archive("same")]
        );

        InventoryDifference[] found = [.. comparison.Differences().OrderBy(one => one.ArchiveId)];

        Assert.Equal(["gone", "grown", "new", "swapped"], found.Select(one => one.ArchiveId));
        Assert.Equal(
            [InventoryChange.Removed, InventoryChange.Changed, InventoryChange.Added, InventoryChange.Changed],
            found.Select(one => one.Change)
        );
        Assert.Equal((8, 7), (found[1].SizeInBytes, found[1].OldSizeInBytes));
        Assert.Equal((s_otherHash, s_hash), (found[3].SHA256TreeHash, found[3].OldSHA256TreeHash));
        Assert.Equal(("photos", "gone.txt"), (found[0].VaultName, found[0].Name));
        Assert.Equal((1, 0, 0), (comparison.Same, comparison.BySizeOnly, comparison.Repeated));
    }

    [Fact]
    public void Archives_without_a_hash_are_compared_by_size_and_counted()
    {
        using InventoryComparison comparison = Compare(
            [Archive("a", hash: null), Archive("b")],
            [Archive("a"), Archive("b")]
        );

        Assert.Empty(comparison.Differences());
        Assert.Equal((2, 1), (comparison.Same, comparison.BySizeOnly));
    }

    [Fact]
    public void An_archive_that_a_list_names_twice_is_one_archive_and_counted()
    {
        using InventoryComparison comparison = Compare([Archive("a"), Archive("a")], [Archive("a"), Archive("a")]);

        Assert.Empty(comparison.Differences());
        Assert.Equal((1, 2), (comparison.Same, comparison.Repeated));
    }

    [Fact]
    public void Lists_of_two_vaults_are_refused_and_one_that_names_none_is_of_the_other_s()
    {
        using InventoryComparison two = Compare([Archive("a")], [Archive("a", vault: "letters")]);
        GlacierInputException refused = Assert.Throws<GlacierInputException>(() => two.Differences().ToList());
        Assert.Equal("InventoriesOfTwoVaults", refused.ErrorId);

        using InventoryComparison unnamed = Compare([Archive("a", vault: "")], [Archive("b")]);
        Assert.All(unnamed.Differences(), one => Assert.Equal("photos", one.VaultName));
    }

    [Fact]
    public void Lists_that_do_not_fit_into_the_buffers_give_the_same_and_leave_no_file()
    {
        // 40,000 archives of some 300 bytes are three times what the buffers of a side hold.
        string[] ids = [.. Enumerable.Range(0, 40_000).Select(Id)];
        using (
            InventoryComparison comparison = Compare(
                ids.Select(id => Archive(id)),
                ids.Reverse().Skip(10).Select(id => Archive(id))
            )
        )
        {
            Assert.Equal(
                ids.TakeLast(10).Order(StringComparer.Ordinal),
                comparison.Differences().Select(one => one.ArchiveId).Order(StringComparer.Ordinal)
            );
            Assert.Equal(39_990, comparison.Same);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));

        static string Id(int number) => number.ToString(CultureInfo.InvariantCulture).PadLeft(138, 'x');
    }

    [Fact]
    public void A_description_that_is_longer_than_a_buffer_comes_back_as_it_was()
    {
        string description = new('d', 200_000);
        using InventoryComparison comparison = Compare([], [Archive("a", description: description), Archive("b")]);

        Assert.Equal(description, comparison.Differences().Single(one => one.ArchiveId == "a").Description);
    }

    public void Dispose() => _folder.Dispose();

    private static InventoryArchive Archive(
        string id,
        long size = 7,
        string? hash = "",
        string vault = "photos",
        string? description = null
    ) => new(vault, id, size, description ?? id + ".txt", default, hash is "" ? s_hash : hash);

    private InventoryComparison Compare(IEnumerable<InventoryArchive> old, IEnumerable<InventoryArchive> now)
    {
        var comparison = new InventoryComparison(_folder.Path);
        foreach (InventoryArchive archive in old)
        {
            comparison.AddOld(archive);
        }

        foreach (InventoryArchive archive in now)
        {
            comparison.AddNew(archive);
        }

        return comparison;
    }
}
