using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Report;

/// <summary>What the service says of a vault that a report shows beside what the catalogue knows.</summary>
public sealed record VaultFacts
{
    // A page of either list has 50 of them; what is beyond is said to be more.
    private const int MostListed = 500;

    /// <summary>The vault's name.</summary>
    public required string VaultName { get; init; }

    /// <summary>Its lock; null if it has none, or if that could not be asked.</summary>
    public VaultLock? Lock { get; init; }

    /// <summary>Jobs that run, or whose output is still there, newest first.</summary>
    public IReadOnlyList<JobDescription> Jobs { get; init; } = [];

    /// <summary>Multipart uploads that were begun and not completed.</summary>
    public IReadOnlyList<MultipartUpload> Uploads { get; init; } = [];

    /// <summary>Whether there are more of either than are listed.</summary>
    public bool HasMore { get; init; }

    /// <summary>Its copies in buckets and folders, as this machine's records have them.</summary>
    public IReadOnlyList<VaultCopies> Copies { get; init; } = [];

    /// <summary>What could not be asked, and why, a sentence each.</summary>
    public IReadOnlyList<string> NotAsked { get; init; } = [];

    /// <summary>Asks the service. What it refuses is noted, and all else asked.</summary>
    /// <param name="glacier">The service.</param>
    /// <param name="settings">The same, for the lock.</param>
    /// <param name="vaultName">The vault.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<VaultFacts> AskAsync(
        IGlacier glacier,
        IVaultSettings settings,
        string vaultName,
        CancellationToken cancellationToken
    )
    {
        var notAsked = new List<string>();
        bool hasMore = false;

        async Task<T> Try<T>(string what, T otherwise, Func<Task<T>> ask)
        {
            try
            {
                return await ask();
            }
            catch (GlacierException error)
            {
                notAsked.Add($"The {what} of vault {vaultName} could not be asked for: {error.Message}");
                return otherwise;
            }
        }

        async Task<IReadOnlyList<T>> Some<T>(Func<string?, CancellationToken, Task<Page<T>>> next)
        {
            var items = new List<T>();
            await foreach (T item in Pages.ItemsAsync(next, cancellationToken))
            {
                if (items.Count == MostListed)
                {
                    hasMore = true;
                    break;
                }

                items.Add(item);
            }

            return items;
        }

        return new VaultFacts
        {
            VaultName = vaultName,
            Lock = await Try("lock", null, () => LockAsync(settings, vaultName, cancellationToken)),
            Jobs = await Try(
                "jobs",
                [],
                () => Some((marker, token) => glacier.ListJobsAsync(vaultName, null, null, marker, null, token))
            ),
            Uploads = await Try(
                "uploads",
                [],
                () => Some((marker, token) => glacier.ListMultipartUploadsAsync(vaultName, marker, null, token))
            ),
            HasMore = hasMore,
            NotAsked = notAsked,
        };
    }

    private static async Task<VaultLock?> LockAsync(
        IVaultSettings settings,
        string vaultName,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await settings.GetVaultLockAsync(vaultName, cancellationToken);
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }
}
