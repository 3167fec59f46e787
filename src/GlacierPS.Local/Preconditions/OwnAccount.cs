using GlacierPS.Local.Http;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local.Preconditions;

/// <summary>The account segment is <c>-</c> or the caller's own (glacier-api.md §1.2, C007 to C009).</summary>
internal static class OwnAccount
{
    public static void Require(RouteMatch route, AccountKey caller)
    {
        if (route.Account != "-" && route.Account != caller.AccountId)
        {
            throw ErrorAnswers.WrongAccount(route.Account);
        }
    }
}
