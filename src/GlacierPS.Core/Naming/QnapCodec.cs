namespace GlacierPS.Core.Naming;

/// <summary>QNAP Hybrid Backup Sync's <c>{"type":"file","path"}</c>, whose path is escaped for JSON twice.</summary>
internal static class QnapCodec
{
    public static ArchiveName? Read(string text)
    {
        if (
            !text.StartsWith('{')
            || JsonText.ReadObject(text) is not { } metadata
            || JsonText.Member(metadata, "type") is not "file"
            || JsonText.Member(metadata, "path") is not { } path
        )
        {
            return null;
        }

        return new ArchiveName { Name = JsonText.Unescape(path) ?? path, WrittenBy = ArchiveTool.Qnap };
    }
}
