using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;

namespace GlacierPS.Cmdlets.Drive;

/// <summary>One way between the drive and the file system. All on the pipeline thread.</summary>
internal abstract class ItemCopy : IDisposable
{
    /// <summary>What a path stands for, as <see cref="Copy"/> takes it.</summary>
    /// <param name="path">A path as the user or an object has it.</param>
    /// <param name="isOnDrive">Whether it is one of the drive.</param>
    /// <param name="literal">Whether nothing in it is a wildcard.</param>
    /// <exception cref="Core.Protocol.GlacierInputException">It is not of this way, nothing is there, or it is a folder
    /// and folders are not copied.</exception>
    public abstract IReadOnlyList<object> Find(string path, bool isOnDrive, bool literal);

    /// <summary>Hands one of them to the cmdlet that does the work; throws what that throws.</summary>
    public abstract void Copy(object item);

    /// <summary>Ends the work.</summary>
    public abstract void End();

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Paths that are of the drive or of the file system.</summary>
internal static class ItemPath
{
    /// <summary>Whether a path means something on the drive, where the user is now.</summary>
    public static bool IsOnDrive(PSCmdlet cmdlet, string path)
    {
        cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return provider.ImplementingType == typeof(GlacierProvider);
    }

    /// <summary>The drive that a path means, and what it means there.</summary>
    public static (GlacierDrive Drive, DrivePath At) Parse(PSCmdlet cmdlet, string path)
    {
        string own = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(
            path,
            out ProviderInfo _,
            out PSDriveInfo? drive
        );
        DrivePath at = DrivePath.Parse(own);
        return (DriveLookup.Find(at.Root, drive, cmdlet.SessionState), at);
    }

    /// <summary>Whether a name is given that is probably meant for the copy itself: it ends as the original
    /// does.</summary>
    public static bool LooksLikeCopyOf(string destination, string original) =>
        !destination.EndsWith('/')
        && !destination.EndsWith('\\')
        && Path.GetExtension(original) is { Length: > 1 } extension
        && extension.Equals(Path.GetExtension(destination), StringComparison.OrdinalIgnoreCase);
}
