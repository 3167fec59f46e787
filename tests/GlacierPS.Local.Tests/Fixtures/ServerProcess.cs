using System.Diagnostics;
using System.Text.Json;
using GlacierPS.Core.Tests;

namespace GlacierPS.Local.Tests.Fixtures;

/// <summary>GlacierPS.Server as a process of its own.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, JsonElement ready)
    {
        _process = process;
        Ready = ready;
    }

    /// <summary>The line that it prints when it is ready.</summary>
    public JsonElement Ready { get; }

    public int Id => _process.Id;

    public Uri Url => new(Ready.GetProperty("url").GetString()!);

    public static Task<ServerProcess> StartAsync(params string[] arguments) => StartAsync(false, null, arguments);

    /// <summary>Starts the program with variables added to its environment.</summary>
    public static Task<ServerProcess> StartAsync(
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    ) => StartAsync(false, environment, arguments);

    /// <summary>Starts the program as a script does with <c>&amp;</c>: SIGINT is ignored.</summary>
    public static Task<ServerProcess> StartIgnoringSigintAsync(params string[] arguments) =>
        StartAsync(true, null, arguments);

    private static async Task<ServerProcess> StartAsync(
        bool isSigintIgnored,
        IReadOnlyDictionary<string, string>? environment,
        string[] arguments
    )
    {
        Process process = Launch(arguments, isSigintIgnored, environment);
        string? line;
        try
        {
            line = await Patience.ForAsync(process.StandardOutput.ReadLineAsync(), "the server's first line");
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        if (line is null)
        {
            Assert.Fail("The server did not start: " + await process.StandardError.ReadToEndAsync());
        }

        return new ServerProcess(process, JsonDocument.Parse(line).RootElement);
    }

    /// <summary>Starts the program, and ends it as kill -9 does some time later, ready or not.</summary>
    public static async Task KillWhileItStartsAsync(TimeSpan after, params string[] arguments)
    {
        using Process process = Launch(arguments);
        await Task.Delay(after);
        process.Kill();
        await Patience.ForExitAsync(process, "the end of a killed server");
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = Launch(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await Patience.ForExitAsync(process, $"the end of the server with {string.Join(' ', arguments)}");
        return (process.ExitCode, await output, await error);
    }

    public Client NewClient() => new(new HttpClient { BaseAddress = Url });

    /// <summary>Ends it without a warning, as kill -9 does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await Patience.ForExitAsync(_process, "the end of a killed server");
    }

    /// <summary>
    /// Asks it to end, by SIGTERM or another signal; Windows has none, and the test is skipped there.
    /// </summary>
    /// <returns>Its exit code, and what it printed after it was ready.</returns>
    public async Task<(int ExitCode, string Output)> TerminateAsync(string signal = "TERM")
    {
        await SignalAsync(signal);
        Task<string> output = _process.StandardOutput.ReadToEndAsync();
        await Patience.ForExitAsync(_process, $"the server to end on SIG{signal}");
        return (_process.ExitCode, await output);
    }

    /// <summary>Sends it a signal, and does not wait for what comes of it.</summary>
    public async Task SignalAsync(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A program on Windows cannot be sent a signal.");
        using Process kill = Process.Start("kill", ["-" + signal, _process.Id.ToString()]);
        await Patience.ForExitAsync(kill, "the end of kill");
    }

    /// <summary>What it has said on standard error, once it has ended.</summary>
    public Task<string> ErrorAsync() =>
        Patience.ForAsync(_process.StandardError.ReadToEndAsync(), "the server's last line");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static Process Launch(
        string[] arguments,
        bool isSigintIgnored = false,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "GlacierPS.Server.dll"), .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return InterruptSignal.Start(isSigintIgnored, () => Process.Start(start)!);
    }
}
