using System.Globalization;

namespace GlacierPS.Local.Tests.Signing;

/// <summary>A clock that stands where it is put.</summary>
internal sealed class FixedClock(string basicTime) : TimeProvider
{
    public DateTimeOffset Now { get; set; } =
        DateTimeOffset.ParseExact(
            basicTime,
            "yyyyMMdd'T'HHmmss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );

    public override DateTimeOffset GetUtcNow() => Now;
}
