using System.Management.Automation;
using System.Numerics;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <content>How large archives are cut, and small ones put together.</content>
public sealed partial class CopyGlacierArchiveCommand
{
    private const long MiB = 1 << 20;

    /// <summary>Bytes of an object's part, 2^k MiB of at least 8 MiB; larger where 10,000 are not enough.</summary>
    [Parameter]
    public long PartSize { get; set; } = ObjectParts.Smallest;

    /// <summary>Archives of fewer bytes go into tars together, at most 64 MiB; 0 for none.</summary>
    [Parameter]
    public long BundleBelow { get; set; }

    /// <summary>Bytes of a bundle, at most 64 GiB.</summary>
    [Parameter]
    public long BundleSize { get; set; } = 1 << 30;

    private void CheckSizes()
    {
        Require(CheckPartSize, PartSize);
        Require(() => BundleGroups.Check(BundleBelow, BundleSize, ShareTable is not null), BundleBelow);
    }

    private void CheckPartSize()
    {
        if (PartSize < 8 * MiB || PartSize > 4096 * MiB || !BitOperations.IsPow2(PartSize))
        {
            throw new GlacierInputException(
                "InvalidPartSize",
                $"{Digits.Of(PartSize)} is no size of a part that is proven by a tree hash and that S3 takes. "
                    + "Give 8MB, 16MB, 32MB and so on, up to 4096MB."
            );
        }
    }
}
