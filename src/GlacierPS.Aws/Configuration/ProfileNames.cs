namespace GlacierPS.Aws.Configuration;

/// <summary>The profiles that the shared AWS files know.</summary>
public static class ProfileNames
{
    /// <summary>Their names, sorted; none where the files are missing or cannot be read.</summary>
    public static IReadOnlyList<string> List()
    {
        try
        {
            return
            [
                .. AwsSettings
                    .KnownProfiles(SharedFiles.Read())
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.OrdinalIgnoreCase),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A call that uses a profile says what is wrong with the files; a list of names need not.
            return [];
        }
    }
}
