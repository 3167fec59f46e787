using GlacierPS.Core.Storage;
using GlacierPS.Local.Capacity;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Retrieval;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Accounts;

/// <summary>
/// The rows of an account itself: its own one, its units of capacity, and the messages that were sent.
/// </summary>
internal static class AccountRows
{
    /// <summary>Reads an account.</summary>
    /// <exception cref="DamagedDataException">A row of it is damaged or missing.</exception>
    public static AccountState Load(StoreConnection connection)
    {
        var state = new AccountState();
        DatabaseStatement statement = connection.Statement(
            "SELECT vaults,units,messages,strategy,bytes_per_hour,checksum FROM account WHERE id=1"
        );
        if (!statement.Step())
        {
            throw new DamagedDataException("The record of the account in the metadata is missing.");
        }

        state.Vaults = statement.Number(0);
        long units = statement.Number(1);
        state.Messages = statement.Number(2);
        string strategy = statement.Text(3) ?? "";
        long? bytesPerHour = statement.NumberOrNull(4);
        long checksum = statement.Number(5);
        statement.Reset();
        ReadCapacity(connection, state);
        if (
            ChecksumOf(state.Vaults, units, state.Messages, strategy, bytesPerHour) != checksum
            || units != state.Capacity.Count
            || !RetrievalPolicy.TryCreate(
                [new RetrievalRule(strategy, bytesPerHour)],
                out RetrievalPolicy? policy,
                out _
            )
        )
        {
            throw new DamagedDataException(
                "The record of the account, or of its provisioned capacity, in the metadata is damaged."
            );
        }

        state.RetrievalPolicy = policy;
        return state;
    }

    public static void Update(StoreConnection connection, AccountState state)
    {
        string strategy = state.RetrievalPolicy.Strategy.ToString();
        connection
            .Statement(
                "UPDATE account SET vaults=?,units=?,messages=?,strategy=?,bytes_per_hour=?,checksum=? WHERE id=1"
            )
            .Bind(1, state.Vaults)
            .Bind(2, state.Capacity.Count)
            .Bind(3, state.Messages)
            .Bind(4, strategy)
            .Bind(5, state.RetrievalPolicy.BytesPerHour)
            .Bind(
                6,
                ChecksumOf(
                    state.Vaults,
                    state.Capacity.Count,
                    state.Messages,
                    strategy,
                    state.RetrievalPolicy.BytesPerHour
                )
            )
            .Run();
    }

    public static void Insert(StoreConnection connection, ProvisionedCapacityUnit unit)
    {
        long start = unit.StartDate.ToUnixTimeMilliseconds();
        connection
            .Statement("INSERT INTO capacity VALUES (?,?,?)")
            .Bind(1, unit.CapacityId)
            .Bind(2, start)
            .Bind(3, new RowChecksum().Add(unit.CapacityId).Add(start).Value)
            .Run();
    }

    /// <param name="connection">Where to write.</param>
    /// <param name="sent">The message.</param>
    /// <param name="delivered">Whether nobody waits for its delivery.</param>
    public static void Insert(StoreConnection connection, SentNotification sent, bool delivered) =>
        connection
            .Statement("INSERT INTO messages (sent,job,topic,message,checksum,delivered) VALUES (?,?,?,?,?,?)")
            .Bind(6, delivered ? 1 : 0)
            .Bind(1, sent.At.Milliseconds)
            .BindKey(2, sent.Job)
            .Bind(3, sent.Topic)
            .Bind(4, sent.Message)
            .Bind(5, ChecksumOf(sent))
            .Run();

    /// <summary>Messages that wait for their delivery, with the numbers of their rows.</summary>
    public static List<(long Row, SentNotification Sent)> Undelivered(StoreConnection connection, int limit)
    {
        DatabaseStatement statement = connection
            .Statement("SELECT id,sent,job,topic,message,checksum FROM messages WHERE delivered=0 ORDER BY id LIMIT ?")
            .Bind(1, limit);
        var messages = new List<(long, SentNotification)>();
        while (statement.Step())
        {
            if (TryRead(statement, 1) is { } sent)
            {
                messages.Add((statement.Number(0), sent));
            }
        }

        return messages;
    }

    public static void MarkDelivered(StoreConnection connection, long row) =>
        connection.Statement("UPDATE messages SET delivered=1 WHERE id=?").Bind(1, row).Run();

    /// <summary>The messages that were sent, oldest first; those that are damaged are left out.</summary>
    public static List<SentNotification> Messages(StoreConnection connection)
    {
        DatabaseStatement statement = connection.Statement(
            "SELECT sent,job,topic,message,checksum FROM messages ORDER BY sent,id"
        );
        var messages = new List<SentNotification>();
        while (statement.Step())
        {
            if (TryRead(statement, 0) is { } sent)
            {
                messages.Add(sent);
            }
        }

        return messages;
    }

    /// <summary>The message in a row, from one of its columns on; null if it is damaged.</summary>
    private static SentNotification? TryRead(DatabaseStatement statement, int column)
    {
        if (statement.Bytes(column + 1).Length != ResourceKey.Size)
        {
            return null;
        }

        var sent = new SentNotification(
            new ServiceTime(statement.Number(column)),
            statement.Key(column + 1),
            statement.Text(column + 2) ?? "",
            statement.Text(column + 3) ?? ""
        );
        return ChecksumOf(sent) == statement.Number(column + 4) ? sent : null;
    }

    private static void ReadCapacity(StoreConnection connection, AccountState state)
    {
        DatabaseStatement statement = connection.Statement("SELECT id,start,checksum FROM capacity ORDER BY start,id");
        while (statement.Step())
        {
            string id = statement.Text(0) ?? "";
            long start = statement.Number(1);
            if (new RowChecksum().Add(id).Add(start).Value == statement.Number(2))
            {
                state.Capacity.Add(new ProvisionedCapacityUnit(id, new ServiceTime(start).ToDateTimeOffset()));
            }
        }
    }

    private static long ChecksumOf(long vaults, long units, long messages, string strategy, long? bytesPerHour) =>
        new RowChecksum()
            .Add(vaults)
            .Add(units)
            .Add(messages)
            .Add(System.Text.Encoding.UTF8.GetBytes(strategy).AsSpan())
            .Add(bytesPerHour)
            .Value;

    private static long ChecksumOf(SentNotification sent) =>
        new RowChecksum().Add(sent.At.Milliseconds).Add(sent.Job).Add(sent.Topic).Add(sent.Message).Value;
}
