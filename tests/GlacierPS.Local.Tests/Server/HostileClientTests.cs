using System.Net.Sockets;
using System.Text;
using GlacierPS.Core.Tests;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Server;

/// <summary>Requests that no client library would send, over a bare socket.</summary>
public class HostileClientTests
{
    [Theory]
    [InlineData("/-/vaults/../../../../etc/passwd")]
    [InlineData("/-/vaults/..")]
    [InlineData("/-/vaults/%2e%2e")]
    [InlineData("/-/vaults/..%2f..%2f..%2fetc")]
    [InlineData("/-/vaults/%5c%5cserver%5cshare")]
    [InlineData("/-/vaults/C:%5cWindows")]
    [InlineData("/-/vaults/con%00")]
    [InlineData("/%2e%2e/vaults/v")]
    [InlineData("//-/vaults")]
    [InlineData("http://example.com/-/vaults/..")]
    public async Task Path_tricks_are_a_4xx_and_touch_no_file(string target)
    {
        await using Service service = await Service.StartAsync(Transport.Http);
        string[] before = Files(service);
        foreach (string method in new[] { "GET", "PUT", "DELETE" })
        {
            string answer = await Send(
                service,
                $"{method} {target} HTTP/1.1\r\nHost: localhost\r\nx-amz-glacier-version: "
                    + "2012-06-01\r\nContent-Length: "
                    + "0\r\nConnection: close\r\n\r\n"
            );
            bool deletesNothing = method == "DELETE" && answer.StartsWith("HTTP/1.1 204", StringComparison.Ordinal);
            Assert.True(deletesNothing || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), answer);
        }

        Assert.Equal(before, Files(service));
    }

    [Fact]
    public async Task An_absolute_address_in_the_request_line_is_understood()
    {
        await using Service service = await Service.StartAsync(Transport.Http);
        string answer = await Send(
            service,
            "PUT http://localhost/-/vaults/v HTTP/1.1\r\nHost: localhost\r\nx-amz-glacier-version: "
                + "2012-06-01\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        Assert.StartsWith("HTTP/1.1 201", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_description_that_is_not_ASCII_is_a_400_in_Glaciers_form()
    {
        await using Service service = await Service.StartAsync(Transport.Http);
        await service.Client.CreateVaultAsync();
        string answer = await Send(
            service,
            "POST /-/vaults/v/multipart-uploads HTTP/1.1\r\nHost: localhost\r\nx-amz-glacier-version: "
                + "2012-06-01\r\nx-amz-part-size: 1048576\r\nx-amz-archive-description: "
                + "caf\u00e9\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("InvalidParameterValueException", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_without_a_length_is_refused_where_a_length_is_needed()
    {
        await using Service service = await Service.StartAsync(Transport.Http);
        await service.Client.CreateVaultAsync();
        string hash = new('0', 64);
        string answer = await Send(
            service,
            "POST /-/vaults/v/archives HTTP/1.1\r\nHost: localhost\r\nx-amz-glacier-version: "
                + $"2012-06-01\r\nx-amz-sha256-tree-hash: {hash}\r\nx-amz-content-sha256: "
                + $"{hash}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n1\r\nx\r\n0\r\n\r\n"
        );
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("Required parameter missing: Content-Length", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expect_100_continue_is_answered_before_the_body_is_sent()
    {
        await using Service service = await Service.StartAsync(Transport.Http);
        await service.Client.CreateVaultAsync();
        string hash = Core.Hashing.Sha256Digest.Of("x"u8).ToString();
        using var socket = new TcpClient();
        await socket.ConnectAsync(service.Url.Host, service.Url.Port);
        NetworkStream stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.Latin1.GetBytes(
                "POST /-/vaults/v/archives HTTP/1.1\r\nHost: localhost\r\nx-amz-glacier-version: "
                    + $"2012-06-01\r\nx-amz-sha256-tree-hash: {hash}\r\nx-amz-content-sha256: "
                    + $"{hash}\r\nContent-Length: 1\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
            )
        );
        byte[] buffer = new byte[64];
        int read = await stream.ReadAsync(buffer);
        Assert.StartsWith("HTTP/1.1 100", Encoding.Latin1.GetString(buffer, 0, read), StringComparison.Ordinal);
        await stream.WriteAsync("x"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 201", await ReadToEnd(stream), StringComparison.Ordinal);
    }

    private static async Task<string> Send(Service service, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(service.Url.Host, service.Url.Port);
        NetworkStream stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        return await ReadToEnd(stream);
    }

    private static async Task<string> ReadToEnd(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await Patience.ForAsync(reader.ReadToEndAsync(), "the end of the connection");
    }

    private static string[] Files(Service service) =>
        [.. Directory.EnumerateFileSystemEntries(service.Folder, "*", SearchOption.AllDirectories).Order()];
}
