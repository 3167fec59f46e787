using System.Text.Json;

namespace GlacierPS.Local.Tests.Transfers;

/// <summary>The service's own record of the parts that it received and found right: its vaults' journals.</summary>
internal static class PartLog
{
    /// <summary>How often each part arrived, by upload and first byte.</summary>
    public static Dictionary<(string Upload, long Start), int> Read(string dataFolder)
    {
        var parts = new Dictionary<(string, long), int>();
        foreach (string path in Directory.EnumerateFiles(dataFolder, "journal.jsonl", SearchOption.AllDirectories))
        {
            using var reader = new StreamReader(
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            );
            while (reader.ReadLine() is { } line)
            {
                // A checksum of eight digits and a space come first.
                using JsonDocument json = JsonDocument.Parse(line.AsMemory(9));
                if (json.RootElement.GetProperty("event").GetString() == "part-stored")
                {
                    var part = (
                        json.RootElement.GetProperty("upload").ToString(),
                        json.RootElement.GetProperty("start").GetInt64()
                    );
                    parts[part] = parts.GetValueOrDefault(part) + 1;
                }
            }
        }

        return parts;
    }
}
