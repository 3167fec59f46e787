namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>
/// Where -WhatIf writes what it would have written into a catalogue, so that its plan is the real one and the catalogue
/// stays as it was. Made when it is asked for, and removed at the end.
/// </summary>
internal sealed class RehearsalFolder : IDisposable
{
    private string? _path;

    public string Path => _path ??= Directory.CreateTempSubdirectory("GlacierPS-").FullName;

    public void Dispose()
    {
        if (_path is not null)
        {
            Directory.Delete(_path, recursive: true);
        }
    }
}
