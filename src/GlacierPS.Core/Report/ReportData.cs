using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Report;

/// <summary>What a report's page shows, as JSON that can stand in HTML: it has no <c>&lt;</c> in it.</summary>
internal sealed class ReportData
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const int MostExtensions = 20;

    private readonly GlacierReport _report;
    private readonly ShownNames _names;
    private readonly Utf8JsonWriter _json;

    private ReportData(GlacierReport report, Utf8JsonWriter json) =>
        (_report, _names, _json) = (report, new ShownNames(report.Options.Anonymize), json);

    /// <summary>Writes it.</summary>
    public static void Write(GlacierReport report, Stream stream)
    {
        // This encoder escapes < > & ' " and controls, whatever ranges it is given.
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };
        using var json = new Utf8JsonWriter(stream, options);
        new ReportData(report, json).WriteAll();
    }

    private void WriteAll()
    {
        IReadOnlyList<ReportVault> all = _report.All;
        _json.WriteStartObject();
        Text("made", Date(_report.Options.Now));
        Text("region", _report.Region);
        Text("account", _names.IsAnonymous ? "" : _report.AccountId);
        Text("prices", _names.IsAnonymous ? "a table of prices" : TerminalText.Of(_report.Prices.Origin));
        _json.WriteNumber("years", _report.Options.Years);
        Amount("total", Sum(all, vault => vault.Archives.Total));
        Money("month", _report.PerMonth);
        Texts("ages", ArchiveClasses.Ages);
        Texts("tools", ArchiveClasses.Tools);
        WriteVaults();
        WriteTree();
        WriteCounts();
        WriteCosts();
        WriteNames();
        ReportTables.Write(_json, _names, _report);
        _json.WriteEndObject();
    }

    private void WriteVaults()
    {
        _json.WriteStartArray("vaults");
        foreach (ReportVault vault in _report.All)
        {
            CatalogState state = vault.State;
            _json.WriteStartObject();
            Text("name", _names.Vault(state.VaultName));
            Amount("total", vault.Archives.Total);
            Money("month", vault.PerMonth);
            Text("inventory", Date(state.InventoryDate));
            _json.WriteBoolean("guessed", state.IsInventoryDateGuessed);
            _json.WriteNumber("added", state.Added);
            _json.WriteNumber("removed", state.Removed);
            if (vault.Facts.Lock is { } found)
            {
                _json.WriteStartObject("lock");
                Text("state", $"{found.State}");
                Text("since", Date(found.CreationDate));
                Text("expires", Date(found.ExpirationDate));
                _json.WriteBoolean("forbidsAll", vault.Rules.ForbidsAll);
                _json.WriteNumber("days", vault.Rules.MinimumAgeInDays);
                Amount("kept", vault.Archives.Locked);
                Text("until", Date(vault.Archives.LockedUntil));
                Texts(
                    "conditions",
                    _names.IsAnonymous
                        ? vault.Rules.Conditions.Select(_ => "on a condition")
                        : vault.Rules.Conditions.Select(TerminalText.Of)
                );
                _json.WriteEndObject();
            }

            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    /// <summary>A row for each: the place of its parent in the list, name, bytes, archives, kind, classes.</summary>
    private void WriteTree()
    {
        var nodes = new List<TreeNode>(_report.All.Select(vault => vault.Node));
        int vaults = nodes.Count;
        nodes.AddRange(_report.Nodes.OrderBy(node => node.Id));
        Dictionary<long, int> places = nodes
            .Select((node, place) => (node, place))
            .ToDictionary(x => x.node.Id, x => x.place);
        var extensions = new Dictionary<int, int>();
        _json.WriteStartArray("nodes");
        for (int i = 0; i < nodes.Count; i++)
        {
            TreeNode node = nodes[i];
            _json.WriteStartArray();
            _json.WriteNumberValue(i < vaults ? -1 : places[node.Parent]);
            _json.WriteStringValue(
                i < vaults ? _names.Vault(node.Name)
                : node.IsArchive ? _names.File(node.Name)
                : _names.Folder(node.Name)
            );
            _json.WriteNumberValue(node.Total.Bytes);
            _json.WriteNumberValue(node.IsArchive ? 0 : node.Total.Count);
            _json.WriteNumberValue(node.Age);
            _json.WriteNumberValue(node.Tool);
            if (!extensions.TryGetValue(node.Extension, out int extension))
            {
                extensions[node.Extension] = extension = extensions.Count;
            }

            _json.WriteNumberValue(extension);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
        Texts("exts", extensions.OrderBy(pair => pair.Value).Select(pair => _report.Extensions.Texts[pair.Key]));
    }

    private void WriteCounts()
    {
        IReadOnlyList<ReportVault> all = _report.All;
        Rows("byAge", ArchiveClasses.Ages.Select((name, i) => (name, Sum(all, vault => vault.Archives.ByAge[i]))));
        Rows("bySize", ArchiveClasses.Sizes.Select((name, i) => (name, Sum(all, vault => vault.Archives.BySize[i]))));
        Rows("byTool", ArchiveClasses.Tools.Select((name, i) => (name, Sum(all, vault => vault.Folders.ByTool[i]))));
        Rows(
            "byYear",
            all.SelectMany(vault => vault.Archives.ByYear)
                .GroupBy(pair => pair.Key, pair => pair.Value)
                .OrderBy(group => group.Key)
                .Select(group => ($"{group.Key}", Sum(group, amount => amount)))
        );
        (string Name, Amount Amount)[] extensions =
        [
            .. all.SelectMany(vault => vault.Folders.ByExtension)
                .GroupBy(pair => pair.Key, pair => pair.Value)
                .Select(group => (_report.Extensions.Texts[group.Key], Sum(group, amount => amount)))
                .OrderByDescending(row => row.Item2.Bytes)
                .ThenBy(row => row.Item1, StringComparer.Ordinal),
        ];
        Rows("byExtension", extensions.Take(MostExtensions));
        Amount("moreExtensions", Sum(extensions.Skip(MostExtensions), row => row.Amount));
        _json.WriteNumber("extensions", extensions.Length);
        Amount("compressed", Sum(all, vault => vault.Archives.Compressed));
        Amount("encrypted", Sum(all, vault => vault.Archives.Encrypted));
        Amount("hashless", Sum(all, vault => vault.Archives.WithoutHash));
        _json.WriteNumber("moreNames", all.Sum(vault => vault.Folders.MoreNames));
        Amount extra = Sum(all, vault => vault.Archives.Duplicates.Extra);
        _json.WriteNumber("duplicateGroups", all.Sum(vault => vault.Archives.Duplicates.Groups));
        Amount("duplicates", extra);
        Money("duplicatesMonth", RegionPrices.Rounded(_report.Prices.VaultMonth(extra.Bytes, extra.Count)));
        Amount("early", Sum(all, vault => vault.Archives.Early));
        Money("earlyCost", all.Aggregate((decimal?)0, (sum, vault) => sum + vault.Archives.EarlyCost));
    }

    private void WriteCosts()
    {
        _json.WriteStartArray("costs");
        foreach (VaultForecastRow row in _report.Costs())
        {
            _json.WriteStartObject();
            Text("choice", $"{row.Choice}");
            Money("once", row.Once);
            Money("month", row.PerMonth);
            Money("total", row.Total);
            Money("even", row.BreakEvenMonth);
            Money("out", row.TransferOut);
            Money("days", row.Days);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteNames()
    {
        _json.WriteStartArray("names");
        foreach (
            (string what, Func<NameChecks, Finding> of) in ((string, Func<NameChecks, Finding>)[])
                [
                    ("missing", checks => checks.Missing),
                    ("same", checks => checks.Same),
                    ("alike", checks => checks.Alike),
                    ("windows", checks => checks.RefusedByWindows),
                    ("everywhere", checks => checks.RefusedEverywhere),
                ]
        )
        {
            Finding[] found = [.. _report.All.Select(vault => of(vault.Folders.Names))];
            _json.WriteStartObject();
            Text("what", what);
            _json.WriteNumber("count", found.Sum(one => one.Count));
            Texts("examples", found.SelectMany(one => one.Examples).Take(10).Select(_names.Path));
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void Rows(string name, IEnumerable<(string Name, Amount Amount)> rows)
    {
        _json.WriteStartArray(name);
        foreach ((string text, Amount amount) in rows)
        {
            _json.WriteStartArray();
            _json.WriteStringValue(text);
            _json.WriteNumberValue(amount.Count);
            _json.WriteNumberValue(amount.Bytes);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
    }

    private void Text(string name, string? text) => _json.WriteString(name, text);

    private void Texts(string name, IEnumerable<string> texts)
    {
        _json.WriteStartArray(name);
        foreach (string text in texts)
        {
            _json.WriteStringValue(text);
        }

        _json.WriteEndArray();
    }

    private void Amount(string name, Amount amount)
    {
        _json.WriteStartArray(name);
        _json.WriteNumberValue(amount.Count);
        _json.WriteNumberValue(amount.Bytes);
        _json.WriteEndArray();
    }

    private void Money(string name, decimal? amount)
    {
        if (amount is { } known)
        {
            _json.WriteNumber(name, known);
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    private static Amount Sum<T>(IEnumerable<T> items, Func<T, Amount> of) =>
        items.Aggregate(default(Amount), (sum, item) => new(sum.Count + of(item).Count, sum.Bytes + of(item).Bytes));

    internal static string? Date(DateTime? time) =>
        time?.ToString(Time, System.Globalization.CultureInfo.InvariantCulture);
}
