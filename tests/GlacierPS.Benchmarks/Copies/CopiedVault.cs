using GlacierPS.Benchmarks.Clients;

namespace GlacierPS.Benchmarks.Copies;

/// <summary>A server whose vault has one large archive and one for the warm-up, and a catalogue of it.</summary>
internal sealed class CopiedVault : IAsyncDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ServerUnderTest _server;

    private readonly ScratchFolder _store;

    private CopiedVault(ServerUnderTest server, ScratchFolder store, long size) =>
        (_server, _store, Size) = (server, store, size);

    /// <summary>Bytes of the large archive.</summary>
    public long Size { get; }

    private string Url => _server.Url.GetLeftPart(UriPartial.Authority);

    private string Catalog => Path.Combine(_folder.Path, "catalog");

    public static async Task<CopiedVault> StartAsync(long size, CancellationToken cancellationToken)
    {
        using var files = new ScratchFolder();
        using var content = new ContentFile(size);
        using var warmUp = new ContentFile(64 << 20);
        File.Move(content.Path, Path.Combine(files.Path, "large"));
        File.Move(warmUp.Path, Path.Combine(files.Path, "warm-up"));
        var store = new ScratchFolder();
        var vault = new CopiedVault(
            await ServerUnderTest.StartWithVaultAsync(store.Path, cancellationToken),
            store,
            size
        );
        await Client.OursAsync(
            ["fill", vault.Catalog, files.Path, "--endpoint", vault.Url, "--part-size", Client.Text(16 << 20)],
            cancellationToken
        );
        return vault;
    }

    /// <summary>Copies all but the archive for the warm-up, by a fresh process to a fresh bucket over HTTPS.</summary>
    public async Task<ClientRun> CopyAsync(
        long partSize,
        int atOnce,
        string[] more,
        CancellationToken cancellationToken
    )
    {
        string certificate = Path.Combine(_folder.Path, "certificate.pem");
        await using BucketUnderTest bucket = await BucketUnderTest.StartAsync(
            ["https=" + certificate],
            cancellationToken
        );
        // The client's, which inherits it.
        Environment.SetEnvironmentVariable("SSL_CERT_FILE", certificate);
        return await Client.OursAsync(
            [
                "copy",
                Catalog,
                bucket.Url,
                "--endpoint",
                Url,
                "--part-size",
                Client.Text(partSize),
                "--throttle-limit",
                Client.Text(atOnce),
                .. more,
            ],
            cancellationToken
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _store.Dispose();
        _folder.Dispose();
    }
}
