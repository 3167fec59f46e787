using System.Text;

namespace GlacierPS.Local.Tests.Fixtures;

/// <summary>The files of a store that is closed.</summary>
internal static class StoreFiles
{
    /// <summary>The one database of a data folder.</summary>
    public static string Metadata(string folder) =>
        Assert.Single(Directory.EnumerateFiles(folder, "metadata.db", SearchOption.AllDirectories));

    /// <summary>The one vault's folder.</summary>
    public static string VaultFolder(string folder) =>
        Path.GetDirectoryName(
            Assert.Single(Directory.EnumerateDirectories(folder, "blobs", SearchOption.AllDirectories))
        )!;

    public static string[] Blobs(string folder) =>
        [
            .. Directory
                .EnumerateDirectories(folder, "blobs", SearchOption.AllDirectories)
                .SelectMany(blobs => Directory.EnumerateFiles(blobs, "*", SearchOption.AllDirectories))
                .Order(),
        ];

    /// <summary>Flips the lowest bit of a byte.</summary>
    public static void Flip(string file, int at)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[at] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    /// <summary>Flips a bit in every place where a text stands.</summary>
    public static void Flip(string file, string text)
    {
        byte[] bytes = File.ReadAllBytes(file);
        byte[] wanted = Encoding.UTF8.GetBytes(text);
        int found = 0;
        for (int at = 0; (at = bytes.AsSpan(at).IndexOf(wanted) is >= 0 and int next ? at + next : -1) >= 0; at++)
        {
            bytes[at] ^= 1;
            found++;
        }

        Assert.True(found > 0, $"'{text}' is not in '{file}'.");
        File.WriteAllBytes(file, bytes);
    }
}
