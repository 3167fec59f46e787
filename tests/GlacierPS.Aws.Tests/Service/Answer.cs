using System.Text;

namespace GlacierPS.Aws.Tests.Service;

/// <summary>What a scripted service answers.</summary>
public sealed record Answer(int Status, byte[] Body, params (string Name, string Value)[] Headers)
{
    public const string RequestId = "AAABZpJrTyioDC_HsOmHae8EZp_uBSJr6cnGOLKp_XJCl-Q";

    /// <summary>The answer is a connection that is cut, once the request has been read.</summary>
    public static Answer Lost { get; } = new(0, []);

    public static Answer Empty(int status, params (string Name, string Value)[] headers) => new(status, [], headers);

    public static Answer Json(string json, int status = 200) =>
        new(status, Encoding.UTF8.GetBytes(json), ("Content-Type", "application/json"));

    public static Answer Error(int status, string code, string message) =>
        Json(
            $$"""{"code":"{{code}}","message":"{{message}}","type":"{{(status < 500 ? "Client" : "Server")}}"}""",
            status
        );
}
