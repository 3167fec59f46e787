using GlacierPS.Local.Http;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// An operation on a vault that has to exist. What is due on the vault's clock is done first; then its policies are
/// asked.
/// </summary>
internal abstract class VaultOperation : IOperation
{
    public abstract GlacierOperation Name { get; }

    public async ValueTask<GlacierResponse> AnswerAsync(Call call, CancellationToken cancellationToken)
    {
        Vault vault = VaultExists.Require(call);
        await vault.AdvanceToAsync(call.Now, call.Options);
        await VaultPermission.RequireAsync(call, vault, cancellationToken);
        return await AnswerAsync(call, vault, cancellationToken);
    }

    protected abstract ValueTask<GlacierResponse> AnswerAsync(
        Call call,
        Vault vault,
        CancellationToken cancellationToken
    );
}
