using System.Buffers;
using System.Globalization;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Signing;

/// <summary>
/// Reads <c>&lt;accessKey&gt;:&lt;secretKey&gt;[:&lt;sessionToken&gt;[:&lt;expiry, ISO 8601&gt;]][@&lt;account&gt;]</c>
/// (local-service.md, --credential). What it says of a wrong text never has a part of it: any part may be the secret.
/// </summary>
internal static class CredentialText
{
    // Without a zone it is UTC, as is all time here.
    private static readonly string[] ExpiryForms =
    [
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyyMMdd'T'HHmmssK",
        "yyyy-MM-dd",
        "yyyyMMdd",
    ];

    private static readonly SearchValues<char> DigitsAndDashes = SearchValues.Create("0123456789-");

    /// <param name="text">The text.</param>
    /// <param name="name">What to call it in a message, such as <c>Credential 2</c>.</param>
    /// <param name="defaultAccountId">The account of a credential that names none: 12 digits.</param>
    /// <exception cref="GlacierInputException">The text has another form.</exception>
    public static Credential Parse(string text, string name, string defaultAccountId)
    {
        (string keys, string? account) = SplitAccount(text, name);

        // At most four parts: an expiry has colons of its own, the others none.
        string[] parts = keys.Split(':', 4);
        if (parts.Length < 2)
        {
            throw Wrong(name, "has no colon between access key and secret key");
        }

        RequireText(parts[0], name, "an access key");
        if (parts[0].Contains(',', StringComparison.Ordinal))
        {
            throw Wrong(name, "has an access key with a comma, which no signature can carry");
        }

        RequireText(parts[1], name, "a secret key");
        if (parts.Length > 2)
        {
            RequireText(parts[2], name, "a session token");
        }

        return new Credential(
            parts[0],
            parts[1],
            parts.Length > 2 ? parts[2] : null,
            parts.Length > 3 ? ParseExpiry(parts[3], name) : null,
            account ?? defaultAccountId
        );
    }

    /// <summary>
    /// The account is behind the last <c>@</c>, if what is there can be meant as one: a secret may have that sign too.
    /// </summary>
    private static (string Keys, string? Account) SplitAccount(string text, string name)
    {
        int at = text.LastIndexOf('@');
        if (at < 0 || text.AsSpan(at + 1).ContainsAnyExcept(DigitsAndDashes))
        {
            return (text, null);
        }

        string account = text[(at + 1)..];
        return AccountKey.IsAccountId(account)
            ? (text[..at], account)
            : throw Wrong(name, "has an account that is not 12 digits, without dashes");
    }

    private static void RequireText(string part, string name, string what)
    {
        if (part.Length == 0)
        {
            throw Wrong(name, $"has {what} that is empty");
        }

        if (part.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw Wrong(name, $"has {what} with a blank or a character outside of ASCII");
        }
    }

    private static DateTimeOffset ParseExpiry(string text, string name) =>
        DateTimeOffset.TryParseExact(
            text,
            ExpiryForms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset expiry
        )
            ? expiry
            : throw Wrong(name, "has an expiry that is no ISO 8601 time, such as 2030-12-31T23:59:59Z");

    private static GlacierInputException Wrong(string name, string what) =>
        new("InvalidCredential", $"{name} {what}. Write accessKey:secretKey[:sessionToken[:expiry]][@account].");
}
