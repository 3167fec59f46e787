using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Clients;

/// <summary>
/// The real program with one credential, so that every signature is verified. Its jobs end after a moment, but for
/// those of the tier Bulk.
/// </summary>
internal sealed class VerifyingServer : IAsyncDisposable
{
    public const string AccessKey = "AKIAIOSFODNN7EXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    private readonly TempFolder _folder;
    private readonly ServerProcess _process;

    private VerifyingServer(TempFolder folder, ServerProcess process)
    {
        _folder = folder;
        _process = process;
    }

    /// <summary>Where it listens, as clients take it: without a slash at the end.</summary>
    public string Endpoint => _process.Url.GetLeftPart(UriPartial.Authority);

    public static async Task<VerifyingServer> StartAsync()
    {
        var folder = new TempFolder();
        try
        {
            return new VerifyingServer(
                folder,
                await ServerProcess.StartAsync(
                    "--data",
                    folder.Path,
                    "--port",
                    "0",
                    "--credential",
                    $"{AccessKey}:{SecretKey}",
                    "--job-time",
                    "standard=1s,inventory=1s,bulk=1h"
                )
            );
        }
        catch (Exception)
        {
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
