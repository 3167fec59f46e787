using GlacierPS.Core.Protocol;
using SQLitePCL;

namespace GlacierPS.Core.Storage;

/// <summary>A database of ours cannot be used: it is damaged, cannot be reached, or is written to by another.</summary>
/// <param name="errorId">
/// <c>DatabaseDamaged</c>, <c>DatabaseUnavailable</c>, <c>DatabaseInUse</c>, <c>DatabaseNewer</c> or
/// <c>SqliteMissing</c>.
/// </param>
/// <param name="path">The database's file; null where there is no library to open any.</param>
/// <param name="message">What happened, and what to do next.</param>
/// <param name="innerException">What lies beneath it, if anything.</param>
public sealed class DatabaseException(string errorId, string? path, string message, Exception? innerException = null)
    : GlacierException(errorId, message, innerException)
{
    /// <summary>The database's file.</summary>
    public string? Path { get; } = path;

    /// <inheritdoc/>
    public override bool CanRetry => ErrorId.EndsWith("InUse", StringComparison.Ordinal);

    /// <summary>What SQLite's result code means to a user (sqlite.org/rescode.html).</summary>
    /// <param name="code">The extended result code.</param>
    /// <param name="text">SQLite's own text.</param>
    /// <param name="path">The database's file.</param>
    /// <param name="schema">What kind of database it is.</param>
    internal static Exception Of(int code, string text, string path, DatabaseSchema schema) =>
        (code & 0xFF) switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new DatabaseException(
                schema.InUseErrorId,
                path,
                $"Another process is writing to {schema.Noun} '{path}', and did not end in time. Try again."
            ),
            raw.SQLITE_NOMEM => Unavailable(
                path,
                schema,
                "there is no memory left. Close other programs, and try again"
            ),
            raw.SQLITE_INTERRUPT => new OperationCanceledException(),
            raw.SQLITE_FULL => Unavailable(path, schema, "the disk is full. Make room on it, and try again"),
            raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_PROTOCOL =>
                Unavailable(path, schema, $"{text} (SQLite {code}). Check the folder's disk and permissions"),
            // Whole for SQLite, but without what was put into it: a table, a column, a row's neighbour.
            _ => Damaged(path, schema, $"{text} (SQLite {code})"),
        };

    /// <summary>The error for a database whose content is not as it was written.</summary>
    internal static DatabaseException Damaged(string path, DatabaseSchema schema, string what) =>
        new("DatabaseDamaged", path, $"{Capital(schema.Noun)} '{path}' is damaged: {what}. {schema.Remedy}");

    /// <summary>The error for a database that another version has written.</summary>
    internal static DatabaseException Newer(string path, DatabaseSchema schema, long version) =>
        new(
            "DatabaseNewer",
            path,
            $"{Capital(schema.Noun)} '{path}' was written by a newer GlacierPS (its schema is {version}, and "
                + $"{schema.Version} is the newest that is known here). Update the module."
        );

    private static DatabaseException Unavailable(string path, DatabaseSchema schema, string what) =>
        new("DatabaseUnavailable", path, $"{Capital(schema.Noun)} '{path}' cannot be used: {what}.");

    private static string Capital(string noun) => char.ToUpperInvariant(noun[0]) + noun[1..];
}
