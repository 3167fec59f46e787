using System.Runtime.InteropServices;

namespace GlacierPS.Core.Storage;

/// <summary>
/// The calls that are made ten times for each of a million rows, past the bindings: those count references to a
/// statement at each call, and let the garbage collector know, which costs more than the calls themselves. A statement
/// is used by one thread at a time, and none of those that keep the collector waiting waits itself or calls back.
/// </summary>
internal static class SqliteCalls
{
    /// <summary>What <see cref="SqliteLibrary"/> finds, by its name in the bindings.</summary>
    public const string Library = "e_sqlite3";

    // SQLITE_TRANSIENT: SQLite copies what it is given before the call ends.
    private static readonly nint s_copied = -1;

    private static readonly byte s_nothing;

    [DllImport(Library, EntryPoint = "sqlite3_bind_int64", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static extern int BindNumber(nint statement, int parameter, long value);

    [DllImport(Library, EntryPoint = "sqlite3_bind_null", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static extern int BindNull(nint statement, int parameter);

    [DllImport(Library, EntryPoint = "sqlite3_column_int64", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static extern long Number(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_type", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static extern int Type(nint statement, int column);

    /// <summary>Gives a parameter a text in UTF-8, which is copied; a length of zero is an empty text.</summary>
    public static int BindText(nint statement, int parameter, ReadOnlySpan<byte> text) =>
        BindText(statement, parameter, in FirstOf(text), text.Length, s_copied);

    /// <summary>Gives a parameter bytes, which are copied.</summary>
    public static int BindBlob(nint statement, int parameter, ReadOnlySpan<byte> bytes) =>
        BindBlob(statement, parameter, in FirstOf(bytes), bytes.Length, s_copied);

    /// <summary>The bytes of a text or blob in SQLite's memory, until the next step; none for NULL.</summary>
    public static unsafe ReadOnlySpan<byte> Bytes(nint statement, int column)
    {
        nint first = Blob(statement, column);
        return first == 0 ? [] : new ReadOnlySpan<byte>((void*)first, Length(statement, column));
    }

    [DllImport(Library, EntryPoint = "sqlite3_step", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int Step(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_reset", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int Reset(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_bind_text", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    private static extern int BindText(nint statement, int parameter, in byte text, int length, nint destructor);

    [DllImport(Library, EntryPoint = "sqlite3_bind_blob", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    private static extern int BindBlob(nint statement, int parameter, in byte bytes, int length, nint destructor);

    [DllImport(Library, EntryPoint = "sqlite3_column_blob", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    private static extern nint Blob(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_bytes", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    private static extern int Length(nint statement, int column);

    // SQLite takes a null pointer for NULL, whatever the length.
    private static ref readonly byte FirstOf(ReadOnlySpan<byte> bytes) =>
        ref bytes.IsEmpty ? ref s_nothing : ref MemoryMarshal.GetReference(bytes);
}
