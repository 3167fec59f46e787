using GlacierPS.Core.Catalog;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>
/// A temporary folder for the copy of a catalogue that -WhatIf changes, so that its plan is the real one and the
/// catalogue stays as it was. Made at first use, and removed at the end.
/// </summary>
internal sealed class DryRunFolder : IDisposable
{
    private string? _path;

    public string Path => _path ??= Directory.CreateTempSubdirectory("GlacierPS-").FullName;

    public void Dispose()
    {
        if (_path is not null)
        {
            // Windows removes no file that is open.
            CatalogConnections.CloseBelow(_path);
            Directory.Delete(_path, recursive: true);
        }
    }
}
