using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Operations;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Preconditions;

/// <summary>
/// The vault is there; if not, the message has its ARN, or the bare name when no vault could have it (glacier-api.md
/// §4, D17).
/// </summary>
internal static class VaultExists
{
    public static Vault Require(Call call)
    {
        if (!VaultName.IsValid(call.VaultName))
        {
            throw ErrorAnswers.VaultNotFound(call.VaultName);
        }

        return call.Account.Find(call.VaultName)
            ?? throw ErrorAnswers.VaultNotFound(VaultArn.Format(call.Key.Region, call.Key.AccountId, call.VaultName));
    }
}
