using System.Diagnostics;
using System.Text.Json;

namespace GlacierPS.Local.Tests.Kit;

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

    public static async Task<ServerProcess> StartAsync(params string[] arguments)
    {
        Process process = Launch(arguments);
        string? line = await process.StandardOutput.ReadLineAsync();
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
        await process.WaitForExitAsync();
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = Launch(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    public Client NewClient() => new(new HttpClient { BaseAddress = Url });

    /// <summary>Ends it without a warning, as kill -9 does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, by SIGTERM or another signal.</summary>
    /// <returns>Its exit code, and what it printed after it was ready.</returns>
    public async Task<(int ExitCode, string Output)> TerminateAsync(string signal = "TERM")
    {
        using Process kill = Process.Start("kill", ["-" + signal, _process.Id.ToString()]);
        await kill.WaitForExitAsync();
        string output = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, output);
    }

    /// <summary>What it has said on standard error, once it has ended.</summary>
    public Task<string> ErrorAsync() => _process.StandardError.ReadToEndAsync();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static Process Launch(string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "GlacierPS.Server.dll"), .. arguments]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
}
