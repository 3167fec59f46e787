using GlacierPS.Core.Storage;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Storage;

/// <summary>The bytes of a vault's archives in its folder.</summary>
internal sealed class DiskVaultStorage(string folder) : IVaultStorage
{
    public string Place => folder;

    public IBlobFile CreateBlob(ResourceKey key, long expectedLength) =>
        DiskBlobFile.Create(folder, key, expectedLength);

    public IBlobFile OpenBlob(ResourceKey key) => DiskBlobFile.Open(folder, key);

    public long? LengthOf(ResourceKey key) =>
        LengthOf(StoreLayout.Blob(folder, key))
        ?? LengthOf(StoreLayout.Aside(folder, key))
        // Moved in between.
        ?? LengthOf(StoreLayout.Blob(folder, key));

    public void DeleteBlob(ResourceKey key)
    {
        string place = StoreLayout.Blob(folder, key);
        try
        {
            OwnFiles.Retry(() => File.Delete(File.Exists(place) ? place : StoreLayout.Aside(folder, key)));
        }
        catch (DirectoryNotFoundException)
        {
            // No blob ever lay there.
        }
    }

    public IEnumerable<(ResourceKey Key, long Length)> Blobs(byte first, DateTime before)
    {
        var files = new DirectoryInfo(StoreLayout.BlobFolder(folder, first));
        foreach (FileInfo file in files.Exists ? files.EnumerateFiles() : [])
        {
            if (
                ResourceKey.TryParse(file.Name, out ResourceKey key)
                && key.FirstByte == first
                && file.LastWriteTimeUtc < before
            )
            {
                yield return (key, file.Length);
            }
        }
    }

    public IEnumerable<ResourceKey> Aside() =>
        from path in Entries(StoreLayout.Aside(folder))
        where IsBlobName(path) && File.Exists(path)
        select ResourceKey.TryParse(Path.GetFileName(path), out ResourceKey key) ? key : default;

    public void PutInPlace(ResourceKey key) =>
        DiskBlobFile.TryPutInPlace(StoreLayout.Aside(folder, key), StoreLayout.Blob(folder, key));

    public void FlushRemovals(IEnumerable<ResourceKey> removed)
    {
        foreach (byte first in removed.Select(key => key.FirstByte).Distinct())
        {
            string blobs = StoreLayout.BlobFolder(folder, first);
            if (Directory.Exists(blobs))
            {
                DurableFile.FlushFolder(blobs);
            }
        }
    }

    public IEnumerable<string> Strays()
    {
        string aside = StoreLayout.Aside(folder);
        string blobs = StoreLayout.Blobs(folder);
        return Entries(folder)
            .Where(path => path != aside && path != blobs)
            .Concat(Entries(aside).Where(path => !IsBlobName(path)))
            .Concat(Entries(blobs).SelectMany(StraysIn));
    }

    public void Remove(IReadOnlyList<ResourceKey> blobs)
    {
        foreach (ResourceKey blob in blobs.Concat(Aside()))
        {
            try
            {
                DeleteBlob(blob);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The vault is gone; what another program holds now is a file of none.
            }
        }

        string[] folders = [.. Entries(StoreLayout.Blobs(folder)).Where(Directory.Exists)];
        foreach (string empty in (string[])[.. folders, StoreLayout.Blobs(folder), StoreLayout.Aside(folder), folder])
        {
            try
            {
                // Not what is below it: that is not ours.
                Directory.Delete(empty, recursive: false);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
        }
    }

    private static long? LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : null;
    }

    private static IEnumerable<string> StraysIn(string path)
    {
        string name = Path.GetFileName(path);
        bool ours =
            name.Length == 2
            && byte.TryParse(
                name,
                System.Globalization.NumberStyles.AllowHexSpecifier,
                System.Globalization.CultureInfo.InvariantCulture,
                out _
            )
            && Directory.Exists(path);
        return ours
            ? Entries(path)
                .Where(file =>
                    !IsBlobName(file) || !Path.GetFileName(file).StartsWith(name, StringComparison.OrdinalIgnoreCase)
                )
            : [path];
    }

    private static bool IsBlobName(string path) => ResourceKey.TryParse(Path.GetFileName(path), out _);

    private static IEnumerable<string> Entries(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFileSystemEntries(path) : [];
}
