using System.Globalization;

namespace GlacierPS.Benchmarks.Clients;

/// <summary>A folder with so many files of 4 KiB, all different.</summary>
internal sealed class SmallFilesFolder : IDisposable
{
    private const int Bytes = 4096;

    private readonly ScratchFolder _folder = new();

    private SmallFilesFolder() { }

    public string Path => System.IO.Path.Combine(_folder.Path, "files");

    public static SmallFilesFolder Make(int count)
    {
        var made = new SmallFilesFolder();
        Directory.CreateDirectory(made.Path);
        byte[] content = new byte[Bytes];
        var random = new Random(1);
        for (int i = 0; i < count; i++)
        {
            random.NextBytes(content);
            File.WriteAllBytes(
                System.IO.Path.Combine(made.Path, i.ToString("d5", CultureInfo.InvariantCulture)),
                content
            );
        }

        return made;
    }

    public void Dispose() => _folder.Dispose();
}
