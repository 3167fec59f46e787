using System.Diagnostics;
using System.Runtime.CompilerServices;
using GlacierPS.Core.Tests;

namespace GlacierPS.Local.Tests.Fixtures;

/// <summary>A file system in memory of a few megabytes, mounted for a test.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TempFolder _folder = new();

    public SmallDisk(int size)
    {
        if (!Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", _folder.Path))
        {
            _folder.Dispose();
            throw new InvalidOperationException("A small disk could not be mounted.");
        }
    }

    public string Path => _folder.Path;

    public void Dispose()
    {
        Run("umount", _folder.Path);
        _folder.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true }
            )!;
            Patience.ForExit(process, $"the end of {program}");
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that needs a small disk; skipped where none can be mounted.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute(
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber)
    {
        try
        {
            using var _ = new SmallDisk(64 * 1024);
        }
        catch (InvalidOperationException)
        {
            Skip = "A small file system can be mounted by root on Linux only.";
        }
    }
}
