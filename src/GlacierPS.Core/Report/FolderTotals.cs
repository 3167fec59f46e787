using System.Runtime.InteropServices;

namespace GlacierPS.Core.Report;

/// <summary>What lies in a folder and below it, by age, tool and extension; one object serves many folders.</summary>
internal sealed class FolderTotals
{
    private readonly long[] _byAge = new long[16];
    private readonly long[] _byTool = new long[16];
    private readonly Dictionary<int, long> _byExtension = [];

    public long Id { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>Length of the folder's path.</summary>
    public int PathLength { get; private set; }

    public Amount Total { get; private set; }

    /// <summary>The class of most bytes: of age, of tool, of extension.</summary>
    public (int Age, int Tool, int Extension) Main =>
        (
            IndexOfGreatest(_byAge),
            IndexOfGreatest(_byTool),
            _byExtension.Count == 0 ? 0 : _byExtension.MaxBy(pair => (pair.Value, -pair.Key)).Key
        );

    public void Begin(long id, string name, int pathLength)
    {
        (Id, Name, PathLength, Total) = (id, name, pathLength, default);
        Array.Clear(_byAge);
        Array.Clear(_byTool);
        _byExtension.Clear();
    }

    public void Add(long bytes, int age, int tool, int extension)
    {
        Total = Total.With(bytes);
        _byAge[age] += bytes;
        _byTool[tool] += bytes;
        CollectionsMarshal.GetValueRefOrAddDefault(_byExtension, extension, out _) += bytes;
    }

    public void Add(FolderTotals below)
    {
        Total = new Amount(Total.Count + below.Total.Count, Total.Bytes + below.Total.Bytes);
        for (int i = 0; i < _byAge.Length; i++)
        {
            _byAge[i] += below._byAge[i];
            _byTool[i] += below._byTool[i];
        }

        foreach ((int extension, long bytes) in below._byExtension)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_byExtension, extension, out _) += bytes;
        }
    }

    private static int IndexOfGreatest(long[] values)
    {
        int found = 0;
        for (int i = 1; i < values.Length; i++)
        {
            found = values[i] > values[found] ? i : found;
        }

        return found;
    }
}

/// <summary>A folder or an archive of the treemap.</summary>
/// <param name="Id">Its number; a folder's is lower than those of what is in it.</param>
/// <param name="Parent">The number of the folder that it is in.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Total">What lies in it.</param>
/// <param name="IsArchive">Whether it is one archive.</param>
/// <param name="Age">The class of age of most of its bytes.</param>
/// <param name="Tool">The tool of most of its bytes.</param>
/// <param name="Extension">The extension of most of its bytes.</param>
internal sealed record TreeNode(
    long Id,
    long Parent,
    string Name,
    Amount Total,
    bool IsArchive,
    int Age,
    int Tool,
    int Extension
);
