using System.Globalization;
using System.Text;
using GlacierPS.Local.Http;

namespace GlacierPS.Local.Tests.Signing;

/// <summary>A request with its body in hand, made from its text or changed a piece at a time.</summary>
internal sealed record WireRequest(
    string Method,
    string Path,
    string Query,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    byte[] Body
)
{
    /// <summary>Reads a request line without a version, header lines, an empty line and a body.</summary>
    public static WireRequest Parse(string text)
    {
        string[] lines = text.Split('\n');
        string[] start = lines[0].Split(' ');
        string[] target = start[1].Split('?', 2);
        int end = Array.IndexOf(lines, "");
        return new WireRequest(
            start[0],
            target[0],
            target.Length > 1 ? target[1] : "",
            [
                .. lines[1..end]
                    .Select(line => line.Split(": ", 2))
                    .Select(field => KeyValuePair.Create(field[0], field[1])),
            ],
            Encoding.UTF8.GetBytes(string.Join('\n', lines[(end + 1)..]))
        );
    }

    public string this[string name] =>
        Headers.Single(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public WireRequest Without(string name) =>
        this with
        {
            Headers = [.. Headers.Where(field => !field.Key.Equals(name, StringComparison.OrdinalIgnoreCase))],
        };

    public WireRequest With(string name, string value) => Plus(name, value, this.Without(name));

    public WireRequest Plus(string name, string value) => Plus(name, value, this);

    public GlacierRequest ToRequest()
    {
        var headers = new GlacierHeaders();
        foreach ((string name, string value) in Headers)
        {
            headers.Add(name, value);
        }

        return new GlacierRequest
        {
            Method = Method,
            Path = Path,
            Query = Query,
            Headers = headers,
            Body = new MemoryStream(Body),
            ContentLength = Body.Length,
        };
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Method} {Path}?{Query}\n{string.Join('\n', Headers.Select(f => $"{f.Key}: {f.Value}"))}\n\n{Encoding.UTF8.GetString(Body)}"
        );

    private static WireRequest Plus(string name, string value, WireRequest request) =>
        request with
        {
            Headers = [.. request.Headers, new(name, value)],
        };
}
