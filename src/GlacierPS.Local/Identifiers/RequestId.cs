using System.Buffers.Text;
using System.Text;

namespace GlacierPS.Local.Identifiers;

/// <summary>
/// The <c>x-amzn-RequestId</c> of an answer: 47 characters, different for every request (glacier-api.md §1.3).
/// </summary>
internal static class RequestId
{
    private const int ByteCount = 35;
    private const int Length = 47;

    public static string New()
    {
        Span<byte> text = stackalloc byte[48];
        Random.Shared.NextBytes(text[..ByteCount]);
        Base64.EncodeToUtf8InPlace(text, ByteCount, out _);
        text.Replace((byte)'+', (byte)'-');
        text.Replace((byte)'/', (byte)'_');
        return Encoding.ASCII.GetString(text[..Length]);
    }
}
