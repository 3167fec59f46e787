using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Storage;

/// <summary>Refuses what has a path and holds no bytes: to open a pipe that nobody writes to never returns.</summary>
public static class RegularFile
{
    /// <summary>Looks at what lies at a path, a link followed. Nothing there is no error here.</summary>
    /// <exception cref="GlacierInputException">It is a pipe, a socket or a device.</exception>
    public static void Check(string path) =>
        Check(path, "Send what it gives with -InputStream, or write it to a file first.");

    /// <summary>
    /// Looks at what lies where a file is to be: one that is written aside and renamed takes the place of a device.
    /// </summary>
    /// <exception cref="GlacierInputException">It is a pipe, a socket or a device.</exception>
    public static void CheckTarget(string path) =>
        Check(path, "It is left as it is. Name a file, and write that to it afterwards.");

    private static void Check(string path, string advice)
    {
        if (FileState.At(path, followLink: true) is { IsRegular: false } && !Directory.Exists(path))
        {
            throw new GlacierInputException(
                "NotAFile",
                $"'{path}' is a pipe, a socket or a device, and no file. {advice}"
            );
        }
    }
}
