using System.Formats.Tar;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Expansion;

/// <summary>
/// Writes the files of a tar archive below a folder. Whoever made the archive chose the names: they stay in the folder.
/// Links, devices and pipes are not made; a hard link to a file of the archive becomes a copy of it.
/// </summary>
internal sealed class TarFiles(string folder, MeasuredBody body, string packedPath)
{
    // A file takes a block of the disk, however small it is.
    private const int BlockBytes = 4096;

    private const int MostNamesKept = 100;

    private readonly Dictionary<string, string> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byPath = new(ComparablePath.Comparer);
    private readonly HashSet<string> _folders = new(ComparablePath.Comparer);

    /// <summary>
    /// The files that were written: path below the folder, and why it is not the name; null if it is.
    /// </summary>
    public SortedDictionary<string, string?> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Entries that were not made, with what they are; the first hundred.</summary>
    public List<string> NotMade { get; } = [];

    /// <summary>How many there are.</summary>
    public int NotMadeCount { get; private set; }

    /// <summary>Reads the archive to its end.</summary>
    /// <exception cref="GlacierException">It is damaged, or there is no room.</exception>
    public void Write()
    {
        using var reader = new TarReader(body, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            body.Expect(BlockBytes);
            switch (entry.EntryType)
            {
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    WriteFile(entry);
                    break;
                case TarEntryType.Directory or TarEntryType.DirectoryList:
                    MakeFolder(entry.Name);
                    break;
                case TarEntryType.HardLink when _byName.TryGetValue(Plain(entry.LinkName), out string? first):
                    CopyFile(entry, first);
                    break;
                case TarEntryType.GlobalExtendedAttributes:
                    break;
                case TarEntryType.SparseFile or TarEntryType.MultiVolume or TarEntryType.RenamedOrSymlinked:
                    throw ExpansionErrors.ProgramNeeded(
                        packedPath,
                        $"has an entry of GNU's kind {entry.EntryType}, '{entry.Name}'",
                        "Unpack it with GNU tar."
                    );
                default:
                    LeaveOut($"{entry.Name} ({entry.EntryType} {entry.LinkName}".TrimEnd() + ")");
                    break;
            }
        }

        // What follows the end is read too, so that a checksum around it is compared.
        body.CopyTo(Stream.Null);
    }

    private void LeaveOut(string entry)
    {
        NotMadeCount++;
        if (NotMade.Count < MostNamesKept)
        {
            NotMade.Add(entry);
        }
    }

    private void WriteFile(TarEntry entry)
    {
        string path = PathFor(entry.Name);
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            entry.DataStream?.CopyTo(file);
            if (file.Length != entry.Length)
            {
                throw ExpansionErrors.Damaged(packedPath, $"it ends within '{entry.Name}'");
            }
        }

        SetTime(path, entry);
    }

    private void CopyFile(TarEntry entry, string first)
    {
        var source = new FileInfo(Path.Join(folder, first));
        body.Expect(source.Length);
        string path = PathFor(entry.Name);
        source.CopyTo(path);
        SetTime(path, entry);
    }

    private void MakeFolder(string name)
    {
        if (Plain(name).Trim('/', '.').Length == 0 && !name.Contains("..", StringComparison.Ordinal))
        {
            // The archive's own root, "./".
            return;
        }

        string path = Relative(name).Path;
        if (Parents(path).Append(path).Any(_byPath.ContainsKey))
        {
            LeaveOut($"{name} (a folder with a file's name)");
            return;
        }

        _folders.UnionWith(Parents(path).Append(path));
        Directory.CreateDirectory(Path.Join(folder, path));
    }

    /// <summary>
    /// The full path for a file's entry, with its folders made; the last of one name replaces those before.
    /// </summary>
    private string PathFor(string name)
    {
        (string path, string? reason) = Relative(name);
        if (_byName.TryGetValue(Plain(name), out string? before))
        {
            File.Delete(Path.Join(folder, before));
            return Path.Join(folder, before);
        }

        if (_byPath.ContainsKey(path) || _folders.Contains(path) || Parents(path).Any(_byPath.ContainsKey))
        {
            reason = $"Another entry of the archive has the name '{path}' here, or one's name is another's folder.";
            path = SafeName.Of("_renamed/" + Path.GetFileName(path), name);
        }

        _byName[Plain(name)] = path;
        _byPath[path] = name;
        _folders.UnionWith(Parents(path));
        Files[path] = reason;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(folder, path))!);
        return Path.Join(folder, path);
    }

    private static (string Path, string? Reason) Relative(string name)
    {
        try
        {
            string path = TargetPath.RelativePath(name, OperatingSystem.IsWindows());
            return SafeName.IsTooLong(path) || OwnNames.IsOn(path)
                ? (SafeName.Of(name, name), "Its name is longer than file systems take, or ends like a file of ours.")
                : (
                    path,
                    TargetPath.IsAbsolute(name)
                        ? $"Its name '{name}' begins at a root or a drive, which became a folder."
                        : null
                );
        }
        catch (GlacierInputException error) when (error.ErrorId == "UnsafeName")
        {
            return (SafeName.Of(name, name), error.Message.Split(" Give a target")[0]);
        }
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (int slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }

    private static string Plain(string name) => name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;

    private static void SetTime(string path, TarEntry entry)
    {
        DateTimeOffset time = entry.ModificationTime;
        if (time.ToUnixTimeSeconds() > 0)
        {
            File.SetLastWriteTimeUtc(path, time.UtcDateTime);
        }
    }
}
