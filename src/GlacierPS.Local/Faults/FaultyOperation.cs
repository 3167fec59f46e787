using GlacierPS.Local.Http;
using GlacierPS.Local.Operations;
using GlacierPS.Local.Requests;

namespace GlacierPS.Local.Faults;

/// <summary>An operation that goes wrong as the faults of the service say.</summary>
internal sealed class FaultyOperation(IOperation inner, FaultList faults) : IOperation
{
    public GlacierOperation Name => inner.Name;

    public async ValueTask<GlacierResponse> AnswerAsync(RequestContext context, CancellationToken cancellationToken)
    {
        string name = Name.ToString();
        string? tier = faults.AsksForTier(name) ? await JobTier.OfAsync(context, cancellationToken) : null;
        switch (faults.Take(name, tier, context.Key.Region))
        {
            case FaultAction.Refuse refuse:
                throw ServiceErrors.Induced(refuse.Status, refuse.Code);
            case FaultAction.Drop:
                throw new ConnectionDroppedException();
            case FaultAction.LoseAnswer:
                await LoseAnswerAsync(context, cancellationToken);
                throw new ConnectionDroppedException();
            case FaultAction.Delay delay:
                await Task.Delay(delay.Time, cancellationToken);
                return await inner.AnswerAsync(context, cancellationToken);
            case FaultAction.DropAfterBytes drop:
                GlacierResponse whole = await inner.AnswerAsync(context, cancellationToken);
                return drop.Bytes < whole.ContentLength
                    ? WithBody(whole, (body, _) => new CutBody(body, drop.Bytes))
                    : whole;
            case FaultAction.Corrupt:
                return WithBody(
                    await inner.AnswerAsync(context, cancellationToken),
                    (body, length) => new CorruptBody(body, length / 2)
                );
            default:
                return await inner.AnswerAsync(context, cancellationToken);
        }
    }

    private async Task LoseAnswerAsync(RequestContext context, CancellationToken cancellationToken)
    {
        try
        {
            (await inner.AnswerAsync(context, cancellationToken)).Dispose();
        }
        catch (ServiceErrorException)
        {
            // An answer as any other, and lost as well.
        }
    }

    /// <summary>The same answer with its body put through something.</summary>
    private static GlacierResponse WithBody(GlacierResponse answer, Func<Stream, long, Stream> change)
    {
        Stream body = answer.BodyStream ?? new MemoryStream(answer.Body.ToArray(), writable: false);
        GlacierResponse changed = GlacierResponse.Streamed(
            answer.Status,
            change(body, answer.ContentLength),
            answer.ContentLength
        );
        foreach ((string name, string value) in answer.Headers)
        {
            changed.Headers.Add(name, value);
        }

        return changed;
    }
}
