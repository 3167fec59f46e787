using GlacierPS.Local.Http;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// An operation on a vault that has to exist. What is due on the vault's clock is done first; then its policies are
/// asked.
/// </summary>
internal abstract class VaultOperation : IOperation
{
    public abstract GlacierOperation Name { get; }

    public async ValueTask<GlacierResponse> AnswerAsync(RequestContext context, CancellationToken cancellationToken)
    {
        Vault vault = VaultExists.Require(context);
        await vault.AdvanceToAsync(context.Now, context.Options);
        await VaultPermission.RequireAsync(context, vault, cancellationToken);
        return await AnswerAsync(context, vault, cancellationToken);
    }

    protected abstract ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    );
}
