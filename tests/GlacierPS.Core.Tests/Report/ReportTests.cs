using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Report;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Core.Tests.Report;

/// <summary>What a report counts, and what of it stands in the file.</summary>
public sealed class ReportTests : IDisposable
{
    private static readonly DateTime s_now = ReportScene.Now;

    private readonly ReportScene _scene = new();

    [Fact]
    public void Sums_are_those_of_the_archives_whatever_they_are_parted_by()
    {
        _scene.Fill("photos", 300);
        _scene.Fill("letters", 40);
        JsonElement data = Data(_scene.Report(["photos", "letters"], nodes: 25));
        CatalogArchive[] all = [.. _scene.Catalog("photos").Read(), .. _scene.Catalog("letters").Read()];

        Assert.Equal((all.Length, all.Sum(a => a.SizeInBytes)), Pair(data.GetProperty("total")));
        foreach (string list in (string[])["byAge", "byYear", "bySize", "byTool"])
        {
            Assert.Equal((all.Length, all.Sum(a => a.SizeInBytes)), Total(data.GetProperty(list)));
        }

        Assert.Equal(
            all.GroupBy(a => Path.GetExtension(a.Name) is { Length: > 0 } extension ? extension : "(none)")
                .ToDictionary(g => g.Key, g => g.Sum(a => a.SizeInBytes)),
            data.GetProperty("byExtension")
                .EnumerateArray()
                .ToDictionary(row => row[0].GetString()!, row => row[2].GetInt64())
        );
        Assert.Equal(
            all.OrderByDescending(a => a.SizeInBytes).Take(5).Select(a => a.Name),
            data.GetProperty("largest").EnumerateArray().Take(5).Select(row => row[1].GetString())
        );
    }

    [Theory]
    [InlineData(10)]
    [InlineData(60)]
    [InlineData(5000)]
    public void The_treemap_has_the_largest_each_below_its_folder_and_no_folder_holds_less_than_is_in_it(int nodes)
    {
        _scene.Fill("photos", 300);
        JsonElement[] tree = [.. Data(_scene.Report(["photos"], nodes)).GetProperty("nodes").EnumerateArray()];
        CatalogArchive[] all = [.. _scene.Catalog("photos").Read()];

        Assert.True(tree.Length <= nodes + 1);
        long[] left = [.. tree.Select(node => node[2].GetInt64())];
        for (int i = 1; i < tree.Length; i++)
        {
            int parent = tree[i][0].GetInt32();
            Assert.InRange(parent, 0, i - 1);
            left[parent] -= tree[i][2].GetInt64();
        }

        Assert.All(left.Zip(tree), pair => Assert.True(pair.First >= 0, pair.Second.ToString()));
        Assert.Equal(all.Sum(a => a.SizeInBytes), tree[0][2].GetInt64());
        Assert.Equal(all.Length, tree[0][3].GetInt64());
        foreach (JsonElement node in tree.Where(node => node[3].GetInt64() > 0).Skip(1))
        {
            string path = PathOf(tree, node);
            CatalogArchive[] inside = [.. all.Where(a => a.Name.StartsWith(path, StringComparison.Ordinal))];
            Assert.Equal((inside.Length, inside.Sum(a => a.SizeInBytes)), (node[3].GetInt64(), node[2].GetInt64()));
        }

        if (nodes == 5000)
        {
            Assert.All(left.Zip(tree), pair => Assert.Equal(pair.Second[3].GetInt64() == 0, pair.First > 0));
        }
    }

    [Fact]
    public void Duplicates_early_deletion_and_names_that_make_trouble_are_counted()
    {
        _scene.Add("photos", "1", "a/x.jpg", 10, s_now.AddDays(-10), "same");
        _scene.Add("photos", "2", "b/y.jpg", 10, s_now.AddDays(-400), "same");
        _scene.Add("photos", "3", "b/Y.jpg", 10, s_now.AddDays(-400), "same");
        _scene.Add("photos", "4", "b/z.jpg", 11, s_now.AddDays(-400), "other");
        _scene.Add("photos", "5", "b/z.jpg", 12, s_now.AddDays(-400), "newer");
        _scene.Add("photos", "6", "c/con.txt", 5, s_now.AddDays(-400), "6");
        _scene.Add("photos", "7", "../up.txt", 5, s_now.AddDays(-400), "7");
        _scene.Add("photos", "8", "", 5, s_now.AddDays(-400), "8");
        _scene.Add("photos", "9", "console.txt", 5, s_now.AddDays(-400), "9");
        JsonElement data = Data(_scene.Report(["photos"]));

        Assert.Equal(1, data.GetProperty("duplicateGroups").GetInt64());
        Assert.Equal((2, 20), Pair(data.GetProperty("duplicates")));
        Assert.Equal((1, 10), Pair(data.GetProperty("early")));
        Assert.Equal(
            (decimal)(80.0 / 30) * (10 + 32768) / (1L << 30) * 0.0036m,
            data.GetProperty("earlyCost").GetDecimal(),
            12
        );
        Dictionary<string, JsonElement> names = data.GetProperty("names")
            .EnumerateArray()
            .ToDictionary(one => one.GetProperty("what").GetString()!);
        Assert.Equal(
            [1, 1, 1, 1, 1],
            ((string[])["missing", "same", "alike", "windows", "everywhere"]).Select(what =>
                names[what].GetProperty("count").GetInt64()
            )
        );
        Assert.Equal("c/con.txt", names["windows"].GetProperty("examples")[0].GetString());
        Assert.Equal("../up.txt", names["everywhere"].GetProperty("examples")[0].GetString());
    }

    [Fact]
    public void A_name_that_is_markup_is_text_in_the_data_and_stands_nowhere_as_it_is()
    {
        _scene.Add("photos", "1", $"{ReportScene.Hostile}", 10, s_now.AddDays(-10), "1");
        _scene.Add("photos", "2", "a\u202Egpj.exe", 10, s_now.AddDays(-10), "2");
        string html = Html(_scene.Report(["photos"]));

        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", html, StringComparison.Ordinal);
        JsonElement data = Data(_scene.Report(["photos"]));
        Assert.Contains(data.GetProperty("largest").EnumerateArray(), row => row[1].GetString() == ReportScene.Hostile);
        Assert.Contains(
            data.GetProperty("nodes").EnumerateArray(),
            row => row[1].GetString()!.EndsWith("<img src=x onerror=alert(1)>.jpg", StringComparison.Ordinal)
        );
        Assert.Contains(data.GetProperty("largest").EnumerateArray(), row => row[1].GetString() == "a‹U+202E›gpj.exe");
    }

    [Fact]
    public void Its_policy_allows_what_stands_in_it_by_hash_and_nothing_else()
    {
        _scene.Fill("photos", 3);
        string html = Html(_scene.Report(["photos"]));
        string policy = Regex.Match(html, "Content-Security-Policy\" content=\"([^\"]+)\"").Groups[1].Value;

        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        MatchCollection parts = Regex.Matches(
            html,
            "<(script|style)>(.*?)</(?:script|style)>",
            RegexOptions.Singleline
        );
        Assert.Equal(6, parts.Count);
        foreach (Match part in parts)
        {
            string hash = Convert.ToBase64String(
                System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(part.Groups[2].Value))
            );
            Assert.Contains($"'sha256-{hash}'", policy, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("innerHTML", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(
            "(src|href)=",
            Regex.Replace(html, "<script.*?</script>|<meta.*?>", "", RegexOptions.Singleline)
        );
    }

    [Fact]
    public void The_vendored_layout_is_the_one_that_was_published()
    {
        string html = Html(_scene.Report([]));
        Match script = Regex.Match(
            html,
            "<script>(// https://d3js.org/d3-hierarchy/ v3.1.3.*?)</script>",
            RegexOptions.Singleline
        );
        Assert.Equal(
            "971f374ce9fdbec711eb2358003e2bb755bff22ec6852dc5ebd59f987270db64",
            Convert.ToHexStringLower(
                System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(script.Groups[1].Value))
            )
        );
    }

    [Fact]
    public void Anonymous_it_has_no_name_no_vault_and_no_account()
    {
        _scene.Add("holiday-photos", "1", "norway/fjord/bergen.jpg", 10, s_now.AddDays(-10), "1");
        _scene.Add("holiday-photos", "2", "norway/fjord/nul.txt", 10, s_now.AddDays(-10), "2");
        string html = Html(_scene.Report(["holiday-photos"], anonymize: true, note: "account 111122223333 said no"));

        foreach (string secret in (string[])["holiday", "norway", "fjord", "bergen", "nul.txt", "111122223333"])
        {
            Assert.DoesNotContain(secret, html, StringComparison.OrdinalIgnoreCase);
        }

        JsonElement data = Data(_scene.Report(["holiday-photos"], anonymize: true));
        Assert.Matches("^vault \\d+$", data.GetProperty("vaults")[0].GetProperty("name").GetString());
        Assert.Matches("^folder \\d+/folder \\d+/file \\d+$", data.GetProperty("largest")[0][1].GetString());
    }

    [Fact]
    public void A_lock_says_how_much_it_keeps_and_until_when()
    {
        _scene.Add("photos", "1", "a.txt", 10, s_now.AddDays(-400), "1");
        _scene.Add("photos", "2", "b.txt", 20, s_now.AddDays(-100), "2");
        JsonElement found = Data(
                _scene.Report(
                    ["photos"],
                    policy: """{"Statement":[{"Principal":"*","Resource":"arn:aws:glacier:us-east-1:111122223333:vaults/photos","Effect":"Deny","Action":"glacier:DeleteArchive","Condition":{"NumericLessThan":{"glacier:ArchiveAgeInDays":"365"}}}]}"""
                )
            )
            .GetProperty("vaults")[0]
            .GetProperty("lock");

        Assert.Equal((1, 20), Pair(found.GetProperty("kept")));
        Assert.Equal(365, found.GetProperty("days").GetInt64());
        Assert.Equal(s_now.AddDays(265), found.GetProperty("until").GetDateTime().ToUniversalTime());
    }

    [Fact]
    public void Copies_tell_how_far_they_are_and_what_of_the_vault_is_not_proven()
    {
        _scene.Add("photos", "1", "a", 30, s_now.AddDays(-100), "1");
        _scene.Add("photos", "2", "b", 20, s_now.AddDays(-100), "2");
        _scene.Add("photos", "3", "c", 7, s_now.AddDays(-100), "3");
        // One that the vault has no longer, and one that it never had.
        IReadOnlyList<VaultCopies> copies = _scene.Copies("archive", "1", "3", "gone", "\u00e9");

        JsonElement row = Data(_scene.Report(["photos"], copies: copies))
            .GetProperty("copies")
            .EnumerateArray()
            .Single();

        Assert.Equal(
            ["photos", "archive/v/", "Stopped", 2L, 37L, 1L, 20L, 0L],
            row.EnumerateArray().Take(8).Select(ValueOf)
        );
        JsonElement hidden = Data(_scene.Report(["photos"], anonymize: true, copies: copies)).GetProperty("copies")[0];
        Assert.Equal("a copy", hidden[1].GetString());

        static object ValueOf(JsonElement one) =>
            one.ValueKind == JsonValueKind.Number ? one.GetInt64() : one.GetString()!;
    }

    [Fact]
    public void Jobs_have_the_names_that_the_catalogue_knows()
    {
        _scene.Add("photos", "1", "2014/a.jpg", 30, s_now.AddDays(-100), "1");
        JobDescription[] jobs = [.. ((string?[])["1", "unknown", null]).Select(JobOn)];

        JsonElement rows = Data(_scene.Report(["photos"], jobs: jobs)).GetProperty("jobs");

        Assert.Equal(["", "", "2014/a.jpg"], rows.EnumerateArray().Select(row => row[2].GetString()).Order());

        static JobDescription JobOn(string? archiveId) =>
            new()
            {
                JobId = "job",
                Completed = false,
                VaultARN = "arn:aws:glacier:us-east-1:111122223333:vaults/photos",
                Action = archiveId is null ? JobAction.InventoryRetrieval : JobAction.ArchiveRetrieval,
                ArchiveId = archiveId,
                StatusCode = JobStatus.InProgress,
                CreationDate = s_now,
            };
    }

    [Fact]
    public void The_data_of_a_small_vault_is_as_it_was()
    {
        _scene.Add("photos", "1", "2014/a.jpg", 3_000_000, s_now.AddYears(-8), "1");
        _scene.Add("photos", "2", "2014/b.jpg", 2_000_000, s_now.AddYears(-8), "2");
        _scene.Add("photos", "3", "notes.txt", 100, s_now.AddDays(-1), "3");
        string golden = Path.Join(AppContext.BaseDirectory, "Report", "small.json");
        string data = JsonSerializer.Serialize(Data(_scene.Report(["photos"])), s_indented) + "\n";

        Assert.Equal(File.ReadAllText(golden).Replace("\r\n", "\n", StringComparison.Ordinal), data);
    }

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, NewLine = "\n" };

    public void Dispose() => _scene.Dispose();

    private string Html(GlacierReport report)
    {
        return File.ReadAllText(_scene.Write(report));
    }

    private JsonElement Data(GlacierReport report) =>
        JsonDocument
            .Parse(
                Regex
                    .Match(Html(report), "<script type=\"application/json\" id=\"data\">(.*?)</script>")
                    .Groups[1]
                    .Value
            )
            .RootElement;

    private static (long, long) Pair(JsonElement pair) => (pair[0].GetInt64(), pair[1].GetInt64());

    private static (long, long) Total(JsonElement rows) =>
        (rows.EnumerateArray().Sum(row => row[1].GetInt64()), rows.EnumerateArray().Sum(row => row[2].GetInt64()));

    private static string PathOf(JsonElement[] tree, JsonElement node) =>
        node[0].GetInt32() < 0 ? "" : PathOf(tree, tree[node[0].GetInt32()]) + node[1].GetString() + "/";
}
