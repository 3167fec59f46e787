namespace GlacierPS.Benchmarks.Clients;

/// <summary>A server of its own for each measurement, so that none meets what another has left.</summary>
internal static class FreshServer
{
    /// <summary>Runs a client against an empty server.</summary>
    /// <param name="run">Given the server's address.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ClientRun?> RunAsync(
        Func<string, Task<ClientRun?>> run,
        CancellationToken cancellationToken
    )
    {
        using var folder = new ScratchFolder();
        return await RunAsync(folder.Path, run, cancellationToken);
    }

    /// <summary>Runs a client against an empty server, and leaves what it stored.</summary>
    /// <param name="folder">The server's, empty.</param>
    /// <param name="run">Given the server's address.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ClientRun?> RunAsync(
        string folder,
        Func<string, Task<ClientRun?>> run,
        CancellationToken cancellationToken
    )
    {
        await using ServerUnderTest server = await ServerUnderTest.StartWithVaultAsync(folder, cancellationToken);
        return await run(server.Url.GetLeftPart(UriPartial.Authority)) is { } ended
            ? ended with
            {
                Server = server.ProcessorTime.TotalSeconds,
            }
            : null;
    }
}
