namespace GlacierPS.Aws.Tests.Service;

/// <summary>A request as it arrived: the target is the bytes of the request line, not decoded.</summary>
public sealed record SeenRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Path => Target.Split('?')[0];

    public string Query =>
        Target.Contains('?', StringComparison.Ordinal)
            ? Target[(Target.IndexOf('?', StringComparison.Ordinal) + 1)..]
            : "";

    public string? Header(string name) => Headers.TryGetValue(name, out string? value) ? value : null;
}
