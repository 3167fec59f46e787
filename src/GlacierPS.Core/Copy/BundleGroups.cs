using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Copy;

/// <summary>Small archives of a window, one after the other by their creation, that go into one tar.</summary>
/// <param name="Members">The archives, at least two.</param>
/// <param name="Length">Bytes of the tar with all of them.</param>
internal sealed record BundleGroup(IReadOnlyList<CopyTarget> Members, long Length);

/// <summary>Which archives are bundled, and how many go into each bundle.</summary>
public static class BundleGroups
{
    /// <summary>What is read into memory before it is written to a bundle has at most so many bytes.</summary>
    public const long MostBelow = 64L << 20;

    /// <summary>Bytes of the largest bundle; 10,000 parts of the smallest size are enough for it.</summary>
    public const long MostSize = 64L << 30;

    /// <summary>Refuses sizes that make no bundles.</summary>
    /// <param name="below">Archives of fewer bytes are bundled; 0 for none.</param>
    /// <param name="size">Bytes of a bundle.</param>
    /// <param name="isShared">Whether other machines copy the same vault.</param>
    /// <exception cref="GlacierInputException">InvalidBundle.</exception>
    public static void Check(long below, long size, bool isShared)
    {
        string? why =
            below is < 0 or > MostBelow
                ? $"-BundleBelow is {Quantity.Of(below, "byte")}, and archives of up to 64MB can be bundled"
            : below == 0 ? null
            : size < below || size > MostSize
                ? $"-BundleSize is {Quantity.Of(size, "byte")}, and a bundle has at least as many as -BundleBelow and "
                    + "at most 64GB"
            : isShared ? "machines that share a copy would take each other's bundles for what a dead one left"
            : null;
        if (why is not null)
        {
            throw new GlacierInputException(
                "InvalidBundle",
                $"Archives cannot be bundled so: {why}. Give for example -BundleBelow 4MB -BundleSize 1GB, and no "
                    + "-ShareTable."
            );
        }
    }

    /// <summary>
    /// The groups of what is still to be copied. An archive without a tree hash is not bundled: nothing could prove it;
    /// nor is one that would be alone in its bundle.
    /// </summary>
    /// <param name="targets">The archives of a window, the oldest first.</param>
    /// <param name="options">How they are copied.</param>
    internal static IReadOnlyList<BundleGroup> Cut(IReadOnlyList<CopyTarget> targets, CopyOptions options)
    {
        var groups = new List<BundleGroup>();
        if (options.BundleBelow == 0)
        {
            return groups;
        }

        var members = new List<CopyTarget>();
        long length = BundleLayout.EndSize;
        foreach (CopyTarget target in targets)
        {
            if (
                target is not { Error: null, There: null }
                || target.Archive.SizeInBytes >= options.BundleBelow
                || target.Archive.SHA256TreeHash is null
            )
            {
                continue;
            }

            long bytes = BundleTar.LengthOf(target, options);
            if (members.Count > 0 && length + bytes > options.BundleSize)
            {
                End();
            }

            members.Add(target);
            length += bytes;
        }

        End();
        return groups;

        void End()
        {
            if (members.Count > 1)
            {
                groups.Add(new BundleGroup([.. members], length));
            }

            members.Clear();
            length = BundleLayout.EndSize;
        }
    }
}
