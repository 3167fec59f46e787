/// <summary>A small folder tree to play with, the same as New-SampleFolder.ps1 makes.</summary>
internal static class SampleFolder
{
    private static readonly (string Name, int Size)[] Samples =
    [
        ("readme.txt", 1),
        ("2019/harbour at dawn.jpg", 700 << 10),
        ("2019/Møns Klint/steilküste.jpg", 1 << 20),
        ("2020/01/snow.jpg", (3 << 20) + 17),
        ("2020/film.mkv", (40 << 20) + 1),
    ];

    /// <summary>Fills the folder, and returns it.</summary>
    public static string Make(string folder)
    {
        var random = new Random(2012);
        foreach ((string name, int size) in Samples)
        {
            string file = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            byte[] content = new byte[size];
            random.NextBytes(content);
            File.WriteAllBytes(file, content);
        }

        return folder;
    }
}
