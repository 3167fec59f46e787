using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace GlacierPS.Aws.Tests.Leases;

/// <summary>
/// dynalite, a DynamoDB that nobody here wrote, on a free port and in memory; skipped with a reason where there is no
/// Node.js, or no way to its packages. These are installed once, below obj of the whole tree.
/// </summary>
internal sealed class Dynalite : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly Lazy<(string? Folder, string Reason)> s_installed = new(Install);

    private readonly Process _process;

    private Dynalite(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public static async Task<Dynalite> StartAsync()
    {
        (string? folder, string reason) = s_installed.Value;
        Assert.SkipWhen(folder is null, reason);
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        Process process = Start(
            "node",
            folder!,
            "node_modules/dynalite/cli.js",
            "--host",
            "127.0.0.1",
            "--port",
            $"{port}",
            "--createTableMs",
            "0",
            "--deleteTableMs",
            "0"
        );
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var dynalite = new Dynalite(process, new Uri($"http://127.0.0.1:{port}"));
        using var client = new HttpClient();
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(dynalite.Url);
                return dynalite;
            }
            catch (HttpRequestException) when (!process.HasExited && waited.Elapsed < s_patience)
            {
                await Task.Delay(100);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static (string? Folder, string Reason) Install()
    {
        string root = Path.GetFullPath(Path.Join(Path.GetDirectoryName(Here()), "../../.."));
        string folder = Path.Join(root, "obj/dynalite-4.0.0");
        string installed = Path.Join(folder, "node_modules/dynalite");
        string aside = folder + ".new";
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        // Two test programs and PowerShells come here at the same time; tests/Pester/table.ps1 waits for the same file.
        using FileStream gate = Await(folder + ".lock");
        if (Directory.Exists(installed))
        {
            return (folder, "");
        }

        if (Directory.Exists(aside))
        {
            Directory.Delete(aside, recursive: true);
        }

        Directory.CreateDirectory(aside);
        foreach (string file in Directory.GetFiles(Path.Join(root, "tests/clients/dynalite")))
        {
            File.Copy(file, Path.Join(aside, Path.GetFileName(file)));
        }

        try
        {
            using Process npm = Start(
                "npm",
                aside,
                "ci",
                "--prefer-offline",
                "--fetch-retries",
                "1",
                "--no-audit",
                "--no-fund"
            );
            Task<string> error = npm.StandardError.ReadToEndAsync();
            npm.BeginOutputReadLine();
            if (!npm.WaitForExit(s_patience))
            {
                npm.Kill(entireProcessTree: true);
                return (null, $"npm had not installed dynalite after {s_patience}.");
            }

            if (npm.ExitCode != 0)
            {
                return (null, $"npm cannot install dynalite: {error.Result}");
            }
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return (null, $"There is no Node.js: {error.Message}");
        }

        Directory.Move(aside, folder);
        return (folder, "");
    }

    private static FileStream Await(string path)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited.Elapsed < 2 * s_patience)
            {
                Thread.Sleep(100);
            }
        }
    }

    private static Process Start(string program, string folder, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

    private static string Here([CallerFilePath] string path = "") => path;
}
