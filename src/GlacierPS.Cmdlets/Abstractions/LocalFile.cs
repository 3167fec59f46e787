using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>What may be read as a file, and what the user hears if it may not.</summary>
internal static class LocalFile
{
    /// <exception cref="GlacierInputException">There is no such file, or it is a folder.</exception>
    public static void CheckExists(string path)
    {
        if (Directory.Exists(path))
        {
            throw new GlacierInputException(
                "PathIsFolder", $"'{path}' is a folder; a file is needed here. Pipe its files in: Get-ChildItem '{path}' -File -Recurse | ...");
        }

        if (!File.Exists(path))
        {
            throw new GlacierInputException("FileNotFound", $"There is no file '{path}'.");
        }
    }
}
