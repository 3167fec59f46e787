using System.Text;
using SQLitePCL;

namespace GlacierPS.Core.Storage;

/// <summary>
/// A prepared statement of a <see cref="Database"/>. Parameters count from 1, columns from 0, as SQLite counts them.
/// Used by one thread at a time.
/// </summary>
public sealed class DatabaseStatement : IDisposable
{
    private readonly Database _database;
    private readonly sqlite3_stmt _statement;
    private nint _handle;

    // What parameters are bound to, which they stay from run to run: of a million rows some columns are all alike.
    private readonly long?[] _numbers;

    internal DatabaseStatement(Database database, sqlite3_stmt statement) =>
        (_database, _statement, _handle, _numbers) = (
            database,
            statement,
            statement.DangerousGetHandle(),
            new long?[raw.sqlite3_bind_parameter_count(statement) + 1]
        );

    /// <summary>
    /// SQL that inserts rows into a table, several with one statement: to run one costs as much as to write a row.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">How many columns it has, a parameter each, row after row.</param>
    /// <param name="rows">How many rows; the parameters are 999 at most.</param>
    public static string Insert(string table, int columns, int rows)
    {
        string row = "(" + string.Join(',', Enumerable.Repeat('?', columns)) + ")";
        return $"INSERT INTO {table} VALUES {string.Join(',', Enumerable.Repeat(row, rows))}";
    }

    /// <summary>Gives a parameter a number, or NULL.</summary>
    public DatabaseStatement Bind(int parameter, long? value)
    {
        if (value is not null && parameter < _numbers.Length && _numbers[parameter] == value)
        {
            return this;
        }

        _database.Check(
            value is { } number
                ? SqliteCalls.BindNumber(_handle, parameter, number)
                : SqliteCalls.BindNull(_handle, parameter)
        );
        _numbers[parameter] = value;
        return this;
    }

    /// <summary>Gives a parameter a text, or NULL.</summary>
    public DatabaseStatement Bind(int parameter, string? value)
    {
        if (value is not null)
        {
            return BindUtf8(parameter, Encoding.UTF8.GetBytes(value));
        }

        Forget(parameter);
        _database.Check(SqliteCalls.BindNull(_handle, parameter));
        return this;
    }

    /// <summary>Gives a parameter a text that is UTF-8 already; an empty one stays a text.</summary>
    public DatabaseStatement BindUtf8(int parameter, ReadOnlySpan<byte> value)
    {
        Forget(parameter);
        _database.Check(SqliteCalls.BindText(_handle, parameter, value));
        return this;
    }

    /// <summary>Gives a parameter bytes; none are NULL.</summary>
    public DatabaseStatement BindBlob(int parameter, ReadOnlySpan<byte> value)
    {
        Forget(parameter);
        _database.Check(
            value.IsEmpty ? SqliteCalls.BindNull(_handle, parameter) : SqliteCalls.BindBlob(_handle, parameter, value)
        );
        return this;
    }

    /// <summary>Goes to the next row; false behind the last one, which also makes it ready to run again.</summary>
    public bool Step()
    {
        int result = SqliteCalls.Step(_handle);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        if (result != raw.SQLITE_DONE)
        {
            Exception error = _database.Error(result);
            _ = SqliteCalls.Reset(_handle);
            throw error;
        }

        _ = SqliteCalls.Reset(_handle);
        return false;
    }

    /// <summary>Runs a statement whose rows, if it has any, are not wanted.</summary>
    public void Run()
    {
        while (Step()) { }
    }

    /// <summary>Gives up the rows that are left, so that it can be run again.</summary>
    public void Reset() => _ = SqliteCalls.Reset(_handle);

    /// <summary>Whether a column of the row is NULL.</summary>
    public bool IsNull(int column) => SqliteCalls.Type(_handle, column) == raw.SQLITE_NULL;

    /// <summary>A column of the row as a number; 0 for NULL.</summary>
    public long Number(int column) => SqliteCalls.Number(_handle, column);

    /// <summary>A column of the row as a number, or null.</summary>
    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    /// <summary>A column of the row as text, or null.</summary>
    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(Bytes(column));

    /// <summary>The bytes of a blob, or of a text in UTF-8; none for NULL. They count until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => SqliteCalls.Bytes(_handle, column);

    private void Forget(int parameter)
    {
        if (parameter < _numbers.Length)
        {
            _numbers[parameter] = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _database.Forget(this);
        _handle = 0;
        _statement.Dispose();
    }
}
