using System.Net;

namespace GlacierPS.Aws.Tests.Service;

/// <summary>The in-process door: a handler that answers by script and keeps what it saw.</summary>
public sealed class InMemoryService(Func<SeenRequest, int, Answer> script) : HttpMessageHandler
{
    private readonly List<SeenRequest> _requests = [];

    public InMemoryService(params Answer[] answers)
        : this((_, number) => answers[Math.Min(number, answers.Length - 1)]) { }

    public IReadOnlyList<SeenRequest> Requests => _requests;

    public SeenRequest Request => Assert.Single(_requests);

    public bool IsDisposed { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers = request.Headers;
        if (request.Content is not null)
        {
            headers = headers.Concat(request.Content.Headers);
        }

        var seen = new SeenRequest(
            request.Method.Method,
            request.RequestUri!.PathAndQuery,
            headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase),
            body
        );
        Answer answer;
        lock (_requests)
        {
            answer = script(seen, _requests.Count);
            _requests.Add(seen);
        }

        if (ReferenceEquals(answer, Answer.Lost))
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
        }

        var response = new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            Content = new ByteArrayContent(answer.Body),
        };
        response.Headers.Add("x-amzn-RequestId", Answer.RequestId);
        foreach ((string name, string value) in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
