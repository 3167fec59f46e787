using System.Globalization;

namespace GlacierPS.Core.Catalog;

/// <summary>The files of one vault's catalogue; the one class that knows their names.</summary>
internal sealed class CatalogFiles(string folder)
{
    private const string ArchivesSuffix = ".archives.jsonl";
    private const string ChangesSuffix = ".changes.jsonl";

    public string Folder => folder;

    /// <summary>Which generation counts.</summary>
    public string Head => Path.Join(folder, "catalog.json");

    /// <summary>Held while a line is appended, and while a new generation comes into force.</summary>
    public string AppendLock => Path.Join(folder, "append.lock");

    /// <summary>Held while a new generation is written.</summary>
    public string RewriteLock => Path.Join(folder, "rewrite.lock");

    /// <summary>The archives that were known when the generation began; never written to after that.</summary>
    public string Archives(int generation) => Path.Join(folder, Number(generation) + ArchivesSuffix);

    /// <summary>What was learnt since; appended to.</summary>
    public string Changes(int generation) => Path.Join(folder, Number(generation) + ChangesSuffix);

    /// <summary>Deletes the files of all generations but one, as far as nobody reads them now.</summary>
    public void DeleteOthers(int generation)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.jsonl"))
        {
            if (file != Archives(generation) && file != Changes(generation))
            {
                try
                {
                    File.Delete(file);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    // Read by somebody on Windows; the next rewriting deletes it.
                }
            }
        }
    }

    private static string Number(int generation) => generation.ToString("d6", CultureInfo.InvariantCulture);
}
