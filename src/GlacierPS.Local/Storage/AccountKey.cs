namespace GlacierPS.Local.Storage;

/// <summary>
/// Whose vaults, and where: the same vault name may exist in every region of every account (glacier-api.md §1.1).
/// </summary>
/// <param name="Region">Such as <c>us-east-1</c>; 1 to 32 of <c>a-z 0-9 -</c>, so that it can name a folder.</param>
/// <param name="AccountId">12 digits.</param>
internal sealed record AccountKey(string Region, string AccountId)
{
    public static bool IsRegion(string? region) =>
        region is { Length: > 0 and <= 32 }
        && region.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static bool IsAccountId(string? accountId) =>
        accountId is { Length: 12 } && accountId.All(char.IsAsciiDigit);
}
