using GlacierPS.Local.Http;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Preconditions;

/// <summary>
/// Which account a request is for (glacier-api.md §1.2, C007 to C009). "Account-level calls require it to equal the
/// signer's account; vault-level calls name the vault owner's account (cross-account needs a vault policy)."
/// </summary>
internal static class OwningAccount
{
    public static AccountVaults Of(RouteMatch route, AccountKey caller, VaultStore store)
    {
        if (route.Account == "-" || route.Account == caller.AccountId)
        {
            return store.Account(caller);
        }

        if (!AccountKey.IsAccountId(route.Account))
        {
            throw ServiceErrors.NoAccount();
        }

        // That a vault is not there is told to its owner only; what is there, its policies decide on (VaultPermission).
        bool isForVault = route.Vault.Length > 0 && route.Operation != GlacierOperation.CreateVault;
        return
            isForVault
            && store.FindAccount(caller with { AccountId = route.Account }) is { } owner
            && owner.Find(route.Vault) is { MayHavePolicies: true }
            ? owner
            : throw ServiceErrors.WrongAccount(route.Account);
    }
}
