using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace GlacierPS.Benchmarks.Clients;

/// <summary>What a client process did, by its own word, and how long it took as its user sees it.</summary>
/// <param name="Wall">Seconds from the start of the process to its end.</param>
/// <param name="Seconds">Seconds of the work alone; 0 if it does not say.</param>
/// <param name="Processor">Seconds of processor time for the work; 0 if it does not say.</param>
/// <param name="Memory">Bytes that were resident at most, beyond what the idle process had; 0 if it does not
/// say.</param>
/// <param name="Answer">All that it told.</param>
internal sealed record ClientRun(double Wall, double Seconds, double Processor, double Memory, JsonElement Answer)
{
    /// <summary>
    /// Seconds of processor time of the process from its start on, as those of Python and Node count; those of the work
    /// if it does not say.
    /// </summary>
    public double WholeProcessor => Number(Answer, "wholeProcessorSeconds") is > 0 and var whole ? whole : Processor;

    /// <summary>Seconds of processor time that the server had used when it ended.</summary>
    public double Server { get; init; }

    /// <summary>
    /// Runs a program that tells its result as a line of JSON; null where it is not installed, or cannot do it.
    /// </summary>
    public static async Task<ClientRun?> TryAsync(
        string program,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        string? folder = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach ((string name, string value) in Environments)
        {
            start.Environment[name] = value;
        }

        long begin = Stopwatch.GetTimestamp();
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            double wall = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            if (process.ExitCode != 0)
            {
                await Console.Error.WriteLineAsync(
                    $"  {program} ended with {process.ExitCode}: {(await errors).Trim()}"
                );
                return null;
            }

            JsonElement answer = JsonDocument.Parse(output).RootElement;
            return new ClientRun(
                wall,
                Number(answer, "seconds"),
                Number(answer, "processorSeconds"),
                Number(answer, "peakMemory") - Number(answer, "idleMemory"),
                answer
            );
        }
        catch (Exception error) when (error is Win32Exception or JsonException)
        {
            return null;
        }
    }

    private static readonly (string Name, string Value)[] Environments =
    [
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "secret-of-a-test"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_PAGER", ""),
        ("NODE_NO_WARNINGS", "1"),
    ];

    private static double Number(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : 0;
}
