using System.Diagnostics.CodeAnalysis;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Restore;

/// <summary>
/// The paths of job outputs that are received one by one, decided as a restore decides: the newest archive of a name
/// gets it, older ones their date, and the same content under the same name is downloaded once. Safe for use by several
/// threads.
/// </summary>
/// <param name="folder">The folder that the user chose.</param>
public sealed class OutputTargets(string folder)
{
    private readonly Dictionary<string, Output> _outputs = new(ComparablePath.Comparer);

    /// <summary>
    /// Assigns a path, and waits while another output with the same content is downloaded to it.
    /// </summary>
    /// <param name="item">
    /// The archive; it has a creation date if it is known to be an older version of its name.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The path, which has to be ended; or that of a file that has this content already.</returns>
    /// <exception cref="GlacierInputException">The name cannot be used as a path below the folder.</exception>
    public async Task<OutputTarget> AssignAsync(RestoreItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        string name = string.IsNullOrEmpty(item.Name) ? item.ArchiveId : item.Name;
        while (true)
        {
            Output output;
            lock (_outputs)
            {
                if (TryTake(item, name, out OutputTarget? target, out output!))
                {
                    return target;
                }
            }

            if (await output.Saved.Task.WaitAsync(cancellationToken))
            {
                return new OutputTarget(output.Path, output.Reason, output.ArchiveId);
            }

            lock (_outputs)
            {
                // It failed, and this archive takes its place.
                if (_outputs.TryGetValue(output.Path, out Output? failed) && failed == output)
                {
                    _outputs.Remove(output.Path);
                }
            }
        }
    }

    /// <summary>Reports the end of a download, whether it has succeeded or not.</summary>
    public void End(OutputTarget target, bool saved)
    {
        ArgumentNullException.ThrowIfNull(target);
        lock (_outputs)
        {
            _outputs[target.Path].Saved.TrySetResult(saved);
        }
    }

    /// <summary>
    /// The file that has an archive's content already, or its stored bytes beside one that was expanded.
    /// </summary>
    /// <param name="job">The retrieval of the whole archive; of a part, nothing is found.</param>
    /// <param name="path">Full path that the output would get.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Its full path; null if there is none.</returns>
    /// <exception cref="IOException">A file of the same size cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static async Task<string?> FindThereAsync(
        JobDescription job,
        string path,
        CancellationToken cancellationToken
    )
    {
        if (!RetrievalJobs.IsWhole(job) || !Sha256Digest.TryParse(job.ArchiveSHA256TreeHash, out Sha256Digest hash))
        {
            return null;
        }

        foreach (string file in new[] { path, path + OwnNames.Packed })
        {
            var found = new FileInfo(file);
            if (
                found.Exists
                && found.Length == job.ArchiveSizeInBytes
                && await RestorePlanner.HashAsync(found, cancellationToken) == hash
            )
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the file that has an output's name is the one from before another tool compressed or encrypted it.
    /// </summary>
    /// <param name="name">What the archive's description says; null is nothing.</param>
    /// <param name="path">Full path that the output would get.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">A file of the same size cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static async Task<bool> IsOriginalAsync(
        ArchiveName? name,
        string path,
        CancellationToken cancellationToken
    ) =>
        name is not null
        && new FileInfo(path) is { Exists: true } file
        && await OriginalFile.IsAsync(
            file,
            name.Compressed || name.Encrypted,
            name.OriginalSize,
            name.OriginalMD5,
            cancellationToken
        );

    private bool TryTake(
        RestoreItem item,
        string name,
        [NotNullWhen(true)] out OutputTarget? target,
        [NotNullWhen(false)] out Output? same
    )
    {
        (target, same) = (null, null);
        bool isReserved = OwnNames.IsOn(name);
        name = isReserved ? SafeName.Of(name, item.ArchiveId) : name;
        string path = TargetPath.Below(folder, name);
        string? reason = null;
        if (item.CreationDate is not null)
        {
            reason = $"The vault has a newer archive that is called '{name}'.";
        }
        else if (_outputs.TryGetValue(path, out Output? first))
        {
            if (IsSame(first, item))
            {
                same = first;
                return false;
            }

            reason =
                $"Another archive is called '{name}', and the catalogue does not tell which is newer: "
                + "Update-GlacierCatalog makes it known.";
        }

        if (reason is not null)
        {
            path = TargetPath.Below(folder, RestoreTargets.Dated(name, item with { ModifiedTime = null }));
            if (_outputs.TryGetValue(path, out Output? dated))
            {
                same = dated;
                return false;
            }
        }

        reason ??= isReserved ? "Its name is one of those that partial files and journals have." : null;
        _outputs.Add(path, new Output(path, reason, item.ArchiveId, item.SHA256TreeHash, item.SizeInBytes));
        target = new OutputTarget(path, reason, SameAs: null);
        return true;
    }

    private static bool IsSame(Output first, RestoreItem item) =>
        first.ArchiveId == item.ArchiveId
        || (item.SHA256TreeHash is not null && (first.TreeHash, first.Size) == (item.SHA256TreeHash, item.SizeInBytes));

    private sealed record Output(string Path, string? Reason, string ArchiveId, string? TreeHash, long? Size)
    {
        public TaskCompletionSource<bool> Saved { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Where an output goes.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Reason">Why it differs from the archive's name, in a sentence; null if it does not.</param>
/// <param name="SameAs">
/// ID of the archive whose download made the file, with the same content under the same name; null if it has to be
/// downloaded.
/// </param>
public sealed record OutputTarget(string Path, string? Reason, string? SameAs);
