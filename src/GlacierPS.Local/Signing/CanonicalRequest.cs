using System.Buffers;
using System.Globalization;
using System.Text;
using GlacierPS.Local.Http;

namespace GlacierPS.Local.Signing;

/// <summary>
/// "Canonical request = method, path, canonical query, canonical headers (lower-case names, sorted), blank line, signed
/// header list, hex SHA-256 of payload" (glacier-api.md §2). The headers are taken in the order and spelling of the
/// list that the client signed: whatever it says is what has to be verified.
/// </summary>
internal static class CanonicalRequest
{
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t");

    /// <summary>Writes the canonical request in one form.</summary>
    /// <param name="to">Where to. Cleared first.</param>
    /// <param name="request">The request.</param>
    /// <param name="fields">Its header fields.</param>
    /// <param name="signedHeaders">The list of the signed ones.</param>
    /// <param name="payloadHash">The hash of the payload, as text.</param>
    /// <param name="forms">The form to write.</param>
    /// <returns>The forms in which the canonical request would be another.</returns>
    public static CanonicalForms Write(
        ArrayBufferWriter<byte> to,
        GlacierRequest request,
        KeyValuePair<string, string>[] fields,
        string signedHeaders,
        string payloadHash,
        CanonicalForms forms
    )
    {
        CanonicalForms others = CanonicalForms.Standard;
        to.ResetWrittenCount();
        Line(to, request.Method);
        Line(to, CanonicalPath.Of(request.Path, forms, ref others));
        Line(to, CanonicalQuery.Of(request.Query, forms, ref others));
        var names = new SignedHeaderNames(signedHeaders);
        while (names.TryTake(out ReadOnlySpan<char> name))
        {
            Append(to, name);
            to.Write(":"u8);
            if (
                !AppendValues(to, fields, name, forms, ref others)
                && name.Equals("content-length", StringComparison.OrdinalIgnoreCase)
            )
            {
                // Inside a process, the length of a body is not among the fields unless the client put it there.
                Append(to, request.ContentLength?.ToString(CultureInfo.InvariantCulture) ?? "");
            }

            to.Write("\n"u8);
        }

        to.Write("\n"u8);
        Line(to, signedHeaders);
        Append(to, payloadHash);
        return others;
    }

    private static bool AppendValues(
        ArrayBufferWriter<byte> to,
        KeyValuePair<string, string>[] fields,
        ReadOnlySpan<char> name,
        CanonicalForms forms,
        ref CanonicalForms others
    )
    {
        bool found = false;
        foreach (KeyValuePair<string, string> field in fields)
        {
            if (!name.Equals(field.Key, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (found)
            {
                to.Write(","u8);
            }

            found = true;
            AppendValue(to, field.Value.AsSpan().Trim(" \t"), forms, ref others);
        }

        return found;
    }

    private static void AppendValue(
        ArrayBufferWriter<byte> to,
        ReadOnlySpan<char> value,
        CanonicalForms forms,
        ref CanonicalForms others
    )
    {
        if (value.IndexOf("  ") < 0 && !value.Contains('\t'))
        {
            Append(to, value);
            return;
        }

        others |= CanonicalForms.SpacesAsSent;
        if (forms.HasFlag(CanonicalForms.SpacesAsSent))
        {
            Append(to, value);
            return;
        }

        while (true)
        {
            int blank = value.IndexOfAny(Blanks);
            if (blank < 0)
            {
                Append(to, value);
                return;
            }

            Append(to, value[..blank]);
            to.Write(" "u8);
            value = value[blank..].TrimStart(" \t");
        }
    }

    private static void Line(ArrayBufferWriter<byte> to, string text)
    {
        Append(to, text);
        to.Write("\n"u8);
    }

    private static void Append(ArrayBufferWriter<byte> to, ReadOnlySpan<char> text) =>
        to.Advance(Encoding.UTF8.GetBytes(text, to.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
}
