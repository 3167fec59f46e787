using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Preconditions;

/// <summary>
/// The vault is there; if not, the message has its ARN, or the bare name when no vault could have it (glacier-api.md
/// §4, D17).
/// </summary>
internal static class VaultExists
{
    public static Vault Require(RequestContext context)
    {
        if (!VaultName.IsValid(context.VaultName))
        {
            throw ServiceErrors.VaultNotFound(context.VaultName);
        }

        return context.Account.Find(context.VaultName)
            ?? throw ServiceErrors.VaultNotFound(
                VaultArn.Format(context.Key.Region, context.Key.AccountId, context.VaultName)
            );
    }
}
