using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace GlacierPS.Local.Tests.Fixtures;

/// <summary>A library in C that is loaded before the C library (LD_PRELOAD), compiled when it is needed.</summary>
internal static class PreloadedLibrary
{
    /// <summary>Whether there is a compiler, and a system to which LD_PRELOAD and /proc mean something.</summary>
    public static bool IsPossible
    {
        get
        {
            try
            {
                using Process? compiler = OperatingSystem.IsLinux()
                    ? Process.Start(new ProcessStartInfo("gcc", "--version") { RedirectStandardOutput = true })
                    : null;
                compiler?.WaitForExit();
                return compiler?.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }

    /// <summary>Compiles a library.</summary>
    /// <param name="folder">Where it is put.</param>
    /// <param name="source">Its source.</param>
    /// <returns>Its path.</returns>
    public static string Compile(string folder, string source)
    {
        string file = Path.Combine(folder, "disk.c");
        string library = Path.Combine(folder, "disk.so");
        File.WriteAllText(file, source);
        using Process compiler = Process.Start(
            new ProcessStartInfo("gcc", ["-w", "-O1", "-shared", "-fPIC", "-o", library, file, "-ldl", "-lpthread"])
            {
                RedirectStandardError = true,
            }
        )!;
        string errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Assert.True(compiler.ExitCode == 0, errors);
        return library;
    }
}

/// <summary>A test that needs a disk of its own making.</summary>
public sealed class PreloadedFactAttribute : FactAttribute
{
    public PreloadedFactAttribute(
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber)
    {
        if (!PreloadedLibrary.IsPossible)
        {
            Skip = "There is no gcc, or the system is not Linux.";
        }
    }
}
