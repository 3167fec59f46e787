using System.Text.Json.Serialization;
using GlacierPS.Local.Inventories;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>Values that are kept as JSON in columns of the metadata.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RetrievedArchive))]
[JsonSerializable(typeof(RetrievedInventory))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(LockSetting))]
[JsonSerializable(typeof(NotificationSetting))]
internal sealed partial class StoreJson : JsonSerializerContext;

/// <summary>A vault lock as it is kept.</summary>
internal sealed record LockSetting(string Id, ServiceTime Created, bool Completed, string Policy);

/// <summary>A notification configuration as it is kept.</summary>
internal sealed record NotificationSetting(string Topic, IReadOnlyList<string> Events);
