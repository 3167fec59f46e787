using GlacierPS.Core.Sync;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>The files of a folder that -Include and -Exclude take.</summary>
internal static class FileSelection
{
    /// <summary>
    /// Patterns match a file's name or its path below the folder. A folder that -Exclude names is not entered: its
    /// name, its path, or all that lies below it (<c>cache/*</c>).
    /// </summary>
    public static FolderScanOptions Of(string[] include, string[] exclude, bool followLinks)
    {
        Func<string, bool>? included = NamePatterns.Match(include);
        Func<string, bool>? excluded = NamePatterns.Match(exclude);
        return new FolderScanOptions
        {
            Wanted =
                included is null && excluded is null
                    ? null
                    : name =>
                        (included is null || included(FileNameOf(name)) || included(name))
                        && !(excluded is not null && (excluded(FileNameOf(name)) || excluded(name))),
            Entered = excluded is null
                ? null
                : name => !excluded(FileNameOf(name)) && !excluded(name) && !excluded(name + "/"),
            FollowLinks = followLinks,
        };
    }

    private static string FileNameOf(string name) => name[(name.LastIndexOf('/') + 1)..];
}
