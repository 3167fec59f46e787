namespace GlacierPS.Core.Storage;

/// <summary>One kind of database: how it is recognised, how it is made, and what helps where it is damaged.</summary>
public sealed record DatabaseSchema
{
    /// <summary>Written into the file's header (application_id), so that no other database is taken for it.</summary>
    public required int ApplicationId { get; init; }

    /// <summary>
    /// SQL that takes a database from version n to n + 1, the first one an empty file to version 1. Each runs once, all
    /// that are due in one transaction; one that was released is never changed. SQL of SQLite 3.26 at most.
    /// </summary>
    public required IReadOnlyList<string> Migrations { get; init; }

    /// <summary>What it is called in messages, with its article: <c>the catalogue</c>.</summary>
    public required string Noun { get; init; }

    /// <summary>A sentence that tells a user how to go on where it is damaged.</summary>
    public required string Remedy { get; init; }

    /// <summary>The name of the error where another process does not stop writing.</summary>
    public string InUseErrorId { get; init; } = "DatabaseInUse";

    /// <summary>The version that the migrations lead to.</summary>
    public int Version => Migrations.Count;
}

/// <summary>How a database is opened.</summary>
public sealed record DatabaseOptions
{
    /// <summary>How long to wait for another process that writes.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether readers and a writer may share memory (WAL); null is where that works: not on network folders.
    /// </summary>
    public bool? SharedMemory { get; init; }

    /// <summary>Pages kept in memory, in KiB.</summary>
    public int CacheKilobytes { get; init; } = 16 * 1024;
}
