using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace GlacierPS.Core.Storage;

/// <summary>
/// Finds SQLite's native library: the one that is shipped beside this assembly in <c>runtimes/RID/native</c>, else the
/// system's. Nothing of SQLite is loaded before the first database is opened.
/// </summary>
internal static class SqliteLibrary
{
    // The SQL of this project needs UPSERT (3.24) and ALTER TABLE RENAME COLUMN (3.25); 3.26 is the oldest that
    // distributions in support ship (RHEL 8).
    private const int OldestVersion = 3_026_000;

    private static readonly Lazy<DatabaseException?> s_trouble = new(Load);

    /// <summary>Loads the library, once in a process.</summary>
    /// <exception cref="DatabaseException">SqliteMissing: there is none that can be used.</exception>
    public static void Require()
    {
        if (s_trouble.Value is { } trouble)
        {
            throw trouble;
        }
    }

    /// <summary>The RID whose native library fits this process, such as <c>linux-musl-x64</c>.</summary>
    internal static string Platform
    {
        get
        {
            string system =
                OperatingSystem.IsWindows() ? "win"
                : OperatingSystem.IsMacOS() ? "osx"
                : IsMusl ? "linux-musl"
                : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    /// <summary>The files to try, the best first.</summary>
    internal static IEnumerable<string> Candidates(string folder)
    {
        // An image compiled ahead lies beside it, in runtimes/RID/lib/net10.0.
        bool isImage = Path.GetFileName(Path.GetDirectoryName(folder)) == "lib";
        yield return Path.Join(
            isImage ? Path.GetFullPath(Path.Join(folder, "..", "..", "..", "..")) : folder,
            "runtimes",
            Platform,
            "native",
            OperatingSystem.IsWindows() ? "e_sqlite3.dll"
                : OperatingSystem.IsMacOS() ? "libe_sqlite3.dylib"
                : "libe_sqlite3.so"
        );
        string[] system =
            OperatingSystem.IsWindows() ? [Path.Join(Environment.SystemDirectory, "winsqlite3.dll")]
            : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib", "libsqlite3.dylib"]
            : ["libsqlite3.so.0", "libsqlite3.so"];
        foreach (string name in system)
        {
            yield return name;
        }
    }

    private static bool IsMusl =>
        RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
        || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);

    private static DatabaseException? Load()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
            NativeLibrary.SetDllImportResolver(typeof(SqliteLibrary).Assembly, Resolve);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());

            // How much memory there is in use nobody asks, and each allocation would take a lock to count it.
            _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
            return raw.sqlite3_libversion_number() >= OldestVersion
                ? null
                : Missing($"The system's SQLite is version {raw.sqlite3_libversion().utf8_to_string()}");
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return Missing("There is no SQLite library for this system", error);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != SqliteCalls.Library)
        {
            return 0;
        }

        // A single-file program has no Location: what belongs to it lies where it was unpacked to.
        string own = Path.GetDirectoryName(typeof(SqliteLibrary).Assembly.Location) is { Length: > 0 } folder
            ? folder
            : AppContext.BaseDirectory;
        foreach (string candidate in Candidates(own))
        {
            // The shipped one is there but does not load where the C library is older than its build (glibc 2.34).
            if (NativeLibrary.TryLoad(candidate, out nint handle))
            {
                return handle;
            }
        }

        return 0;
    }

    private static DatabaseException Missing(string what, Exception? cause = null) =>
        new(
            "SqliteMissing",
            null,
            $"{what} ({Platform}), and 3.26 or newer is needed. Install it with the system's packages "
                + "(libsqlite3, libsqlite3-0, sqlite-libs), and start PowerShell anew.",
            cause
        );
}
