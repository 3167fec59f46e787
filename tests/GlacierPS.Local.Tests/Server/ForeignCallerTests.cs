using System.Net;
using System.Net.Sockets;
using System.Text;
using GlacierPS.Local.Tests.Fixtures;
using GlacierPS.Local.Time;
using GlacierPS.Server;

namespace GlacierPS.Local.Tests.Server;

/// <summary>
/// Without credentials a page on the web must not reach the service through a browser (DNS rebinding).
/// </summary>
public sealed class ForeignCallerTests
{
    [Theory]
    [InlineData("evil.example", null)]
    [InlineData("evil.example:9480", null)]
    [InlineData("127.0.0.1.evil.example", null)]
    [InlineData("10.0.0.7", null)]
    [InlineData("localhost", "https://evil.example")]
    [InlineData("localhost", "null")]
    public async Task F05_Requests_by_another_name_or_of_another_site_are_refused(string host, string? origin)
    {
        await using Harness harness = await Harness.StartAsync();
        foreach (string request in new[] { "PUT /-/vaults/v", "GET /_control/clock", "DELETE /_control/faults" })
        {
            string answer = await harness.SendAsync(request, host, origin);
            Assert.StartsWith("HTTP/1.1 403", answer, StringComparison.Ordinal);
            Assert.Contains("AccessDeniedException", answer, StringComparison.Ordinal);
        }

        Assert.StartsWith(
            "HTTP/1.1 404",
            await harness.SendAsync("GET /-/vaults/v", "localhost", null),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("localhost", null)]
    [InlineData("LOCALHOST:80", null)]
    [InlineData("127.0.0.1:9480", null)]
    [InlineData("[::1]", null)]
    [InlineData("127.1.2.3", "http://localhost:3000")]
    public async Task F05_This_machine_by_any_of_its_names_is_served(string host, string? origin)
    {
        await using Harness harness = await Harness.StartAsync();
        string answer = await harness.SendAsync("PUT /-/vaults/v", host, origin);
        Assert.StartsWith("HTTP/1.1 201", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F05_With_credentials_a_signature_is_asked_for_whatever_the_name()
    {
        await using Harness harness = await Harness.StartAsync("AKID:s3cr3t");
        string answer = await harness.SendAsync("PUT /-/vaults/v", "glacier.example", null);
        Assert.Contains("MissingAuthenticationTokenException", answer, StringComparison.Ordinal);
    }

    private sealed class Harness(LocalGlacier service, GlacierServer server) : IAsyncDisposable
    {
        public static async Task<Harness> StartAsync(params string[] credentials)
        {
            var clock = new AdjustableTime();
            LocalGlacier service = await LocalGlacier.OpenAsync(
                new LocalGlacierOptions { Credentials = credentials, TimeProvider = clock }
            );
            return new Harness(
                service,
                await GlacierServer.StartAsync(service, IPAddress.Loopback, 0, CancellationToken.None, clock)
            );
        }

        public async Task<string> SendAsync(string request, string host, string? origin)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(server.Url.Host, server.Url.Port);
            string line = origin is null ? "" : $"Origin: {origin}\r\n";
            await socket
                .GetStream()
                .WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"{request} HTTP/1.1\r\nHost: {host}\r\n{line}x-amz-glacier-version: 2012-06-01\r\n"
                            + "Content-Length: 0\r\nConnection: close\r\n\r\n"
                    )
                );
            using var reader = new StreamReader(socket.GetStream());
            return await reader.ReadToEndAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            service.Dispose();
        }
    }
}
