namespace GlacierPS.Core.Naming;

/// <summary>
/// QNAP Hybrid Backup Sync's <c>{"type":"file","path"}</c>, whose path is escaped for JSON twice. An entry of any other
/// type is a folder, and a blank path is no name.
/// </summary>
internal static class QnapCodec
{
    public static ArchiveName? Read(string text)
    {
        if (
            !text.StartsWith('{')
            || JsonText.ReadObject(text) is not { } metadata
            || JsonText.Member(metadata, "type") is not { } type
            || JsonText.Member(metadata, "path") is not { } path
            || string.IsNullOrWhiteSpace(path)
        )
        {
            return null;
        }

        string name = JsonText.Unescape(path) ?? path;
        return new ArchiveName { Name = type == "file" ? name : name.TrimEnd('/') + "/", WrittenBy = ArchiveTool.Qnap };
    }
}
