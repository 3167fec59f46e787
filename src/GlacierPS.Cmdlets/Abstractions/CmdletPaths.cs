using System.Collections.ObjectModel;
using System.Management.Automation;
using GlacierPS.Cmdlets.Drive;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using Microsoft.PowerShell.Commands;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>From PowerShell's paths, with their drives, providers and wildcards, to those of the file system.</summary>
internal static class CmdletPaths
{
    /// <summary>The full path of a folder, which need not exist; nothing in it is a wildcard.</summary>
    public static string FolderPath(this PSCmdlet cmdlet, string path) => cmdlet.LiteralFilePath(path);

    /// <summary>
    /// The full path of a local Glacier's folder, with the capitals that it has on the disk: its catalogues and the
    /// journals of its transfers are found by it.
    /// </summary>
    public static string StorePath(this PSCmdlet cmdlet, string path) =>
        ComparablePath.AsOnDisk(cmdlet.FolderPath(path));

    /// <summary>
    /// The full path of a file, which need not exist; nothing in it is a wildcard. For who is on the <c>Glacier:</c>
    /// drive, a path without a drive is one of the file system.
    /// </summary>
    public static string LiteralFilePath(this PSCmdlet cmdlet, string path)
    {
        PathIntrinsics paths = cmdlet.SessionState.Path;
        if (
            paths.CurrentLocation.Provider?.ImplementingType == typeof(GlacierProvider)
            && !paths.IsPSAbsolute(path, out _)
            && !path.Contains("::", StringComparison.Ordinal)
            && !path.StartsWith('~')
        )
        {
            return System.IO.Path.GetFullPath(path, cmdlet.WorkingFolder());
        }

        string resolved = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(
            path,
            out ProviderInfo provider,
            out _
        );
        CheckProvider(path, provider);
        return System.IO.Path.GetFullPath(resolved);
    }

    /// <summary>The full paths that a path with wildcards stands for.</summary>
    /// <exception cref="GlacierInputException">Nothing has that name.</exception>
    public static IReadOnlyList<string> MatchingPaths(this PSCmdlet cmdlet, string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
        {
            return [cmdlet.LiteralFilePath(path)];
        }

        Collection<string> found = cmdlet.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
        CheckProvider(path, provider);
        return found.Count > 0
            ? found
            : throw new GlacierInputException(
                "FileNotFound",
                $"Nothing is called '{path}'. If the name itself has [ ] * or ?, use -LiteralPath."
            );
    }

    /// <summary>
    /// The session's current folder in the file system, even when its current drive is another provider's.
    /// </summary>
    public static string WorkingFolder(this PSCmdlet cmdlet) =>
        cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    /// <summary>
    /// A file as Get-Item emits it: tables of files show what PowerShell knows of it then, and not empty columns.
    /// </summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="path">Its full path.</param>
    public static PSObject FileItem(this PSCmdlet cmdlet, string path) =>
        cmdlet.SessionState.InvokeProvider.Item.Get(
            [$@"Microsoft.PowerShell.Core\FileSystem::{path}"],
            force: true,
            literalPath: true
        )[0];

    private static void CheckProvider(string path, ProviderInfo provider)
    {
        if (provider.ImplementingType != typeof(FileSystemProvider))
        {
            throw new GlacierInputException(
                "NotAFilePath",
                $"'{path}' is a path of PowerShell's {provider.Name} provider; files are needed here."
            );
        }
    }
}
