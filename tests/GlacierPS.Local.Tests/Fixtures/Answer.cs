using System.Net;
using System.Text.Json;

namespace GlacierPS.Local.Tests.Fixtures;

/// <summary>An answer, with its body read.</summary>
public sealed record Answer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public int Code => (int)Status;

    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>A header; null if it is absent.</summary>
    public string? this[string header] => Headers.TryGetValue(header, out string? value) ? value : null;

    /// <summary>Asserts an error of glacier-api.md §4.</summary>
    public void ShouldFail(int status, string code, string? message = null)
    {
        Assert.Equal(status, Code);
        Assert.Equal("application/json", this["Content-Type"]);
        Assert.Equal(["code", "message", "type"], Json.EnumerateObject().Select(member => member.Name).Order());
        Assert.Equal(code, Json.GetProperty("code").GetString());
        Assert.Equal(status >= 500 ? "Server" : "Client", Json.GetProperty("type").GetString());
        if (message is not null)
        {
            Assert.Equal(message, Json.GetProperty("message").GetString());
        }
    }

    public void ShouldBe(int status) =>
        Assert.True(status == Code, $"{status} was expected, the answer is {Code}: {Text}");
}
