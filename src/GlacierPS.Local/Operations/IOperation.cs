using GlacierPS.Local.Http;

namespace GlacierPS.Local.Operations;

/// <summary>What answers the requests of one operation.</summary>
internal interface IOperation
{
    GlacierOperation Name { get; }

    /// <exception cref="ErrorAnswerException">The request is answered with an error.</exception>
    ValueTask<GlacierResponse> AnswerAsync(Call call, CancellationToken cancellationToken);
}
