namespace GlacierPS.Core.Protocol;

/// <summary>The rule for the descriptions of archives and jobs (glacier-api.md §6.3, §6.6).</summary>
public static class Description
{
    /// <summary>Whether every character is printable ASCII, 0x20 to 0x7E.</summary>
    public static bool IsPrintableAscii(string description) => description.All(IsPrintableAscii);

    /// <summary>Refuses a description that the service would not keep, before any request is made.</summary>
    /// <param name="description">At most 1,024 printable ASCII characters; null for none.</param>
    /// <exception cref="GlacierInputException">It is longer, or has other characters.</exception>
    public static void Check(string? description)
    {
        if (description is null)
        {
            return;
        }

        if (description.Length > GlacierLimits.DescriptionLength)
        {
            throw new GlacierInputException(
                "DescriptionTooLong",
                $"The description has {Quantity.Of(description.Length, "character")}; Glacier keeps at most "
                    + $"{Digits.Of(GlacierLimits.DescriptionLength)}. Shorten it."
            );
        }

        for (int i = 0; i < description.Length; i++)
        {
            if (!IsPrintableAscii(description[i]))
            {
                throw new GlacierInputException(
                    "DescriptionNotAscii",
                    $"The description has the character U+{(int)description[i]:X4} at position {i + 1}; Glacier keeps "
                        + "printable ASCII only (U+0020 to U+007E). Leave that character out."
                );
            }
        }
    }

    private static bool IsPrintableAscii(char c) => c is >= ' ' and <= '~';
}
