using System.Diagnostics;
using System.Text;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Tests.Storage;

/// <summary>A database is opened in one way: whole or with an error that says what to do.</summary>
public sealed class DatabaseTests : IDisposable
{
    private static readonly DatabaseSchema First = new()
    {
        ApplicationId = 0x47535431,
        Migrations = ["CREATE TABLE notes(id INTEGER PRIMARY KEY, text TEXT, data BLOB)"],
        Noun = "the notebook",
        Remedy = "Write it anew.",
    };

    private static readonly DatabaseSchema Second = First with
    {
        Migrations =
        [
            .. First.Migrations,
            "ALTER TABLE notes ADD COLUMN at INTEGER",
            "CREATE INDEX by_at ON notes(at)",
        ],
    };

    private readonly TempFolder _folder = new();

    private string FilePath => _folder.File("state/notes.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_committed_is_there_again()
    {
        using (Database database = Database.Open(FilePath, First))
        {
            using DatabaseTransaction transaction = database.BeginWrite();
            using DatabaseStatement insert = database.Prepare("INSERT INTO notes(text, data) VALUES(?, ?)");
            insert.Bind(1, "größer").BindBlob(2, [1, 0, 2]).Run();
            insert.BindUtf8(1, []).BindBlob(2, []).Run();
            insert.Bind(1, (string?)null).Run();
            transaction.Commit();
        }

        using Database again = Database.Open(FilePath, First);
        using DatabaseStatement select = again.Prepare("SELECT id, text, data FROM notes ORDER BY id");
        Assert.True(select.Step());
        Assert.Equal("größer", select.Text(1));
        Assert.Equal([1, 0, 2], select.Bytes(2).ToArray());
        Assert.True(select.Step());
        Assert.Equal("", select.Text(1));
        Assert.True(select.IsNull(2));
        Assert.True(select.Step());
        Assert.Null(select.Text(1));
        Assert.False(select.Step());
    }

    [Fact]
    public void What_is_not_committed_has_not_happened()
    {
        using Database database = Database.Open(FilePath, First);
        using (database.BeginWrite())
        {
            database.Execute("INSERT INTO notes(text) VALUES('lost')");
        }

        Assert.Equal(0, database.Number("SELECT count(*) FROM notes"));
    }

    [Fact]
    public void Readers_go_on_while_another_writes()
    {
        using Database writer = Database.Open(FilePath, First);
        using Database reader = Database.Open(FilePath, First);
        Assert.True(reader.IsShared);
        using DatabaseTransaction transaction = writer.BeginWrite();
        writer.Execute("INSERT INTO notes(text) VALUES('new')");
        Assert.Equal(0, reader.Number("SELECT count(*) FROM notes"));
        transaction.Commit();
        Assert.Equal(1, reader.Number("SELECT count(*) FROM notes"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_memory_cannot_be_shared_a_rollback_journal_does(bool wasShared)
    {
        using (Database first = Database.Open(FilePath, First, new DatabaseOptions { SharedMemory = wasShared }))
        {
            first.Execute("INSERT INTO notes(text) VALUES('kept')");
        }

        var options = new DatabaseOptions { SharedMemory = false };
        using Database database = Database.Open(FilePath, First, options);
        Assert.False(database.IsShared);
        database.Execute("INSERT INTO notes(text) VALUES('two')");
        Assert.False(File.Exists(FilePath + "-wal"));

        // It does not keep the file to itself either.
        using Database other = Database.Open(FilePath, First, options);
        Assert.Equal(2, other.Number("SELECT count(*) FROM notes"));
    }

    [Fact]
    public void A_second_writer_waits_and_then_says_that_another_writes()
    {
        using Database holder = Database.Open(FilePath, First);
        using Database waiting = Database.Open(
            FilePath,
            First,
            new DatabaseOptions { BusyTimeout = TimeSpan.FromMilliseconds(300) }
        );
        using DatabaseTransaction transaction = holder.BeginWrite();
        var watch = Stopwatch.StartNew();
        DatabaseException error = Assert.Throws<DatabaseException>(() => waiting.BeginWrite());
        Assert.Equal("DatabaseInUse", error.ErrorId);
        Assert.True(error.CanRetry);
        Assert.InRange(watch.ElapsedMilliseconds, 250, 60_000);

        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => waiting.BeginWrite(cancelled.Token));
    }

    [Fact]
    public void An_older_schema_is_brought_up_to_date_and_keeps_its_rows()
    {
        using (Database database = Database.Open(FilePath, First))
        {
            database.Execute("INSERT INTO notes(text) VALUES('old')");
        }

        using (Database database = Database.Open(FilePath, Second))
        {
            Assert.Equal(1, database.Number("SELECT count(*) FROM notes WHERE at IS NULL"));
            Assert.Equal(3, database.Number("PRAGMA user_version"));
        }

        DatabaseException error = Assert.Throws<DatabaseException>(() => Database.Open(FilePath, First));
        Assert.Equal("DatabaseNewer", error.ErrorId);
        Assert.Contains("Update the module", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_that_open_it_first_make_one()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    Task.Run(() =>
                    {
                        using Database database = Database.Open(FilePath, Second);
                        database.Execute($"INSERT INTO notes(text) VALUES('{i}')");
                    })
                )
        );
        using Database all = Database.Open(FilePath, Second);
        Assert.Equal(8, all.Number("SELECT count(*) FROM notes"));
        Assert.Equal(
            ["notes.db", "notes.db-shm", "notes.db-wal"],
            Directory.GetFiles(Path.GetDirectoryName(FilePath)!).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public void Its_files_are_the_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using Database database = Database.Open(FilePath, First);
        database.Execute("INSERT INTO notes(text) VALUES('private')");
        string folder = Path.GetDirectoryName(FilePath)!;
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(folder)
        );
        foreach (string file in Directory.GetFiles(folder))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(
        "not a database at all, but long enough to be looked at as the header of one, which has 100 bytes ...."
    )]
    public void A_file_that_is_no_database_is_told_and_left(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, content);
        DatabaseException error = Assert.Throws<DatabaseException>(() => Database.Open(FilePath, First));
        Assert.Equal("DatabaseDamaged", error.ErrorId);
        Assert.StartsWith("The notebook '", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Write it anew.", error.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(FilePath));
    }

    [Fact]
    public void A_database_of_another_kind_is_not_taken_for_it()
    {
        Database.Open(FilePath, First with { ApplicationId = 1 }).Dispose();
        Assert.Equal("DatabaseDamaged", Assert.Throws<DatabaseException>(() => Database.Open(FilePath, First)).ErrorId);
    }

    [Fact]
    public void A_page_that_is_no_page_any_more_is_damage()
    {
        using (Database database = Database.Open(FilePath, First))
        {
            using DatabaseTransaction transaction = database.BeginWrite();
            database.Execute(
                "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
                    + "INSERT INTO notes(text) SELECT 'note ' || i FROM n"
            );
            transaction.Commit();
            Assert.Null(database.FindDamage());
        }

        using (FileStream file = File.OpenWrite(FilePath))
        {
            file.Position = 8192 * 3;
            file.Write(new byte[64]);
        }

        using Database damaged = Database.Open(FilePath, First);
        Assert.NotNull(damaged.FindDamage());
        Assert.Equal(
            "DatabaseDamaged",
            Assert.Throws<DatabaseException>(() => damaged.Number("SELECT sum(length(text)) FROM notes")).ErrorId
        );
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_told_with_the_path()
    {
        File.WriteAllText(_folder.File("state"), "a file where the folder should be");
        DatabaseException error = Assert.Throws<DatabaseException>(() => Database.Open(FilePath, First));
        Assert.Equal("DatabaseUnavailable", error.ErrorId);
        Assert.Contains(FilePath, error.Message, StringComparison.Ordinal);
        Assert.Equal(FilePath, error.Path);
    }

    [Fact]
    public void A_database_of_others_is_read_without_a_trace()
    {
        Database.Open(FilePath, First).Dispose();
        string odd = _folder.File(OperatingSystem.IsWindows() ? "100% of #1.db" : "100% of #1?.db");
        File.Copy(FilePath, odd);
        using (Database foreign = Database.OpenForeign(odd, First))
        {
            Assert.Equal(1, foreign.Number("SELECT count(*) FROM sqlite_master WHERE name = 'notes'"));
            Assert.Equal(
                "DatabaseUnavailable",
                Assert.Throws<DatabaseException>(() => foreign.Execute("INSERT INTO notes(text) VALUES('x')")).ErrorId
            );
        }

        Assert.Equal([odd], Directory.GetFiles(Path.GetDirectoryName(odd)!));
    }

    [Fact]
    public void A_rows_checksum_tells_its_fields_apart()
    {
        long[] sums =
        [
            new RowChecksum().Add("ab"u8).Add("c"u8).Value,
            new RowChecksum().Add("a"u8).Add("bc"u8).Value,
            new RowChecksum().Add("abc"u8).Add(""u8).Value,
            new RowChecksum().Add("abc"u8).Value,
            new RowChecksum().Add(5).Value,
            new RowChecksum().Add((long?)5).Value,
            new RowChecksum().Add((long?)null).Value,
            new RowChecksum().Add((long?)0).Value,
        ];
        Assert.Equal(sums.Length, sums.Distinct().Count());
        Assert.All(sums, sum => Assert.InRange(sum, 0, uint.MaxValue));
        Assert.Equal(
            new RowChecksum().Add(Encoding.UTF8.GetBytes("a longer text")).Value,
            new RowChecksum().Add("a longer text"u8).Value
        );
    }

    [Fact]
    public void The_shipped_library_comes_before_the_systems()
    {
        string[] candidates = [.. SqliteLibrary.Candidates("/bin")];
        Assert.Contains("runtimes", candidates[0], StringComparison.Ordinal);
        Assert.Contains(SqliteLibrary.Platform, candidates[0], StringComparison.Ordinal);
        Assert.True(candidates.Length > 1);
        Assert.True(
            File.Exists(SqliteLibrary.Candidates(Path.GetDirectoryName(typeof(Database).Assembly.Location)!).First())
        );
    }

    [Fact]
    public void An_image_compiled_ahead_finds_it_where_the_assembly_does()
    {
        string folder = Path.GetFullPath(Path.Join(Path.GetTempPath(), "bin"));
        string image = Path.Join(folder, "runtimes", SqliteLibrary.Platform, "lib", "net10.0");
        Assert.Equal(SqliteLibrary.Candidates(folder), SqliteLibrary.Candidates(image));
    }
}
