namespace GlacierPS.Benchmarks;

/// <summary>A data folder that is gone when the measurement is over.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("glacierps-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
