using System.Globalization;
using System.Text;

namespace GlacierPS.Local.Tests.Fuzzing;

/// <summary>A request or a response as it is on the wire: a first line, headers in their order, and a body.</summary>
internal sealed class HttpMessageText
{
    private const int LongestHead = 64 << 10;

    public required string FirstLine { get; set; }

    public List<(string Name, string Value)> Headers { get; init; } = [];

    public byte[] Body { get; set; } = [];

    public string? this[string name]
    {
        get =>
            Headers.Find(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is ({ } _, var value)
                ? value
                : null;
        set
        {
            Headers.RemoveAll(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (value is not null)
            {
                Headers.Add((name, value));
            }
        }
    }

    /// <summary>Reads a request, and asks for its body if the client waits for that; null at the end.</summary>
    public static async Task<HttpMessageText?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(head))
        {
            if (head.Count > LongestHead || await stream.ReadAsync(one, cancellationToken) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        string[] lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var message = new HttpMessageText
        {
            FirstLine = lines[0],
            Headers =
            [
                .. lines[1..].Select(line => line.Split(':', 2)).Select(pair => (pair[0].Trim(), pair[1].Trim())),
            ],
        };
        if (message["Expect"] is not null)
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken);
        }

        message.Body = new byte[int.Parse(message["Content-Length"] ?? "0", CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(message.Body, cancellationToken);
        return message;
    }

    /// <summary>The bytes of the message; the length of the body is announced as the headers say.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder(FirstLine).Append("\r\n");
        foreach ((string name, string value) in Headers)
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return [.. Encoding.Latin1.GetBytes(text.Append("\r\n").ToString()), .. Body];
    }

    public HttpMessageText Copy() =>
        new()
        {
            FirstLine = FirstLine,
            Headers = [.. Headers],
            Body = [.. Body],
        };

    private static bool EndsHead(List<byte> head) =>
        head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n';
}
