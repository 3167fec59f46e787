using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "Empty body; 201 with Location /acct/vaults/name. Repeating it for an existing vault succeeds again (201) and
/// changes nothing"; at most 1,000 vaults per account and region (glacier-api.md §6.1). An illegal name is a 400 here
/// and a 404 everywhere else (D17).
/// </summary>
internal sealed class CreateVault : IOperation
{
    private const int VaultLimit = 1000;

    public GlacierOperation Name => GlacierOperation.CreateVault;

    public async ValueTask<GlacierResponse> AnswerAsync(Call call, CancellationToken cancellationToken)
    {
        if (!VaultName.IsValid(call.VaultName))
        {
            throw ErrorAnswers.InvalidVaultName(call.VaultName);
        }

        await call.Account.CreateAsync(call.VaultName, VaultLimit, call.Now, cancellationToken);
        return GlacierResponse.Empty(201).With(HeaderNames.Location, call.Location());
    }
}
