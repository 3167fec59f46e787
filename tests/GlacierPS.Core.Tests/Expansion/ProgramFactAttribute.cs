using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace GlacierPS.Core.Tests.Expansion;

/// <summary>A test whose files another program makes; skipped where that is missing, or on Windows.</summary>
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(
        string programs,
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber) => Skip = OtherPrograms.Hindrance(programs);
}

/// <summary>Runs the programs that make the files of tests.</summary>
internal static class OtherPrograms
{
    /// <summary>Why tests with such programs cannot run; null if they can.</summary>
    public static string? Hindrance(string programs) =>
        OperatingSystem.IsWindows() ? $"Needs {programs}, which are not on Windows."
        : programs.Split(' ').FirstOrDefault(program => Find(program) is null) is { } missing
            ? $"Needs the program {missing}, which is not here."
        : null;

    /// <summary>Runs a shell's line in a folder; it has to succeed.</summary>
    public static void Shell(string folder, string line)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(line);
        start.Environment["LC_ALL"] = "C.UTF-8";
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{line}: {error}");
    }

    /// <summary>The full path of a program; null if there is none.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Join(folder, program))
            .FirstOrDefault(File.Exists);
}
