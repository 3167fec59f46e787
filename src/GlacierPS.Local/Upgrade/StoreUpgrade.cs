using System.Runtime.InteropServices;
using System.Text.Json;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Local.Accounts;
using GlacierPS.Local.Capacity;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Retrieval;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Upgrade;

/// <summary>
/// Moves a data folder of version 1 (a journal a vault) to the present layout: made aside, then renamed. The old
/// folder is kept as <c>vaults.version1</c>; archives' bytes are in both, by links where the disk has them.
/// </summary>
internal sealed class StoreUpgrade(StoreLayout layout)
{
    private const string Journal = "journal.jsonl";

    private readonly StoreLayout _aside = new(Path.Combine(layout.Root, "upgrade"));

    /// <summary>Whether a data folder is of version 1.</summary>
    public bool IsNeeded =>
        !Directory.Exists(layout.AllAccounts)
        && StoreLayout
            .AccountsIn(layout.Version1)
            .Any(account => Directory.EnumerateFileSystemEntries(OldAccount(layout, account)).Any());

    /// <summary>Moves the folder; it is as it was if this throws.</summary>
    /// <exception cref="GlacierInputException">StoreNotUpgraded: something in it is damaged.</exception>
    public void Run()
    {
        // What an upgrade that was killed left: made by this class alone.
        if (Directory.Exists(_aside.Root))
        {
            OwnFiles.Retry(() => Directory.Delete(_aside.Root, recursive: true));
        }

        DurableFile.CreateFolder(_aside.AllAccounts);
        foreach (AccountKey account in StoreLayout.AccountsIn(layout.Version1).ToList())
        {
            try
            {
                Move(account);
            }
            catch (Exception exception)
                when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
                )
            {
                throw new GlacierInputException(
                    "StoreNotUpgraded",
                    $"A journal of account {account.AccountId} in '{layout.Version1}' tells what this version does not "
                        + $"understand ({exception.Message}). Nothing was changed.",
                    exception
                );
            }
        }

        OwnFiles.Retry(() => Directory.Move(_aside.AllAccounts, layout.AllAccounts));
        DurableFile.FlushFolder(layout.Root);
    }

    /// <summary>
    /// Gives the old folder its other name, and removes the one that the new layout was made in. Nothing depends on it:
    /// what cannot be done, since another program reads a file there, is done at another start.
    /// </summary>
    public void TryTidy()
    {
        if (!Directory.Exists(layout.AllAccounts))
        {
            return;
        }

        try
        {
            if (Directory.Exists(_aside.Root))
            {
                OwnFiles.Retry(() => Directory.Delete(_aside.Root, recursive: false));
            }

            if (StoreLayout.AccountsIn(layout.Version1).Any())
            {
                OwnFiles.Retry(() => Directory.Move(layout.Version1, layout.Version1 + ".version1"));
                DurableFile.FlushFolder(layout.Root);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
    }

    private static string OldAccount(StoreLayout layout, AccountKey account) =>
        Path.Combine(layout.Version1, account.Region, account.AccountId);

    private void Move(AccountKey account)
    {
        DurableFile.CreateFolder(_aside.Account(account));
        using var database = Database.Open(_aside.Metadata(account), StoreSchema.Instance);
        using var connection = new StoreConnection(database);
        AccountState state = AccountRows.Load(connection);
        string old = OldAccount(layout, account);
        using (DatabaseTransaction transaction = database.BeginWrite())
        {
            MoveAccount(connection, state, Path.Combine(old, "account.jsonl"));
            foreach (
                string folder in Directory
                    .EnumerateDirectories(old)
                    .Where(path => File.Exists(Path.Combine(path, Journal)))
            )
            {
                MoveVault(connection, account, state, folder);
            }

            AccountRows.Update(connection, state);
            transaction.Commit();
        }
    }

    private static void MoveAccount(StoreConnection connection, AccountState state, string journal)
    {
        foreach (JsonElement line in File.Exists(journal) ? Version1Journal.Read(journal) : [])
        {
            switch (line.GetProperty("event").GetString())
            {
                case "retrieval-policy-set":
                    var rule = new RetrievalRule(line.TextOrNull("strategy"), line.NumberOrNull("bytesPerHour"));
                    state.RetrievalPolicy = RetrievalPolicy.TryCreate(
                        [rule],
                        out RetrievalPolicy? policy,
                        out string? reason
                    )
                        ? policy
                        : throw new JsonException(reason);
                    break;
                case "capacity-purchased":
                    var unit = new ProvisionedCapacityUnit(
                        line.GetProperty("capacity").GetString()!,
                        line.Time("at").ToDateTimeOffset()
                    );
                    state.Capacity.Add(unit);
                    AccountRows.Insert(connection, unit);
                    break;
                case "notifications-kept":
                    Keep(
                        connection,
                        state,
                        line.GetProperty("notifications")
                            .EnumerateArray()
                            .Select(sent => new SentNotification(
                                sent.Time("at"),
                                sent.Key("job"),
                                sent.GetProperty("topic").GetString()!,
                                sent.GetProperty("message").GetString()!
                            ))
                    );
                    break;
                case { } other:
                    throw new JsonException($"There is no event '{other}'.");
            }
        }
    }

    private void MoveVault(StoreConnection connection, AccountKey account, AccountState state, string folder)
    {
        string name = Path.GetFileName(folder);
        var reader = new Version1Vault(connection, state.Vaults + 1, name);
        if (reader.Read(Version1Journal.Read(Path.Combine(folder, Journal))) is not { } vault)
        {
            return;
        }

        Version1Vault.Write(connection, vault);
        Keep(connection, state, reader.Messages);
        state.Vaults++;
        string target = _aside.Vault(account, name);
        DurableFile.CreateFolder(StoreLayout.Aside(target));
        DurableFile.CreateFolder(StoreLayout.Blobs(target));
        for (int first = 0; first <= byte.MaxValue; first++)
        {
            LinkBlobs(StoreLayout.BlobFolder(folder, (byte)first), StoreLayout.BlobFolder(target, (byte)first));
        }
    }

    private static void Keep(StoreConnection connection, AccountState state, IEnumerable<SentNotification> messages)
    {
        foreach (SentNotification sent in messages)
        {
            AccountRows.Insert(connection, sent, delivered: true);
            state.Messages++;
        }
    }

    private static void LinkBlobs(string source, string target)
    {
        if (!Directory.Exists(source))
        {
            return;
        }

        Directory.CreateDirectory(target);
        foreach (string blob in Directory.EnumerateFiles(source))
        {
            string copy = Path.Combine(target, Path.GetFileName(blob));
            if (!TryLink(blob, copy))
            {
                File.Copy(blob, copy);
                using FileStream file = new(copy, FileMode.Open, FileAccess.Write);
                DurableFile.Flush(file);
            }
        }

        DurableFile.FlushFolder(target);
        DurableFile.FlushFolder(Path.GetDirectoryName(target)!);
    }

    private static bool TryLink(string source, string target) =>
        OperatingSystem.IsWindows() ? CreateHardLink(target, source, 0) : Link(source, target) == 0;

    [DllImport("libc", EntryPoint = "link", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string source,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string target
    );

    [DllImport("kernel32", EntryPoint = "CreateHardLinkW", CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CreateHardLink(string target, string source, nint security);
}
