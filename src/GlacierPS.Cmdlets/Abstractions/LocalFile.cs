using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>Checks that a path is a file, with an error that says why not.</summary>
internal static class LocalFile
{
    /// <summary>
    /// The file of a path, or the one that it is a link to: the length and time of a link itself are of no use.
    /// </summary>
    /// <exception cref="GlacierInputException">There is no such file, it is a folder, a pipe or a device, or a link to
    /// nothing.</exception>
    public static FileInfo Find(string path)
    {
        if (Directory.Exists(path))
        {
            throw new GlacierInputException(
                "PathIsFolder",
                $"'{path}' is a folder; a file is needed here. Pipe its files in: Get-ChildItem '{path}' -File "
                    + "-Recurse | ..."
            );
        }

        var file = new FileInfo(path);
        if (file.LinkTarget is { } link)
        {
            FileSystemInfo? target = file.ResolveLinkTarget(returnFinalTarget: true);
            file =
                target is FileInfo { Exists: true } found && found.LinkTarget is null
                    ? found
                    : throw new GlacierInputException(
                        "FileNotFound",
                        $"'{path}' is a link to '{link}', and there is no such file."
                    );
        }

        RegularFile.Check(path);
        return file.Exists ? file : throw new GlacierInputException("FileNotFound", $"There is no file '{path}'.");
    }
}
