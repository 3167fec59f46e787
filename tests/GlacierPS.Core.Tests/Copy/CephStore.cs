using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;

namespace GlacierPS.Core.Tests.Copy;

/// <summary>
/// Ceph's object store, which nobody here wrote: a monitor, a disk in memory and radosgw on free ports of the loopback
/// address; skipped with a reason where they are not installed.
/// </summary>
internal sealed class CephStore : IAsyncDisposable
{
    // What was tried: this one keeps the SHA-256 of objects, and the other does not.
    private const int WithChecksums = 20;
    private const int WithoutChecksums = 16;

    // Runs a program with its output in a file, and shows that when it has ended.
    private const string IntoFile =
        "out=$(mktemp); \"$@\" >\"$out\" 2>&1 </dev/null; code=$?; " + "cat \"$out\"; rm \"$out\"; exit $code";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly TempFolder _folder = new();

    private CephStore() { }

    /// <summary>Its version: 20 in 20.2.4.</summary>
    public int Version { get; private set; }

    /// <summary>Whether it keeps the SHA-256 of objects.</summary>
    public bool HasChecksums => Version >= WithChecksums;

    public Uri Url { get; private set; } = null!;

    public static async Task<CephStore> StartAsync()
    {
        var store = new CephStore();
        try
        {
            await store.MakeAsync();
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public AmazonS3Client Client() =>
        new(
            new BasicAWSCredentials("AKIDEXAMPLE", "test-secret"),
            new AmazonS3Config { ServiceURL = Url.AbsoluteUri, ForcePathStyle = true }
        );

    public async ValueTask DisposeAsync()
    {
        foreach (string file in Directory.EnumerateFiles(_folder.Path, "*.pid"))
        {
            if (int.TryParse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture, out int id))
            {
                try
                {
                    using var process = Process.GetProcessById(id);
                    process.Kill();
                    await process.WaitForExitAsync();
                }
                catch (ArgumentException)
                {
                    // It ended by itself.
                }
            }
        }

        _folder.Dispose();
    }

    private async Task MakeAsync()
    {
        string version = await RunAsync("radosgw", "--version");
        Version = int.Parse(version.Split(' ')[2].Split('.')[0], CultureInfo.InvariantCulture);
        Assert.SkipWhen(
            Version is > WithoutChecksums and < WithChecksums,
            $"Whether Ceph {Version} keeps the SHA-256 of objects is not known here; {WithChecksums} does."
        );
        (int monitor, int gateway) = (FreePort(), FreePort());
        Url = new Uri($"http://127.0.0.1:{gateway}");
        string fsid = Guid.NewGuid().ToString();
        string disk = Guid.NewGuid().ToString();
        string In(string name) => _folder.File(name);
        await File.WriteAllTextAsync(In("ceph.conf"), Configuration(fsid, monitor, gateway));
        foreach (string name in new[] { "mon", "osd", "rgw" })
        {
            Directory.CreateDirectory(In(name));
        }

        string[] conf = ["-c", In("ceph.conf")];
        string address = $"[v1:127.0.0.1:{monitor}]";
        await RunAsync(
            "ceph-authtool",
            ["--create-keyring", In("keyring"), "--gen-key", "-n", "mon.", "--cap", "mon", "allow *"]
        );
        await RunAsync("monmaptool", ["--create", "--addv", "a", address, "--fsid", fsid, In("monmap")]);
        await RunAsync(
            "ceph-mon",
            [.. conf, "--mkfs", "-i", "a", "--monmap", In("monmap"), "--keyring", In("keyring")]
        );
        await RunAsync("ceph-mon", [.. conf, "-i", "a"]);
        await RunAsync("ceph", [.. conf, "osd", "new", disk]);
        await RunAsync("ceph-osd", [.. conf, "-i", "0", "--mkfs", "--osd-uuid", disk]);
        await RunAsync("ceph-osd", [.. conf, "-i", "0"]);
        await RunAsync("radosgw", [.. conf, "-n", "client.rgw"]);
        await AnsweredAsync();
        await RunAsync(
            "radosgw-admin",
            [
                .. conf,
                "user",
                "create",
                "--uid=tests",
                "--display-name=tests",
                "--access-key=AKIDEXAMPLE",
                "--secret-key=test-secret",
            ]
        );
    }

    private string Configuration(string fsid, int monitor, int gateway) =>
        $"""
            [global]
            fsid = {fsid}
            mon host = v1:127.0.0.1:{monitor}
            mon initial members = a
            public addr = 127.0.0.1
            cluster addr = 127.0.0.1
            auth cluster required = none
            auth service required = none
            auth client required = none
            ms bind msgr2 = false
            mon allow pool size one = true
            mon data = {_folder.File("mon")}
            mon max pg per osd = 1000
            osd data = {_folder.File("osd")}
            osd objectstore = memstore
            memstore device bytes = 4294967296
            osd crush chooseleaf type = 0
            osd pool default size = 1
            osd pool default min size = 1
            osd pool default pg num = 4
            osd pool default pgp num = 4
            osd pool default pg autoscale mode = off
            keyring = {_folder.File("keyring")}
            run dir = {_folder.Path}
            admin socket = {_folder.Path}/$name.asok
            log file = {_folder.Path}/$name.log
            pid file = {_folder.Path}/$name.pid
            [client.rgw]
            rgw data = {_folder.File("rgw")}
            rgw frontends = beast endpoint=127.0.0.1:{gateway}

            """;

    private async Task AnsweredAsync()
    {
        using var client = new HttpClient();
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(Url);
                return;
            }
            catch (HttpRequestException) when (waited.Elapsed < s_patience)
            {
                await Task.Delay(200);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>What a program prints. Daemons go on behind it, and hold what it would print to.</summary>
    private static async Task<string> RunAsync(string program, params string[] words)
    {
        Process process;
        try
        {
            process = Process.Start(
                new ProcessStartInfo("/bin/sh", ["-c", IntoFile, "sh", program, .. words])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            Assert.Skip($"Ceph is not installed: {error.Message}");
            throw;
        }

        using (process)
        {
            string printed = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(s_patience);
            if (process.ExitCode == 127)
            {
                Assert.Skip($"Ceph is not installed: {printed}");
            }

            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', words)}: {printed}");
            return printed;
        }
    }
}
