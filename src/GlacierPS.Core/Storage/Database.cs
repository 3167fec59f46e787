using System.Diagnostics;
using SQLitePCL;

namespace GlacierPS.Core.Storage;

/// <summary>
/// A SQLite database of ours, opened in this one way: what is committed is on the disk (synchronous=FULL), readers and
/// a writer do not wait for each other (WAL) unless the folder is on a network, its files are the owner's alone, and
/// another process that writes is waited for. Used by one thread at a time; others open their own.
/// </summary>
public sealed class Database : IDisposable
{
    // SQLite's own: a commit folds a WAL of so many pages.
    private const int PagesOfWal = 1000;

    private readonly sqlite3 _connection;
    private readonly DatabaseSchema _schema;
    private readonly DatabaseOptions _options;
    private readonly HashSet<DatabaseStatement> _statements = [];
    private bool _foldsAtCommit = true;

    private Database(string path, DatabaseSchema schema, DatabaseOptions options, int flags)
    {
        (Path, _schema, _options) = (path, schema, options);
        SqliteLibrary.Require();
        int result = raw.sqlite3_open_v2(path, out _connection, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (result != raw.SQLITE_OK)
        {
            Exception error = DatabaseException.Of(result, raw.sqlite3_errstr(result).utf8_to_string(), path, schema);
            _connection?.Dispose();
            throw error;
        }

        _ = raw.sqlite3_extended_result_codes(_connection, 1);
        _ = raw.sqlite3_busy_timeout(_connection, (int)options.BusyTimeout.TotalMilliseconds);
    }

    /// <summary>Its file.</summary>
    public string Path { get; }

    /// <summary>Whether readers go on while another writes (WAL).</summary>
    public bool IsShared { get; private set; }

    /// <summary>
    /// Whether a commit that finds the WAL long folds it into the file, as is usual. That reads and writes again all
    /// that a large transaction wrote; otherwise it is done by who closes the database last.
    /// </summary>
    public bool FoldsAtCommit
    {
        get => _foldsAtCommit;
        set
        {
            if (value != _foldsAtCommit)
            {
                Execute($"PRAGMA wal_autocheckpoint={(value ? PagesOfWal : 0)}");
                _foldsAtCommit = value;
            }
        }
    }

    /// <summary>Rows that the last statement inserted, changed or deleted.</summary>
    public long Changes => raw.sqlite3_changes(_connection);

    /// <summary>The rowid of the last row that was inserted.</summary>
    public long LastInsertedRow => raw.sqlite3_last_insert_rowid(_connection);

    /// <summary>
    /// Opens a database, makes it where there is none, and brings an older one to the schema's version.
    /// </summary>
    /// <param name="path">Its file, a full path.</param>
    /// <param name="schema">What kind of database it is.</param>
    /// <param name="options">How to open it; null is as usual.</param>
    /// <exception cref="DatabaseException">
    /// It is damaged or of another kind, cannot be reached, is of a newer version, or another process does not let go
    /// of it.
    /// </exception>
    public static Database Open(string path, DatabaseSchema schema, DatabaseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        options ??= new DatabaseOptions();
        DatabaseFile.EnsureExists(path, schema, aside => Create(aside, schema, options));
        var database = new Database(path, schema, options, raw.SQLITE_OPEN_READWRITE);
        try
        {
            database.SetUp();
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Makes an empty database in memory, gone when it is disposed.</summary>
    /// <param name="schema">What kind of database it is.</param>
    public static Database OpenInMemory(DatabaseSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var database = new Database(":memory:", schema, new DatabaseOptions(), raw.SQLITE_OPEN_READWRITE);
        database.Migrate();
        return database;
    }

    /// <summary>
    /// Opens a database that another program has made, to read it as it is: nothing is written to it or beside it.
    /// </summary>
    /// <param name="path">Its file.</param>
    /// <param name="schema">What it is called in messages.</param>
    /// <exception cref="DatabaseException">It is no database, or cannot be read.</exception>
    public static Database OpenForeign(string path, DatabaseSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        string full = System.IO.Path.GetFullPath(path);
        return new Database(
            "file:" + new Uri(full).AbsolutePath + "?immutable=1",
            schema,
            new DatabaseOptions(),
            raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI
        );
    }

    /// <summary>Runs SQL of one or several statements.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_connection, sql));

    /// <summary>Prepares a statement. It is disposed with the database at the latest.</summary>
    public DatabaseStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_connection, sql, out sqlite3_stmt prepared));
        var statement = new DatabaseStatement(this, prepared);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>The number that a statement gives in its first row and column; 0 if it gives none.</summary>
    public long Number(string sql)
    {
        using DatabaseStatement statement = Prepare(sql);
        return statement.Step() ? statement.Number(0) : 0;
    }

    /// <summary>Begins to write; what others have committed is seen from here on.</summary>
    /// <param name="cancellationToken">Ends the wait for another process that writes.</param>
    /// <exception cref="DatabaseException">DatabaseInUse: another process wrote all the time.</exception>
    public DatabaseTransaction BeginWrite(CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        _ = raw.sqlite3_busy_timeout(_connection, 100);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int result = raw.sqlite3_exec(_connection, "BEGIN IMMEDIATE");
                if (
                    (result & 0xFF) is not (raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
                    || Stopwatch.GetElapsedTime(start) > _options.BusyTimeout
                )
                {
                    Check(result);
                    return new DatabaseTransaction(this);
                }
            }
        }
        finally
        {
            _ = raw.sqlite3_busy_timeout(_connection, (int)_options.BusyTimeout.TotalMilliseconds);
        }
    }

    /// <summary>Begins to read: until its end all statements see one state, whatever others commit.</summary>
    public DatabaseTransaction BeginRead()
    {
        Execute("BEGIN");
        return new DatabaseTransaction(this);
    }

    /// <summary>
    /// Keeps little of the file in memory until the result is disposed: for who reads all of it once, and finds nothing
    /// again.
    /// </summary>
    public IDisposable KeepLittle() => new SmallCache(this);

    /// <summary>Writes a copy of it as it is now into another file, whatever others write meanwhile.</summary>
    /// <exception cref="DatabaseException">The copy cannot be written, or this is damaged.</exception>
    public void CopyTo(string path)
    {
        using Database copy = Open(path, _schema, _options);
        using sqlite3_backup backup = raw.sqlite3_backup_init(copy._connection, "main", _connection, "main");
        int result = raw.sqlite3_backup_step(backup, -1);
        if (result != raw.SQLITE_DONE)
        {
            throw copy.Error(result);
        }
    }

    /// <summary>Looks through the file's structure; null if it is whole, else what is wrong with it.</summary>
    public string? FindDamage()
    {
        try
        {
            using DatabaseStatement check = Prepare("PRAGMA quick_check(1)");
            return check.Step() && check.Text(0) is { } found and not "ok" ? found : null;
        }
        catch (DatabaseException error) when (error.ErrorId == "DatabaseDamaged")
        {
            return error.Message;
        }
    }

    /// <summary>
    /// The error for content that is not as it was written: a row's checksum, a count, a missing row.
    /// </summary>
    public DatabaseException Damaged(string what) => DatabaseException.Damaged(Path, _schema, what);

    /// <summary>Closes it. The last process to do so folds what was written since into the file.</summary>
    public void Dispose()
    {
        foreach (DatabaseStatement statement in _statements.ToArray())
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private sealed class SmallCache : IDisposable
    {
        private const int Kilobytes = 1024;

        private readonly Database _database;

        public SmallCache(Database database)
        {
            _database = database;
            database.Execute($"PRAGMA cache_size=-{Kilobytes}");
        }

        public void Dispose() => _database.Execute($"PRAGMA cache_size=-{_database._options.CacheKilobytes}");
    }

    internal bool IsInTransaction => raw.sqlite3_get_autocommit(_connection) == 0;

    internal void Forget(DatabaseStatement statement) => _statements.Remove(statement);

    internal void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Error(result);
        }
    }

    internal Exception Error(int result) =>
        DatabaseException.Of(result, raw.sqlite3_errmsg(_connection).utf8_to_string(), Path, _schema);

    private static void Create(string path, DatabaseSchema schema, DatabaseOptions options)
    {
        using var database = new Database(path, schema, options, raw.SQLITE_OPEN_READWRITE);
        database.Execute($"PRAGMA page_size=8192;PRAGMA application_id={schema.ApplicationId}");
        database.SetUp();
    }

    private void SetUp()
    {
        Execute(
            $"PRAGMA cache_size=-{_options.CacheKilobytes};PRAGMA synchronous=FULL;PRAGMA fullfsync=1;"
                + "PRAGMA cell_size_check=1;PRAGMA trusted_schema=0"
        );
        if (Number("PRAGMA application_id") != _schema.ApplicationId)
        {
            throw Damaged("it is a database of another kind, or its header is not as it was written");
        }

        SetJournal();
        Migrate();
    }

    /// <summary>
    /// WAL needs memory that all its processes share. Where there is none, a rollback journal does: readers then wait
    /// while another commits.
    /// </summary>
    private void SetJournal()
    {
        bool wanted = _options.SharedMemory ?? !DatabaseFile.IsOnNetwork(Path);
        if (!wanted)
        {
            // Exclusive locking keeps WAL's index in this process, so that a file that was in WAL can be switched over.
            Execute("PRAGMA locking_mode=EXCLUSIVE");
        }

        using (DatabaseStatement mode = Prepare(wanted ? "PRAGMA journal_mode=WAL" : "PRAGMA journal_mode=DELETE"))
        {
            IsShared = mode.Step() && mode.Text(0) == "wal";
        }

        if (!wanted)
        {
            Execute("PRAGMA locking_mode=NORMAL");
            Number("SELECT count(*) FROM sqlite_master");
        }
    }

    private void Migrate()
    {
        if (Version() == _schema.Version)
        {
            return;
        }

        using DatabaseTransaction transaction = BeginWrite();
        for (long version = Version(); version < _schema.Version; version++)
        {
            Execute(_schema.Migrations[(int)version]);
            Execute($"PRAGMA user_version={version + 1}");
        }

        transaction.Commit();
    }

    private long Version()
    {
        long version = Number("PRAGMA user_version");
        return version <= _schema.Version && version >= 0
            ? version
            : throw DatabaseException.Newer(Path, _schema, version);
    }
}

/// <summary>What is done until it is committed or disposed; without a commit nothing of it has happened.</summary>
public sealed class DatabaseTransaction : IDisposable
{
    private readonly Database _database;

    internal DatabaseTransaction(Database database) => _database = database;

    /// <summary>All of it has happened, and is on the disk.</summary>
    public void Commit() => _database.Execute("COMMIT");

    /// <inheritdoc/>
    public void Dispose()
    {
        // After some errors SQLite has rolled back by itself.
        if (_database.IsInTransaction)
        {
            _database.Execute("ROLLBACK");
        }
    }
}
