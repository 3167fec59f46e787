using System.Buffers;
using System.Buffers.Text;
using System.Text;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Naming;

/// <summary>Base64 as descriptions have it: either alphabet, padded or not, always UTF-8 beneath.</summary>
internal static class Base64Text
{
    public static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>Base64url without padding.</summary>
    public static string EncodeUrl(ReadOnlySpan<byte> bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>White space anywhere is passed over. Null if the text is no base64.</summary>
    public static byte[]? Decode(string text)
    {
        string dense = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        string padded = dense.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        padded += new string('=', (4 - padded.Length % 4) % 4);
        var bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out int length) ? bytes[..length] : null;
    }

    /// <summary>Text without white space, of a description's length at most; false if it is no base64.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> bytes, out int length)
    {
        text = text.TrimEnd((byte)'=');
        Span<byte> padded = stackalloc byte[GlacierLimits.DescriptionLength + 4];
        text.CopyTo(padded);
        padded[..text.Length].Replace((byte)'-', (byte)'+');
        padded[..text.Length].Replace((byte)'_', (byte)'/');
        int end = (text.Length + 3) & ~3;
        padded[text.Length..end].Fill((byte)'=');
        return Base64.DecodeFromUtf8(padded[..end], bytes, out _, out length) == OperationStatus.Done;
    }

    /// <summary>Null if the bytes are no UTF-8.</summary>
    public static string? ToText(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
