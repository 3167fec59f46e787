using System.Runtime.InteropServices;

namespace GlacierPS.Local.Tests.Fixtures;

/// <summary>
/// What a process that a test starts does on SIGINT. It inherits that from the tests, and they from whoever started
/// them: a shell that is not interactive has what it runs with <c>&amp;</c> ignore SIGINT, and a program that began so
/// is never told of one.
/// </summary>
internal static class InterruptSignal
{
    private const int Number = 2;
    private const nint Default = 0;
    private const nint Ignore = 1;
    private static readonly Lock s_lock = new();

    /// <summary>Starts a process for which SIGINT has its default meaning, or is ignored.</summary>
    public static T Start<T>(bool isIgnored, Func<T> start)
    {
        if (OperatingSystem.IsWindows())
        {
            return start();
        }

        lock (s_lock)
        {
            nint before = Set(Number, isIgnored ? Ignore : Default);
            try
            {
                return start();
            }
            finally
            {
                Set(Number, before);
            }
        }
    }

    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Set(int number, nint handler);
}
