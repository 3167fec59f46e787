using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;

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

    public async ValueTask<GlacierResponse> AnswerAsync(RequestContext context, CancellationToken cancellationToken)
    {
        if (!VaultName.IsValid(context.VaultName))
        {
            throw ServiceErrors.InvalidVaultName(context.VaultName);
        }

        if (!await context.Account.CreateAsync(context.VaultName, VaultLimit, context.Now, cancellationToken))
        {
            throw ServiceErrors.TooManyVaults(VaultLimit);
        }

        return GlacierResponse.Empty(201).With(HeaderNames.Location, context.Location());
    }
}
