using System.Text.Json;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Wire;

/// <summary>The bodies of what is settled for vaults and accounts (glacier-api.md §5, §6.2, §6.9 to §6.13).</summary>
internal static class SettingsMembers
{
    public static IReadOnlyDictionary<string, string> ReadTags(JsonElement json)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (json.Object("Tags") is { } members)
        {
            foreach (JsonProperty tag in members.EnumerateObject())
            {
                tags[tag.Name] = tag.Value.GetString() ?? "";
            }
        }

        return tags;
    }

    public static byte[] WriteTags(IReadOnlyDictionary<string, string> tags) =>
        Write(json =>
        {
            json.WriteStartObject("Tags");
            foreach ((string key, string value) in tags)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        });

    public static byte[] WriteTagKeys(IReadOnlyList<string> keys) => Write(json => WriteTexts(json, "TagKeys", keys));

    /// <summary>The policy is a JSON document inside a JSON string, not nested (§5).</summary>
    public static byte[] WritePolicy(string policy) => Write(json => json.WriteString("Policy", policy));

    public static VaultNotification ReadNotification(JsonElement json, string vaultName) =>
        new()
        {
            VaultName = vaultName,
            SNSTopic = json.RequiredText("SNSTopic"),
            Events = [.. json.List("Events", item => Enum.Parse<NotificationEvent>(item.GetString()!))],
        };

    public static byte[] WriteNotification(VaultNotification notification) =>
        Write(json =>
        {
            json.WriteString("SNSTopic", notification.SNSTopic);
            WriteTexts(json, "Events", notification.Events.Select(item => item.ToString()));
        });

    public static VaultLock ReadLock(JsonElement json, string vaultName) =>
        new()
        {
            VaultName = vaultName,
            Policy = json.RequiredText("Policy"),
            State = json.RequiredChoice<VaultLockState>("State"),
            CreationDate = json.Date("CreationDate"),
            ExpirationDate = json.Date("ExpirationDate"),
        };

    /// <summary>Exactly one rule (§6.12); no rule at all is no limit.</summary>
    public static DataRetrievalPolicy ReadRetrievalPolicy(JsonElement json) =>
        json.Object("Policy")?.List("Rules", ReadRule) is [var rule, ..]
            ? rule
            : new DataRetrievalPolicy { Strategy = RetrievalStrategy.None };

    public static byte[] WriteRetrievalPolicy(DataRetrievalPolicy policy) =>
        Write(json =>
        {
            json.WriteStartObject("Policy");
            json.WriteStartArray("Rules");
            json.WriteStartObject();
            json.WriteString("Strategy", policy.Strategy.ToString());
            if (policy.BytesPerHour is { } bytes)
            {
                json.WriteNumber("BytesPerHour", bytes);
            }

            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        });

    public static ProvisionedCapacity ReadCapacity(JsonElement json) =>
        new()
        {
            CapacityId = json.RequiredText("CapacityId"),
            StartDate = json.RequiredDate("StartDate"),
            ExpirationDate = json.RequiredDate("ExpirationDate"),
        };

    private static DataRetrievalPolicy ReadRule(JsonElement json) =>
        new()
        {
            Strategy = json.RequiredChoice<RetrievalStrategy>("Strategy"),
            BytesPerHour = json.Number("BytesPerHour"),
        };

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
