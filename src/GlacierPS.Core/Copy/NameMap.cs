using System.Diagnostics.CodeAnalysis;
using System.Text;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Copy;

/// <summary>
/// Keys that a user chose for archives: a table with the columns ArchiveId and Key, and maybe VaultName, as copied
/// archives have them. Keys are whole ones, with the prefix. Of a table in which a single row is wrong nothing counts.
/// </summary>
public sealed class NameMap
{
    /// <summary>Why an archive has such a key.</summary>
    public const string Reason = "The name map says so.";

    // So many rows that are wrong are told one by one.
    private const int MostTold = 5;

    private static readonly string[] s_id = ["archiveid", "glacierarchiveid"];
    private static readonly string[] s_key = ["key", "objectkey"];

    // A map may be a list that got keys, or what Copy-GlacierArchive gave.
    private static readonly HashSet<string> s_understood =
    [
        .. s_key,
        .. NameList.Columns,
        .. typeof(CopiedArchive).GetProperties().Select(property => CsvTable.KeyOf(property.Name)),
    ];

    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    private NameMap() { }

    /// <summary>The archives that have a key here.</summary>
    public IReadOnlyCollection<string> ArchiveIds => _keys.Keys;

    /// <summary>A sentence that names columns that are not understood; null if all are.</summary>
    public string? NotUnderstood { get; private init; }

    /// <summary>Rows that name another vault, and were left out.</summary>
    public long OtherVaults { get; private set; }

    /// <summary>The same for maps that say the same, in whatever order: 64 hexadecimal digits.</summary>
    public string Fingerprint =>
        Sha256Digest
            .Of(
                Encoding.UTF8.GetBytes(
                    string.Join(
                        '\n',
                        _keys
                            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                            .Select(pair => pair.Key + '\t' + pair.Value)
                    )
                )
            )
            .ToString();

    /// <summary>Reads one.</summary>
    /// <param name="file">The table; left open.</param>
    /// <param name="encoding">How it is written; null is UTF-8 unless its first bytes say another.</param>
    /// <param name="name">What the table is called in messages.</param>
    /// <param name="vaultName">The vault; rows that name another are left out.</param>
    /// <param name="prefix">What every key has to begin with.</param>
    /// <param name="isFolder">Whether keys are to be files' names.</param>
    /// <exception cref="GlacierInputException">
    /// InvalidNameMap: it is no such table, or rows are wrong. EncodingNeeded: it is not UTF-8.
    /// </exception>
    public static NameMap Read(
        Stream file,
        Encoding? encoding,
        string name,
        string vaultName,
        string prefix,
        bool isFolder = false
    )
    {
        ArgumentNullException.ThrowIfNull(file);
        (char delimiter, string[] columns) = CsvTable.Split(FirstLine(Begin(file, encoding)));
        HashSet<string> found = [.. columns.Select(CsvTable.KeyOf)];
        if (!s_id.Any(found.Contains) || !s_key.Any(found.Contains))
        {
            throw Invalid(name, "its first line does not name a column ArchiveId and a column Key");
        }

        var map = new NameMap { NotUnderstood = CsvTable.NotUnderstood(columns, s_understood) };
        var wrong = new WrongRows();
        using CsvTable table = CsvTable.Open(Begin(file, encoding), delimiter);
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        try
        {
            while (table.Read())
            {
                if (table.Field("vaultname", "vault") is { } vault && vault.Trim() != vaultName)
                {
                    map.OtherVaults++;
                }
                else if (map.WhyNot(table, prefix, isFolder, lines, out string? id, out string? key) is { } why)
                {
                    wrong.Add(table.Line, why);
                }
                else
                {
                    map._keys.Add(id, key);
                    map._ids.Add(key, id);
                    lines.Add(id, table.Line);
                }
            }
        }
        catch (InventoryFormatException error)
        {
            throw Invalid(name, $"in line {Digits.Of(error.Position)} its quotes do not match", error);
        }

        return wrong.Count > 0 ? throw Invalid(name, wrong.ToString())
            : map._keys.Count == 0
                ? throw Invalid(
                    name,
                    map.OtherVaults > 0 ? $"no row of it is of the vault '{vaultName}'" : "it has no rows"
                )
            : map;
    }

    /// <summary>The key of an archive; null if the map does not name it.</summary>
    public string? KeyOf(string archiveId) => _keys.GetValueOrDefault(archiveId);

    /// <summary>Whether a key is that of another archive.</summary>
    public bool IsOfAnother(string key, string archiveId) =>
        _ids.TryGetValue(key, out string? owner) && owner != archiveId;

    /// <summary>The error for a map that cannot be used.</summary>
    public static GlacierInputException Invalid(string name, string why, Exception? error = null) =>
        new("InvalidNameMap", $"The name map '{name}' cannot be used: {why}. Nothing was copied.", error);

    private static Stream Begin(Stream file, Encoding? encoding)
    {
        file.Position = 0;
        return TextInput.AsUtf8(file, encoding);
    }

    private static string FirstLine(Stream utf8)
    {
        using var reader = new StreamReader(utf8, new UTF8Encoding(false), false, leaveOpen: true);
        string? line = reader.ReadLine();
        while (line is { Length: 0 })
        {
            line = reader.ReadLine();
        }

        return line ?? "";
    }

    /// <summary>Why a row cannot be used; null if it can.</summary>
    private string? WhyNot(
        CsvTable row,
        string prefix,
        bool isFolder,
        Dictionary<string, long> lines,
        [NotNull] out string? id,
        [NotNull] out string? key
    )
    {
        id = row.Field(s_id)?.Trim() ?? "";
        key = row.Field(s_key) ?? "";
        return id.Length == 0 ? "it has no archive ID"
            : id.Any(char.IsWhiteSpace) ? $"'{id}' is no archive ID"
            : lines.TryGetValue(id, out long line) ? $"line {Digits.Of(line)} has the archive {id} as well"
            : CopyKeys.WhyNotKey(key, prefix, isFolder) is { } why ? $"the key '{key}' {why}"
            : _ids.TryGetValue(key, out string? other) ? $"line {Digits.Of(lines[other])} has the key '{key}' as well"
            : null;
    }

    /// <summary>The rows that are wrong: how many, and the first of them.</summary>
    private sealed class WrongRows
    {
        private readonly List<string> _first = [];

        public long Count { get; private set; }

        public void Add(long line, string why)
        {
            if (Count++ < MostTold)
            {
                _first.Add($"in line {Digits.Of(line)} {why}");
            }
        }

        public override string ToString() =>
            string.Join("; ", _first)
            + (Count > MostTold ? $"; and {Quantity.Of(Count - MostTold, "more row is", "more rows are")} wrong" : "");
    }
}
