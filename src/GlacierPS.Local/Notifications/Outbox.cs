using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Notifications;

/// <summary>
/// All that would have gone to SNS: what vaults sent, and what vaults had sent that were deleted since.
/// </summary>
internal static class Outbox
{
    public static IReadOnlyList<Notification> Of(VaultStore store) =>
        [
            .. store
                .Accounts.SelectMany(Of)
                .OrderBy(sent => sent.At)
                .Select(sent => new Notification(sent.Topic, sent.Message)),
        ];

    private static IEnumerable<SentNotification> Of(AccountVaults account)
    {
        // What a deletion that did not come to its end took over is in both.
        SentNotification[] inVaults =
        [
            .. account.Sorted.SelectMany(vault => vault.ReadIfThere(state => state.Outbox.ToArray(), [])),
        ];
        return account.Settings.Read(state =>
            state.Outbox.Concat(inVaults.Where(sent => !state.HasKept(sent))).ToArray()
        );
    }
}
