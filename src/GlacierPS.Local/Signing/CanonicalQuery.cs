namespace GlacierPS.Local.Signing;

/// <summary>The query of a canonical request: encoded, and sorted by name and then by value.</summary>
internal static class CanonicalQuery
{
    /// <summary>Writes a query in one form, and tells whether the other would differ.</summary>
    /// <param name="sent">The query as it was sent, without its question mark.</param>
    /// <param name="forms">The form to write.</param>
    /// <param name="others">Gets the form added in which the query would be another.</param>
    public static string Of(string sent, CanonicalForms forms, ref CanonicalForms others)
    {
        if (sent.Length == 0)
        {
            return "";
        }

        string[] pairs = sent.Split('&', StringSplitOptions.RemoveEmptyEntries);
        var parameters = new (string Name, string Value)[pairs.Length];
        for (int i = 0; i < pairs.Length; i++)
        {
            int equals = pairs[i].IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? pairs[i] : pairs[i][..equals];
            string value = equals < 0 ? "" : pairs[i][(equals + 1)..];
            (string Name, string Value) recoded = (UriEncoding.RecodeQuery(name), UriEncoding.RecodeQuery(value));
            if (recoded != (name, value))
            {
                others |= CanonicalForms.QueryAsSent;
            }

            parameters[i] = forms.HasFlag(CanonicalForms.QueryAsSent) ? (name, value) : recoded;
        }

        Array.Sort(
            parameters,
            static (left, right) =>
            {
                int order = string.CompareOrdinal(left.Name, right.Name);
                return order != 0 ? order : string.CompareOrdinal(left.Value, right.Value);
            }
        );
        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i] = parameters[i].Name + "=" + parameters[i].Value;
        }

        return string.Join('&', pairs);
    }
}
