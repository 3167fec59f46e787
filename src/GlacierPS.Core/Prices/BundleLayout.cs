namespace GlacierPS.Core.Prices;

/// <summary>How large a bundle becomes: a POSIX tar, each member with attributes of its own before it.</summary>
public static class BundleLayout
{
    // Two headers and the attributes: name, ID of 138 characters, tree hash, dates and a short description.
    private const long Headers = 512 + 1024 + 512;

    /// <summary>Bytes of the end of a tar.</summary>
    public const long EndSize = 1024;

    /// <summary>About how many bytes an archive takes in a bundle.</summary>
    public static long MemberSize(long bytes) => Headers + (bytes + 511) / 512 * 512;
}
