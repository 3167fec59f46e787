using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace GlacierPS.Local.Tests.Fuzzing;

/// <summary>
/// A proxy between a client and a local service that drops, truncates, swaps, repeats and delays, and lies in headers
/// and bodies; how is decided by a seed. Requests of other threads come in another order each time, so that a seed
/// makes a run alike, not the same.
/// </summary>
internal sealed class FuzzingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly HttpMessageInvoker _service;
    private readonly Lies _lies;
    private readonly Task _accepting;

    public FuzzingProxy(LocalGlacier service, Lies lies)
    {
        (_service, _lies) = (new HttpMessageInvoker(new LocalGlacierHandler(service)), lies);
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _service.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (Exception error)
                when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            Task serving = ServeAsync(client);
            _connections[serving] = true;
            _ = serving.ContinueWith(
                done => _connections.TryRemove(done, out _),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient connection = client;
        client.NoDelay = true;
        try
        {
            await using NetworkStream stream = client.GetStream();
            while (await HttpMessageText.ReadAsync(stream, _stop.Token) is { } request)
            {
                Lie lie = _lies.Next(request);
                if (lie.Kind == LieKind.Endless)
                {
                    await SendEndlessAsync(stream);
                    return;
                }

                byte[]? answer = await AnswerAsync(request, lie);
                if (answer is null)
                {
                    return;
                }

                if (lie.Delay > TimeSpan.Zero)
                {
                    await Task.Delay(lie.Delay, _stop.Token);
                }

                await stream.WriteAsync(answer.AsMemory(0, lie.Cut(answer.Length)), _stop.Token);
                if (lie.Cut(answer.Length) < answer.Length || lie.Kind == LieKind.CloseAfter)
                {
                    return;
                }

                if (lie.Kind == LieKind.RepeatAnswer)
                {
                    await stream.WriteAsync(answer, _stop.Token);
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or FormatException)
        {
            // The client has gone, or the run is over.
        }
    }

    /// <summary>A list of which a gigabyte comes, unless the client has had enough before.</summary>
    private async Task SendEndlessAsync(NetworkStream stream)
    {
        await stream.WriteAsync(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"JobList\":["u8.ToArray(),
            _stop.Token
        );
        byte[] blanks = new byte[1 << 20];
        blanks.AsSpan().Fill((byte)' ');
        for (int i = 0; i < 1024; i++)
        {
            await stream.WriteAsync(blanks, _stop.Token);
        }
    }

    private async Task<byte[]?> AnswerAsync(HttpMessageText request, Lie lie)
    {
        if (lie.Kind == LieKind.DropRequest)
        {
            return null;
        }

        if (lie.Kind is LieKind.RepeatRequest)
        {
            await ForwardAsync(request);
        }

        HttpMessageText sent = lie.Kind == LieKind.ChangeRequest ? _lies.ChangeBody(request) : request;
        HttpMessageText answer = await ForwardAsync(sent);
        return lie.Kind == LieKind.LoseAnswer ? null : _lies.Apply(lie, request, answer).ToBytes();
    }

    private async Task<HttpMessageText> ForwardAsync(HttpMessageText request)
    {
        string[] line = request.FirstLine.Split(' ');
        using var message = new HttpRequestMessage(new HttpMethod(line[0]), new Uri(Url, line[1]));
        message.Content = new ByteArrayContent(request.Body);
        foreach ((string name, string value) in request.Headers)
        {
            if (
                !name.Equals("Expect", StringComparison.OrdinalIgnoreCase)
                && !message.Headers.TryAddWithoutValidation(name, value)
            )
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using HttpResponseMessage response = await _service.SendAsync(message, _stop.Token);
        byte[] body = await response.Content.ReadAsByteArrayAsync(_stop.Token);
        var answer = new HttpMessageText
        {
            FirstLine = $"HTTP/1.1 {(int)response.StatusCode} {response.StatusCode}",
            Body = body,
            Headers =
            [
                .. response
                    .Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                    .Select(header => (header.Key, header.Value.ToString())),
            ],
        };
        answer["Content-Length"] = body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return answer;
    }
}
