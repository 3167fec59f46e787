using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GlacierPS.Core.Tests;
using GlacierPS.Local.Tests.Fixtures;
using GlacierPS.Server;

namespace GlacierPS.Local.Tests.Server;

/// <summary>
/// Slow, half-open and talkative clients, over bare sockets: none of them keeps the others from being served.
/// </summary>
public sealed class SlowClientTests : IAsyncLifetime
{
    private const string Head = "Host: localhost\r\nx-amz-glacier-version: 2012-06-01\r\n";

    private LocalGlacier _service = null!;
    private GlacierServer _server = null!;
    private Client _client = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await LocalGlacier.OpenAsync(new LocalGlacierOptions());
        var limits = new ConnectionLimits
        {
            HeadersTimeout = TimeSpan.FromSeconds(1),
            IdleTimeout = TimeSpan.FromSeconds(1),
            SlowGrace = TimeSpan.FromSeconds(1.5),
        };
        _server = await GlacierServer.StartAsync(
            _service,
            IPAddress.Loopback,
            0,
            CancellationToken.None,
            limits: limits
        );
        _client = new Client(new HttpClient { BaseAddress = _server.Url });
        await _client.CreateVaultAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _service.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /-/vaults/v HTTP/1.1\r\nHost: localhost\r\nx-amz-gl")]
    [InlineData("POST /-/vaults/v/jobs HTTP/1.1\r\n" + Head + "Content-Length: 1000\r\n\r\n{")]
    [InlineData(
        "POST /-/vaults/v/archives HTTP/1.1\r\n"
            + Head
            + "x-amz-content-sha256: "
            + Zeros
            + "\r\nx-amz-sha256-tree-hash: "
            + Zeros
            + "\r\nContent-Length: 1000000\r\n\r\nx"
    )]
    public async Task Hundreds_of_half_open_connections_are_closed_in_time_and_keep_nobody_out(string begun)
    {
        List<TcpClient> sockets = [];
        try
        {
            for (int i = 0; i < 400; i++)
            {
                var socket = new TcpClient();
                sockets.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, _server.Url.Port);
                await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(begun));
            }

            var watch = Stopwatch.StartNew();
            for (int i = 0; i < 20; i++)
            {
                (await _client.TryUploadAsync([1, 2, 3])).ShouldBe(201);
            }

            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{watch.Elapsed} for 20 uploads");
            using var patience = new CancellationTokenSource(Patience.Limit);
            foreach (TcpClient socket in sockets)
            {
                await DrainAsync(socket.GetStream(), patience.Token);
            }
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task A_body_that_dries_up_is_a_408_in_Glaciers_form()
    {
        string answer = await SendAsync($"POST /-/vaults/v/jobs HTTP/1.1\r\n{Head}Content-Length: 1000\r\n\r\n{{");
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"RequestTimeoutException\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 40_000)]
    [InlineData(200, 10)]
    public async Task Headers_too_long_or_too_many_are_a_431(int count, int length)
    {
        string more = string.Concat(Enumerable.Range(0, count).Select(i => $"x-{i}: {new string('a', length)}\r\n"));
        Assert.StartsWith(
            "HTTP/1.1 431",
            await SendAsync($"GET /-/vaults HTTP/1.1\r\n{Head}{more}\r\n"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("GET /-/vaults HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /-/vaults HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("GET /-/vaults HTTP/1.1\r\nHost: localhost\r\n bad\r\n\r\n")]
    public async Task Requests_that_are_no_HTTP_are_refused(string request)
    {
        string answer = await SendAsync(request);
        Assert.True(
            answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal)
                || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal),
            answer
        );
    }

    [Theory]
    [InlineData(38505164800)]
    [InlineData(4294967297)]
    public async Task An_upload_that_says_to_be_too_long_is_refused_unread(long length)
    {
        string answer = await SendAsync(
            $"POST /-/vaults/v/archives HTTP/1.1\r\n{Head}x-amz-content-sha256: "
                + $"{Zeros}\r\nx-amz-sha256-tree-hash: {Zeros}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains($"Invalid Content-Length: {length}", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2000000")]
    [InlineData("9223372036854775807")]
    public async Task A_body_of_JSON_that_says_to_be_too_long_is_refused_unread(string length)
    {
        string answer = await SendAsync($"POST /-/vaults/v/jobs HTTP/1.1\r\n{Head}Content-Length: {length}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"SerializationException\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_JSON_in_chunks_is_taken_and_an_endless_one_refused()
    {
        (await _client.TryUploadAsync([1])).ShouldBe(201);
        const string Job = """{"Type":"inventory-retrieval"}""";
        string chunks = string.Concat(Job.Select(letter => $"1\r\n{letter}\r\n"));
        string start =
            $"POST /-/vaults/v/jobs HTTP/1.1\r\n{Head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        Assert.StartsWith("HTTP/1.1 202", await SendAsync($"{start}{chunks}0\r\n\r\n"), StringComparison.Ordinal);
        string endless = await SendAsync($"{start}50000\r\n{new string(' ', 0x50000)}\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400", endless, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"SerializationException\"", endless, StringComparison.Ordinal);
    }

    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";

    private async Task<string> SendAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _server.Url.Port);
        NetworkStream stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var patience = new CancellationTokenSource(Patience.Limit);
        return Encoding.Latin1.GetString(await DrainAsync(stream, patience.Token));
    }

    /// <summary>Reads until the server closes the connection, in whichever way.</summary>
    private static async Task<byte[]> DrainAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var read = new MemoryStream();
        try
        {
            await stream.CopyToAsync(read, cancellationToken);
        }
        catch (IOException)
        {
            // Closed with a reset.
        }

        return read.ToArray();
    }
}
