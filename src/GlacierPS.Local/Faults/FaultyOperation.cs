using GlacierPS.Local.Http;
using GlacierPS.Local.Operations;

namespace GlacierPS.Local.Faults;

/// <summary>An operation that goes wrong as the faults of the service say.</summary>
internal sealed class FaultyOperation(IOperation inner, FaultList faults) : IOperation
{
    public GlacierOperation Name => inner.Name;

    public async ValueTask<GlacierResponse> AnswerAsync(Call call, CancellationToken cancellationToken)
    {
        string name = Name.ToString();
        string? tier = faults.AsksForTier(name) ? await JobTier.OfAsync(call, cancellationToken) : null;
        switch (faults.Take(name, tier))
        {
            case FaultAction.Refuse refuse:
                throw ErrorAnswers.Induced(refuse.Status, refuse.Code);
            case FaultAction.Drop:
                throw new ConnectionDroppedException();
            case FaultAction.LoseAnswer:
                await LoseAnswerAsync(call, cancellationToken);
                throw new ConnectionDroppedException();
            case FaultAction.Delay delay:
                await Task.Delay(delay.Time, cancellationToken);
                return await inner.AnswerAsync(call, cancellationToken);
            case FaultAction.DropAfterBytes drop:
                GlacierResponse whole = await inner.AnswerAsync(call, cancellationToken);
                return drop.Bytes < whole.ContentLength
                    ? WithBody(whole, (body, _) => new CutBody(body, drop.Bytes))
                    : whole;
            case FaultAction.Corrupt:
                return WithBody(
                    await inner.AnswerAsync(call, cancellationToken),
                    (body, length) => new CorruptBody(body, length / 2)
                );
            default:
                return await inner.AnswerAsync(call, cancellationToken);
        }
    }

    private async Task LoseAnswerAsync(Call call, CancellationToken cancellationToken)
    {
        try
        {
            (await inner.AnswerAsync(call, cancellationToken)).Dispose();
        }
        catch (ErrorAnswerException)
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
