using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Storage;

/// <summary>Refuses what has a path and holds no bytes: to open a pipe that nobody writes to never returns.</summary>
public static class RegularFile
{
    /// <summary>Looks at what lies at a path, a link followed. Nothing there is no error here.</summary>
    /// <exception cref="GlacierInputException">It is a pipe, a socket or a device.</exception>
    public static void Check(string path)
    {
        if (FileState.At(path, followLink: true) is { IsRegular: false } && !Directory.Exists(path))
        {
            throw new GlacierInputException(
                "NotAFile",
                $"'{path}' is a pipe, a socket or a device, and no file. Send what it gives with -InputStream, or "
                    + "write it to a file first."
            );
        }
    }
}
