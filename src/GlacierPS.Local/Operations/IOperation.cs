using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;

namespace GlacierPS.Local.Operations;

/// <summary>What answers the requests of one operation.</summary>
internal interface IOperation
{
    GlacierOperation Name { get; }

    /// <exception cref="ServiceErrorException">The request is answered with an error.</exception>
    ValueTask<GlacierResponse> AnswerAsync(RequestContext context, CancellationToken cancellationToken);
}
