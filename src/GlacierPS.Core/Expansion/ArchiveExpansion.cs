using System.Security.Cryptography;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Expansion;

/// <summary>
/// Makes files of what other tools compressed, bundled or encrypted. What comes out lies in a folder aside until all of
/// it is there and proven; then it gets its names. The packed file stays.
/// </summary>
public static class ArchiveExpansion
{
    private const int CopyBytes = 262_144;

    /// <summary>Expands one file, on the calling thread.</summary>
    /// <param name="request">The file.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends it; nothing of it stays.</param>
    /// <exception cref="GlacierException">It cannot be expanded; nothing of it stays.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read or written.</exception>
    public static ExpandedArchive Run(
        ExpansionRequest request,
        ExpansionOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        using var source = PackedSource.Open(request, options, cancellationToken);
        if (source.Forms.Count == 0)
        {
            return new ExpandedArchive { Forms = [], PackedPath = request.Path };
        }

        try
        {
            using var folder = ExpansionFolder.Create(request.Folder);
            var tar = source.Forms[^1] == PackedForm.Tar ? new TarFiles(folder.Files, source.Body, request.Path) : null;
            (string name, string? reason) = NameOf(request, source.Forms);
            if (tar is null)
            {
                WriteFile(source, request, options, Path.Join(folder.Files, "file"));
            }
            else
            {
                tar.Write();
                options.Progress(source.Length);
            }

            return Land(request, options, source, folder, tar, name, reason);
        }
        catch (IOException error) when (DiskSpace.IsExhausted(error))
        {
            throw DiskSpace.Error(Path.Join(request.Folder, Path.GetFileName(request.Path)), 0, kept: 0, error);
        }
        catch (Exception error) when (ExpansionErrors.IsDamage(error))
        {
            throw ExpansionErrors.From(error, request.Path, source.Forms);
        }
    }

    /// <summary>How a file is packed on its outside.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static PackedForm FormOf(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        byte[] head = new byte[PackedHead.Length];
        return PackedHead.Recognise(head.AsSpan(0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
    }

    private static (string Name, string? Reason) NameOf(ExpansionRequest request, IEnumerable<PackedForm> forms)
    {
        string given = OwnNames.WithoutPacked(request.Name ?? Path.GetFileName(request.Path));

        // What a tool says that it packed has the name that the file had before.
        string name = request.Compressed || request.Encrypted ? given : UnpackedName.Of(given, forms);
        if (request.Name is null)
        {
            return (name, null);
        }

        try
        {
            string path = TargetPath.RelativePath(name, OperatingSystem.IsWindows());
            return SafeName.IsTooLong(path)
                ? (SafeName.Of(name, name), "Part of its name is longer than file systems take.")
                : (path, null);
        }
        catch (GlacierInputException error) when (error.ErrorId == "UnsafeName")
        {
            return (SafeName.Of(name, name), error.Message.Split(" Give a target")[0]);
        }
    }

    private static void WriteFile(PackedSource source, ExpansionRequest request, ExpansionOptions options, string path)
    {
        if (source.Size is { } expected && DiskSpace.FreeBytes(request.Folder) is { } free && free < expected)
        {
            throw DiskSpace.Error(Path.Join(request.Folder, Path.GetFileName(request.Path)), expected, kept: 0);
        }

        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            byte[] buffer = new byte[CopyBytes];
            long told = 0;
            int read;
            while ((read = source.Body.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0)
            {
                file.Write(buffer, 0, read);
                options.Progress(source.Read - told);
                told = source.Read;
            }

            options.Progress(source.Length - told);
        }

        if (source.Size is { } size && size != source.Body.Count)
        {
            throw ExpansionErrors.Damaged(
                request.Path,
                $"{Quantity.Of(source.Body.Count, "byte")} came out of it, and the file had {Digits.Of(size)}"
            );
        }

        if (source.MD5 is { } md5 && !md5.Equals(source.Body.Digest(), StringComparison.OrdinalIgnoreCase))
        {
            throw ExpansionErrors.Damaged(
                request.Path,
                $"what came out of it has the MD5 {source.Body.Digest()}, and the file had {md5}"
            );
        }

        DateTime time = request.ModifiedTime ?? File.GetLastWriteTimeUtc(request.Path);
        OwnFiles.Retry(() => File.SetLastWriteTimeUtc(path, time));
    }

    /// <summary>Gives all their names, or none, as far as can be seen before.</summary>
    private static ExpandedArchive Land(
        ExpansionRequest request,
        ExpansionOptions options,
        PackedSource source,
        ExpansionFolder folder,
        TarFiles? tar,
        string name,
        string? reason
    )
    {
        IReadOnlyList<PackedForm> forms = [.. source.Forms];
        bool isProven = source.MD5 is not null || forms[^1] != PackedForm.OpenSsl;
        source.Dispose();
        string root = TargetPath.Below(request.Folder, name);
        List<(string Staged, string Target, string? Reason)> files =
        [
            .. tar is null
                ? [(Path.Join(folder.Files, "file"), root, reason)]
                : tar.Files.Select(file =>
                    (
                        Path.Join(folder.Files, file.Key),
                        TargetPath.Below(request.Folder, $"{name}/{file.Key}"),
                        file.Value ?? reason
                    )
                ),
        ];
        bool isInPlace = ComparablePath.Comparer.Equals(root, Path.GetFullPath(request.Path));
        string packed = isInPlace ? root + OwnNames.Packed : request.Path;
        HashSet<string> there = isInPlace ? [] : FindThere(files, options);
        if (isInPlace)
        {
            MoveAside(request.Path, packed);
        }

        foreach ((string staged, string target, _) in files.Where(file => !there.Contains(file.Target)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            OwnFiles.Retry(() => File.Move(staged, target, options.Overwrite));
        }

        MakeFolders(tar, folder.Files, request.Folder, name);
        return new ExpandedArchive
        {
            Forms = forms,
            Files = [.. files.Select(file => new ExpandedFile(file.Target, there.Contains(file.Target), file.Reason))],
            PackedPath = packed,
            Verified = isProven,
            NotMade = tar?.NotMade ?? [],
            NotMadeCount = tar?.NotMadeCount ?? 0,
        };
    }

    /// <summary>Empty folders of a tar archive too.</summary>
    private static void MakeFolders(TarFiles? tar, string staged, string parent, string name)
    {
        if (tar is not null)
        {
            // A name below it, since a link on the way to that is refused.
            string root = Path.GetDirectoryName(TargetPath.Below(parent, name + "/any"))!;
            Directory.CreateDirectory(root);
            foreach (string path in Directory.EnumerateDirectories(staged, "*", SearchOption.AllDirectories))
            {
                string relative = Path.GetRelativePath(staged, path).Replace(Path.DirectorySeparatorChar, '/');
                Directory.CreateDirectory(TargetPath.Below(parent, $"{name}/{relative}"));
            }
        }
    }

    private static void MoveAside(string path, string packed)
    {
        if (File.Exists(packed))
        {
            throw new GlacierInputException(
                "TargetExists",
                $"What comes out of '{path}' has its name, and '{packed}', which it would be called then, is there "
                    + "already. Move that away, or choose another folder with -DestinationPath."
            );
        }

        OwnFiles.Retry(() => File.Move(path, packed));
    }

    /// <summary>The targets that are there with the same content.</summary>
    /// <exception cref="GlacierInputException">One is there with another content, and may not be replaced.</exception>
    private static HashSet<string> FindThere(
        List<(string Staged, string Target, string? Reason)> files,
        ExpansionOptions options
    )
    {
        var there = new HashSet<string>(ComparablePath.Comparer);
        foreach ((string staged, string target, _) in files)
        {
            if (File.Exists(target) && IsSame(staged, target))
            {
                there.Add(target);
            }
            else if (Directory.Exists(target) || (File.Exists(target) && !options.Overwrite))
            {
                throw new GlacierInputException(
                    "TargetExists",
                    $"'{target}' is there already, with another content. Nothing was written. Move it away, or choose "
                        + "another folder with -DestinationPath."
                );
            }
        }

        return there;
    }

    private static bool IsSame(string first, string second)
    {
        using FileStream one = File.OpenRead(first);
        using FileStream other = File.OpenRead(second);
        return one.Length == other.Length && SHA256.HashData(one).AsSpan().SequenceEqual(SHA256.HashData(other));
    }
}
