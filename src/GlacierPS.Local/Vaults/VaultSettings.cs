using System.Text.Json;
using GlacierPS.Core.Policies;
using GlacierPS.Core.Storage;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>
/// A vault's tags, access policy, lock and notifications in the metadata. The vault's row has the sum over all of them,
/// so that a lock that is lost is not taken for a vault without one.
/// </summary>
internal static class VaultSettings
{
    private const string Tags = "tags";
    private const string AccessPolicy = "access-policy";
    private const string Lock = "lock";
    private const string Notifications = "notifications";

    /// <summary>Reads what a vault was told; false if any of it is damaged.</summary>
    public static bool TryLoad(StoreConnection connection, VaultState state)
    {
        DatabaseStatement statement = connection
            .Statement("SELECT kind,value,changed FROM settings WHERE vault=? ORDER BY kind")
            .Bind(1, state.Row);
        var rows = new List<Setting>();
        while (statement.Step())
        {
            rows.Add(new Setting(statement.Text(0) ?? "", statement.Text(1), statement.Number(2)));
        }

        if (SumOf(rows) != state.SettingsSum)
        {
            return false;
        }

        try
        {
            rows.ForEach(row => Apply(row, state));
            return true;
        }
        catch (JsonException)
        {
            // As it was written, and yet nothing that this version knows.
            return false;
        }
    }

    /// <summary>Writes all that a vault was told, and takes note of the sum.</summary>
    public static void Save(StoreConnection connection, VaultState state)
    {
        connection.Statement("DELETE FROM settings WHERE vault=?").Bind(1, state.Row).Run();
        List<Setting> rows = [.. Of(state)];
        foreach (Setting row in rows)
        {
            connection
                .Statement("INSERT INTO settings (vault,kind,value,changed) VALUES (?,?,?,?)")
                .Bind(1, state.Row)
                .Bind(2, row.Kind)
                .Bind(3, row.Value)
                .Bind(4, row.Changed)
                .Run();
        }

        state.SettingsSum = SumOf(rows);
    }

    /// <summary>The sum over settings in the order of their kinds.</summary>
    public static long SumOf(IEnumerable<Setting> rows) =>
        rows.OrderBy(row => row.Kind, StringComparer.Ordinal)
            .Aggregate(new RowChecksum(), (sum, row) => sum.Add(row.Kind).Add(row.Value).Add(row.Changed))
            .Value;

    private static IEnumerable<Setting> Of(VaultState state)
    {
        if (state.Tags.Count > 0)
        {
            yield return new Setting(
                Tags,
                JsonSerializer.Serialize(
                    new Dictionary<string, string>(state.Tags),
                    StoreJson.Default.DictionaryStringString
                ),
                0
            );
        }

        if (state.AccessPolicy is { } policy)
        {
            yield return new Setting(AccessPolicy, policy.Text, 0);
        }

        if (state.Lock is { } found)
        {
            var setting = new LockSetting(found.LockId, found.Created, found.IsLocked, found.Policy.Text);
            yield return new Setting(Lock, JsonSerializer.Serialize(setting, StoreJson.Default.LockSetting), 0);
        }

        if (state.NotificationsSince != default)
        {
            yield return new Setting(
                Notifications,
                state.Notifications is { } configured
                    ? JsonSerializer.Serialize(
                        new NotificationSetting(configured.SNSTopic, configured.Events),
                        StoreJson.Default.NotificationSetting
                    )
                    : null,
                state.NotificationsSince.Milliseconds
            );
        }
    }

    private static void Apply(Setting row, VaultState state)
    {
        switch (row.Kind)
        {
            case Tags:
                state.Tags = JsonSerializer.Deserialize(row.Value!, StoreJson.Default.DictionaryStringString)!;
                break;
            case AccessPolicy:
                state.AccessPolicy = StoredPolicy.Restore(row.Value!);
                break;
            case Lock:
                LockSetting kept = JsonSerializer.Deserialize(row.Value!, StoreJson.Default.LockSetting)!;
                state.Lock = new StoredLock(kept.Id, StoredPolicy.Restore(kept.Policy), kept.Created, kept.Completed);
                break;
            case Notifications:
                state.NotificationsSince = new ServiceTime(row.Changed);
                state.Notifications = row.Value is null ? null : Configuration(row.Value);
                break;
            default:
                throw new JsonException($"There is no setting '{row.Kind}'.");
        }
    }

    private static NotificationConfiguration Configuration(string json)
    {
        NotificationSetting kept = JsonSerializer.Deserialize(json, StoreJson.Default.NotificationSetting)!;
        return NotificationConfiguration.TryCreate(
            kept.Topic,
            kept.Events,
            out NotificationConfiguration? configuration,
            out string? reason
        )
            ? configuration
            : throw new JsonException(reason);
    }
}

/// <summary>A row of settings.</summary>
internal readonly record struct Setting(string Kind, string? Value, long Changed);
