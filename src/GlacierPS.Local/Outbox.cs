using GlacierPS.Local.Vaults;

namespace GlacierPS.Local;

/// <summary>All that would have gone to SNS: what vaults sent, those that were deleted since among them.</summary>
internal static class Outbox
{
    public static IReadOnlyList<Notification> Of(VaultStore store) =>
        [
            .. store
                .Accounts.SelectMany(account => account.Messages())
                .OrderBy(sent => sent.At)
                .Select(sent => new Notification(sent.Topic, sent.Message)),
        ];
}
