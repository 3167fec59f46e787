using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Storage;

/// <summary>Writes files that are there whole, or as they were.</summary>
public static class WholeFile
{
    /// <summary>Writes a file aside, flushes it, and gives it its name last.</summary>
    /// <param name="path">The file, which is replaced.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="GlacierInputException">A pipe, a socket or a device is there.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        RegularFile.CheckTarget(path);
        string aside = $"{path}.{Path.GetRandomFileName()}.new";
        try
        {
            using (var file = new FileStream(aside, FileMode.CreateNew, FileAccess.Write))
            {
                write(file);
                DurableFile.Flush(file);
            }

            OwnFiles.Retry(() => File.Move(aside, path, overwrite: true));
        }
        finally
        {
            OwnFiles.TryDelete(aside);
        }
    }
}
