namespace GlacierPS.Local.Http;

/// <summary>Reads the query of a request.</summary>
internal static class QueryString
{
    /// <summary>
    /// The decoded value of a parameter; empty if it has none; null if it is absent. The first counts.
    /// </summary>
    public static string? Value(string query, string name)
    {
        foreach (string pair in query.Split('&'))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? pair : pair[..equals];
            if (key == name)
            {
                return equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' '));
            }
        }

        return null;
    }
}
