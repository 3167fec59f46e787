using System.Net;
using System.Net.Http.Headers;

namespace GlacierPS.StrictBucket;

/// <summary>Brings the requests of an HTTP client in this process to the bucket.</summary>
public sealed class BucketHandler(StrictBucket bucket) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        await using Stream body = request.Content is null
            ? Stream.Null
            : await request.Content.ReadAsStreamAsync(cancellationToken);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, HeaderStringValues values) in request.Headers.NonValidated)
        {
            headers[name] = values.ToString();
        }

        foreach ((string name, HeaderStringValues values) in request.Content?.Headers.NonValidated ?? default)
        {
            headers[name] = values.ToString();
        }

        BucketResponse answer = await bucket.AnswerAsync(
            new BucketRequest
            {
                Method = request.Method.Method,
                Path = request.RequestUri!.AbsolutePath,
                Query = BucketRequest.ParseQuery(request.RequestUri.Query),
                Headers = headers,
                Body = body,
            },
            cancellationToken
        );
        if (answer.IsLost)
        {
            throw new HttpRequestException(
                HttpRequestError.ConnectionError,
                "The connection was closed.",
                new IOException("The connection was closed.")
            );
        }

        var response = new HttpResponseMessage(answer.Status) { RequestMessage = request };
        response.Content = answer.File is { } file
            ? new StreamContent(new FileRange(file.Path, file.First, file.Length))
            : new ByteArrayContent(answer.Content);
        response.Content.Headers.ContentLength = answer.Length;
        foreach ((string name, string value) in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.Remove(name);
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }
}

/// <summary>A stretch of a file.</summary>
internal sealed class FileRange : Stream
{
    private readonly FileStream _file;
    private long _left;

    public FileRange(string path, long first, long length)
    {
        _file = File.OpenRead(path);
        _file.Position = first;
        _left = length;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = _file.Read(buffer, offset, (int)Math.Min(count, _left));
        _left -= read;
        return read;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
