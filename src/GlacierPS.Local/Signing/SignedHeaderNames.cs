namespace GlacierPS.Local.Signing;

/// <summary>The names of a <c>SignedHeaders</c> list: <c>host;x-amz-date;x-amz-glacier-version</c>.</summary>
/// <param name="list">The list as it was sent.</param>
internal ref struct SignedHeaderNames(ReadOnlySpan<char> list)
{
    private ReadOnlySpan<char> _rest = list;
    private bool _ended;

    /// <summary>Takes the next name off the list; false at its end.</summary>
    public bool TryTake(out ReadOnlySpan<char> name)
    {
        if (_ended)
        {
            name = default;
            return false;
        }

        int semicolon = _rest.IndexOf(';');
        _ended = semicolon < 0;
        name = _ended ? _rest : _rest[..semicolon];
        _rest = _ended ? default : _rest[(semicolon + 1)..];
        return true;
    }

    /// <summary>
    /// Refuses a list without what has to be on it: <c>host</c>, and every <c>x-amz-*</c> header that the request has,
    /// or whoever stands in between could change what the request means. <c>x-amz-glacier-version</c> is let off: it
    /// has one value only, and tools that sign for any service (awscurl, older curl) leave it out.
    /// <c>Date</c> need not be on it: its text is part of what is signed in any case.
    /// </summary>
    /// <exception cref="Http.ServiceErrorException">One is missing.</exception>
    public static void Require(string list, KeyValuePair<string, string>[] fields)
    {
        if (!Contains(list, "host"))
        {
            throw SigningErrors.NotASignedHeader("Host");
        }

        foreach ((string name, _) in fields)
        {
            if (
                name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)
                && !name.Equals(Http.HeaderNames.GlacierVersion, StringComparison.OrdinalIgnoreCase)
                && !Contains(list, name)
            )
            {
                throw SigningErrors.NotASignedHeader(name);
            }
        }
    }

    private static bool Contains(string list, string wanted)
    {
        var names = new SignedHeaderNames(list);
        while (names.TryTake(out ReadOnlySpan<char> name))
        {
            if (name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
