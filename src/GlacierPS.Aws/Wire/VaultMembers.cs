using System.Text.Json;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Wire;

/// <summary>DescribeVault's response, and each item of ListVaults (glacier-api.md §5, §6.1).</summary>
internal static class VaultMembers
{
    public static VaultDescription Read(JsonElement json) =>
        new()
        {
            VaultName = json.RequiredText("VaultName"),
            VaultARN = json.RequiredText("VaultARN"),
            CreationDate = json.RequiredDate("CreationDate"),
            LastInventoryDate = json.Date("LastInventoryDate"),

            // Null before the first inventory, by the guide; 0, by all observations (§8, D4).
            NumberOfArchives = json.Number("NumberOfArchives") ?? 0,
            SizeInBytes = json.Number("SizeInBytes") ?? 0,
        };
}
