using System.Text.Json.Serialization;

namespace GlacierPS.Local.Vaults.Events;

/// <summary>How events are written to a journal.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VaultEvent))]
internal sealed partial class VaultEventJson : JsonSerializerContext;
