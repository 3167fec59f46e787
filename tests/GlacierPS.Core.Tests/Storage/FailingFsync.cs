using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace GlacierPS.Core.Tests.Storage;

/// <summary>
/// Runs an operation of <see cref="StorageProgram"/> in a process whose fsync fails for some paths: a library in C,
/// compiled here and loaded before the C library (LD_PRELOAD).
/// </summary>
internal sealed class FailingFsync : IDisposable
{
    private const string Source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <fnmatch.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <unistd.h>

        /* For paths that match FSYNC_PATTERN: EINTR as many times as FSYNC_INTERRUPTS says, then the error FSYNC_ERROR;
           0 is none. */
        int fsync(int descriptor)
        {
            static int interrupts = 0;
            char link[64], path[4096];
            const char *pattern = getenv("FSYNC_PATTERN");
            snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
            ssize_t length = readlink(link, path, sizeof path - 1);
            if (pattern && length > 0) {
                path[length] = 0;
                if (fnmatch(pattern, path, 0) == 0) {
                    if (interrupts++ < atoi(getenv("FSYNC_INTERRUPTS"))) {
                        errno = EINTR;
                        return -1;
                    }
                    if (atoi(getenv("FSYNC_ERROR")) != 0) {
                        errno = atoi(getenv("FSYNC_ERROR"));
                        return -1;
                    }
                }
            }
            int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
            return real(descriptor);
        }
        """;

    private readonly TempFolder _folder = new();
    private readonly string _library;

    public FailingFsync()
    {
        string source = _folder.File("fsync.c");
        File.WriteAllText(source, Source);
        _library = _folder.File("fsync.so");
        (int code, string errors) = Run("gcc", ["-shared", "-fPIC", "-o", _library, source, "-ldl"], []);
        Assert.True(code == 0, errors);
    }

    /// <summary>Whether there is a compiler, and a system to which LD_PRELOAD and /proc mean something.</summary>
    public static bool IsPossible
    {
        get
        {
            try
            {
                return OperatingSystem.IsLinux() && Run("gcc", ["--version"], []).Code == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }

    /// <summary>Runs an operation, and gives what it said.</summary>
    /// <param name="pattern">The paths whose fsync fails, as fnmatch understands them.</param>
    /// <param name="error">errno; 0 for none.</param>
    /// <param name="interrupts">How many times EINTR comes before.</param>
    /// <param name="operation">The operation and its paths.</param>
    public string Run(string pattern, int error, int interrupts, params string[] operation)
    {
        (int code, string said) = Run(
            "dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "GlacierPS.Core.Tests.dll"), .. operation],
            [
                ("LD_PRELOAD", _library),
                ("FSYNC_PATTERN", pattern),
                ("FSYNC_ERROR", $"{error}"),
                ("FSYNC_INTERRUPTS", $"{interrupts}"),
            ]
        );
        Assert.True(code == 0, said);
        return said.Trim();
    }

    public void Dispose() => _folder.Dispose();

    private static (int Code, string Said) Run(
        string program,
        string[] arguments,
        (string Name, string Value)[] environment
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> said = process.StandardOutput.ReadToEndAsync();
        Patience.ForExit(process, $"the end of {program}");
        return (process.ExitCode, said.Result + errors.Result);
    }
}

/// <summary>A test that needs a failing fsync; skipped where none can be had.</summary>
public sealed class FailingFsyncFactAttribute : FactAttribute
{
    public FailingFsyncFactAttribute(
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber)
    {
        if (!FailingFsync.IsPossible)
        {
            Skip = "A failing fsync needs Linux and gcc.";
        }
    }
}
