using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer;

namespace GlacierPS.Core.Tests.Transfer;

public sealed class PartPlanTests
{
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData(1, 16, 1)]
    [InlineData(16 * MiB, 16, 1)]
    [InlineData(16 * MiB + 1, 16, 2)]
    [InlineData(160_000 * MiB, 16, 10_000)]
    [InlineData(160_000 * MiB + 1, 32, 5_001)]
    [InlineData(4096 * 1024 * MiB, 512, 8192)]
    [InlineData(10_000 * 4096 * MiB, 4096, 10_000)]
    public void Without_a_wish_parts_are_the_smallest_from_16_MiB_that_make_10_000_at_most(
        long size,
        long partMiB,
        int count
    )
    {
        PartPlan plan = PartPlan.For(size);

        Assert.Equal((partMiB * MiB, count, count == 1), (plan.PartSize, plan.Count, plan.IsSingle));
    }

    [Fact]
    public void Parts_cover_the_archive_without_gap_or_overlap() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                (
                    from power in Gen.Choose(0, 12)
                    from count in Gen.Choose(1, 10_000)
                    from last in Gen.Choose(1, 1 << 20)
                    select (partSize: MiB << power, size: ((MiB << power) * (count - 1)) + last)
                ).ToArbitrary(),
                input =>
                {
                    PartPlan plan = PartPlan.For(input.size, input.partSize);
                    long end = 0;
                    foreach (ByteRange part in plan.Parts)
                    {
                        if (
                            part.First != end
                            || part.First % input.partSize != 0
                            || part.Length > input.partSize
                            || (part.Length < input.partSize && part.Last != input.size - 1)
                        )
                        {
                            return false;
                        }

                        end = part.Last + 1;
                    }

                    return end == input.size && plan.Count <= 10_000 && plan.IsSingle == (input.size <= input.partSize);
                }
            )
        );

    [Fact]
    public void Any_archive_that_the_service_takes_can_be_planned() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                (
                    from power in Gen.Choose(0, 45)
                    from off in Gen.Choose(-3, 3)
                    select Math.Clamp((1L << power) + off, 1, GlacierLimits.MaxArchiveSize)
                ).ToArbitrary(),
                size =>
                {
                    PartPlan plan = PartPlan.For(size);
                    return plan.Count is >= 1 and <= 10_000
                        && long.IsPow2(plan.PartSize)
                        && plan.PartSize <= 4096 * MiB
                        && (plan.PartSize == PartPlan.DefaultPartSize || (size - 1) / (plan.PartSize / 2) + 1 > 10_000);
                }
            )
        );

    [Theory]
    [InlineData(0, null, "EmptyArchive", "no empty archives")]
    [InlineData(GlacierLimits.MaxArchiveSize + 1, null, "ArchiveTooLarge", "Split the file")]
    [InlineData(100, 0L, "InvalidPartSize", "power of two")]
    [InlineData(100, -1L, "InvalidPartSize", "power of two")]
    [InlineData(100, MiB - 1, "InvalidPartSize", "power of two")]
    [InlineData(100, MiB / 2, "InvalidPartSize", "power of two")]
    [InlineData(100, 3 * MiB, "InvalidPartSize", "power of two")]
    [InlineData(100, 8192 * MiB, "InvalidPartSize", "power of two")]
    [InlineData(10_000 * MiB + 1, MiB, "TooManyParts", "at least 2 MiB")]
    [InlineData(GlacierLimits.MaxArchiveSize, MiB, "TooManyParts", "at least 4,096 MiB")]
    public void What_cannot_be_is_refused_with_what_could(long size, long? partSize, string errorId, string says)
    {
        GlacierInputException error = Assert.Throws<GlacierInputException>(() => PartPlan.For(size, partSize));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_no_part_outside_the_plan()
    {
        PartPlan plan = PartPlan.For(3 * MiB, MiB);

        Assert.Throws<ArgumentOutOfRangeException>(() => plan[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan[-1]);
    }
}
