using GlacierPS.Core.Catalog;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Copy;

/// <content>Small archives that go into tars.</content>
internal sealed partial class CopyRun
{
    // So many tars lie on the disk at a time: one is filled while the other is sent.
    private const int MostSpools = 2;

    private readonly SemaphoreSlim _spools = new(MostSpools);
    private readonly List<Bundle> _filled = [];

    /// <summary>Fails where the disk has no room for the bundles that are written at a time.</summary>
    /// <param name="folder">Where they are written.</param>
    /// <param name="read">The archives that are wanted.</param>
    /// <param name="options">How they are copied.</param>
    /// <exception cref="GlacierTransferException">DiskFull.</exception>
    public static void RequireRoom(string folder, Func<IEnumerable<CatalogArchive>> read, CopyOptions options)
    {
        if (options.BundleBelow == 0)
        {
            return;
        }

        long small = read()
            .Where(archive => archive.SizeInBytes < options.BundleBelow)
            .Sum(archive => BundleLayout.MemberSize(archive.SizeInBytes));
        long needed = Math.Min(MostSpools * options.BundleSize, small);
        if (DiskSpace.FreeBytes(folder) < needed)
        {
            throw DiskSpace.Error(Path.Join(folder, "bundles"), needed, 0);
        }
    }

    /// <summary>The bundle of each archive that gets into one.</summary>
    private Dictionary<CopyTarget, Bundle> Bundled(IReadOnlyList<CopyTarget> targets)
    {
        var bundles = new Dictionary<CopyTarget, Bundle>(ReferenceEqualityComparer.Instance);
        _filled.RemoveAll(bundle => bundle.HasEnded);
        foreach (BundleGroup group in BundleGroups.Cut(targets, _options))
        {
            var bundle = new Bundle(group.Members.Count, _folder, _options);
            _filled.Add(bundle);
            foreach (CopyTarget member in group.Members)
            {
                bundles[member] = bundle;
            }
        }

        return bundles;
    }

    /// <summary>Adds an archive to its bundle.</summary>
    /// <returns>False if the job's output is gone and another has to be started.</returns>
    private async Task<bool> AddAsync(Bundle bundle, CopyTarget target, JobDescription job) =>
        await UseAsync(
            job,
            async () =>
            {
                await _move.ReadAsync(
                    target.Archive,
                    job,
                    (content, sha256) => bundle.Tar.AddAsync(target, content, sha256, job, _cancellationToken),
                    _cancellationToken
                );
                return target;
            }
        )
            is not null;

    /// <summary>Stores a bundle when all of its archives are in it or have failed.</summary>
    private async Task EndAsync(CopyWork work, Bundle bundle)
    {
        try
        {
            await Task.WhenAll(bundle.Copies);
            if (bundle.Members.Count > 0)
            {
                await StoreAsync(work, bundle);
            }
        }
        finally
        {
            await bundle.EndAsync(_spools);
        }
    }

    private async Task StoreAsync(CopyWork work, Bundle bundle)
    {
        try
        {
            bundle.Tar.End();
            IReadOnlyList<ManifestEntry> entries = await _bundles.WriteAsync(
                bundle.Tar,
                work.Window,
                new BundleUpload(_bucket, _options, _parts, _report.Note),
                _cancellationToken
            );
            foreach ((BundleMember member, ManifestEntry entry) in bundle.Members.Zip(entries))
            {
                Proven(work, member.Target, entry, member.Job);
            }
        }
        catch (Exception error) when (!_cancellationToken.IsCancellationRequested)
        {
            foreach (BundleMember member in bundle.Members)
            {
                Fail(work, member.Target.Archive, error);
            }
        }
    }

    /// <summary>A bundle that is being filled.</summary>
    /// <param name="count">Archives that are to get into it.</param>
    /// <param name="folder">Where it lies until it is stored.</param>
    /// <param name="options">How archives are copied.</param>
    private sealed class Bundle(int count, string folder, CopyOptions options) : IDisposable
    {
        private readonly List<Task> _copies = [];
        private readonly object _lock = new();
        private BundleTar? _tar;

        /// <summary>What adds its archives.</summary>
        public IReadOnlyList<Task> Copies => _copies;

        /// <summary>Whether it lies on the disk no longer.</summary>
        public bool HasEnded { get; private set; }

        /// <summary>Ends when it may lie on the disk; bundles do so in the order in which they begin.</summary>
        public Task Turn { get; private set; } = null!;

        /// <summary>The archives that got into it.</summary>
        public IReadOnlyList<BundleMember> Members => _tar?.Members ?? [];

        /// <summary>The tar; made for the first archive.</summary>
        public BundleTar Tar
        {
            get
            {
                lock (_lock)
                {
                    return _tar ??= new BundleTar(folder, options);
                }
            }
        }

        /// <summary>Asks for its turn, once.</summary>
        public void Begin(SemaphoreSlim spools, CancellationToken cancellationToken) =>
            Turn ??= spools.WaitAsync(cancellationToken);

        /// <summary>Notes what adds an archive.</summary>
        /// <returns>Whether it was the last one.</returns>
        public bool Add(Task copy)
        {
            _copies.Add(copy);
            return _copies.Count == count;
        }

        /// <summary>Gives its room on the disk back.</summary>
        public async Task EndAsync(SemaphoreSlim spools)
        {
            Dispose();
            HasEnded = true;
            await Turn;
            spools.Release();
        }

        public void Dispose() => _tar?.Dispose();
    }
}
