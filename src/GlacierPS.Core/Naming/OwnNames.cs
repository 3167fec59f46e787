namespace GlacierPS.Core.Naming;

/// <summary>Endings of the names of files that are ours, and never somebody's data to be stored.</summary>
public static class OwnNames
{
    /// <summary>A download's bytes until they are whole.</summary>
    public const string Partial = ".glacier-partial";

    /// <summary>A download's journal.</summary>
    public const string Journal = ".glacier-journal";

    /// <summary>A folder of what comes out of a packed file, until it is whole.</summary>
    public const string Expanding = ".glacier-expanding";

    /// <summary>An archive's stored bytes, beside the file that was made of them.</summary>
    public const string Packed = ".glacier-packed";

    private static readonly string[] s_all = [Partial, Journal, Expanding, Packed];

    /// <summary>Whether a name or path has one of them.</summary>
    public static bool IsOn(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return s_all.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A name or path without <see cref="Packed"/>.</summary>
    public static string WithoutPacked(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.EndsWith(Packed, StringComparison.OrdinalIgnoreCase) && path.Length > Packed.Length
            ? path[..^Packed.Length]
            : path;
    }
}
