using System.Text.Json.Serialization;

namespace GlacierPS.Local.Accounts.Events;

/// <summary>How events are written to an account's journal.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AccountEvent))]
internal sealed partial class AccountEventJson : JsonSerializerContext;
