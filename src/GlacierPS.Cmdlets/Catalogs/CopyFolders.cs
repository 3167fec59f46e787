using GlacierPS.Aws.Buckets;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>Where the records of copies are: beside the catalogues, and of vaults that are removed as well.</summary>
internal static class CopyFolders
{
    /// <summary>
    /// The folder of the account whose vault it is. Where the service does not know the vault, or cannot be asked, that
    /// of the one account that has copies of such a vault.
    /// </summary>
    public static async Task<string> CopyFolderAsync(
        this GlacierConnection connection,
        string vaultName,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await connection.AccountFolderAsync(vaultName, cancellationToken);
        }
        catch (Exception error)
            when (error is ResourceNotFoundException or GlacierConnectionException or GlacierCredentialsException)
        {
            string[] folders =
            [
                .. connection
                    .Catalogs()
                    .Folders()
                    .Where(folder =>
                    {
                        using var records = new CopyRecords(folder, vaultName);
                        return records.Destinations().Count > 0;
                    }),
            ];
            if (folders is [var folder])
            {
                return folder;
            }

            if (error is ResourceNotFoundException)
            {
                throw new GlacierInputException(
                    "AccountAmbiguous",
                    $"The service knows no vault '{vaultName}', and this machine not which account's copies are meant. "
                        + "Say the account with -AccountId.",
                    error
                );
            }

            throw;
        }
    }

    /// <summary>Whether any account of the connection's service and region has records of copies.</summary>
    public static bool HasAny(GlacierConnection connection) => connection.Catalogs().Folders().Any(CopyRecords.AreIn);

    /// <summary>
    /// The vault's archives that the catalogue does not know to be in it, and whose copies are known; none where there
    /// are no records.
    /// </summary>
    public static async Task<IReadOnlyList<CatalogArchive>> MovedAsync(
        this GlacierConnection connection,
        string vaultName,
        CatalogFilter filter,
        CancellationToken cancellationToken
    )
    {
        if (!HasAny(connection))
        {
            return [];
        }

        string folder = await connection.CopyFolderAsync(vaultName, cancellationToken);
        using var records = new CopyRecords(folder, vaultName);
        return records.Moved(CatalogIn(folder, vaultName), filter, cancellationToken);
    }

    /// <summary>Makes a client of a bucket as it was reached before, or takes a folder; nothing is sent yet.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="name">The bucket, or the full path of a folder.</param>
    /// <param name="settings">How the bucket is reached.</param>
    /// <param name="isRead">Whether files of a folder are read when they are looked at.</param>
    public static IBucket OpenBucket(
        this GlacierConnection connection,
        string name,
        CopySettings settings,
        bool isRead = false
    ) =>
        FolderBucket.Is(name)
            ? new FolderBucket(name, isRead)
            : S3Bucket.Open(
                connection.BucketOptions(name, settings.ProfileName) with
                {
                    Region = settings.Region,
                    EndpointUrl = settings.EndpointUrl,
                    ExpectedOwner = settings.ExpectedOwner,
                }
            );

    /// <summary>The vault's catalogue in a folder; of a vault that is removed it knows nothing.</summary>
    public static VaultCatalog CatalogIn(string folder, string vaultName)
    {
        VaultName.Check(vaultName);
        return new VaultCatalog(folder, vaultName);
    }

    /// <summary>The lock of the process that copies a vault.</summary>
    public static string LockIn(string folder, string vaultName) => Path.Join(folder, $"copy-{vaultName}.lock");

    /// <summary>The bucket and the prefix of <c>bucket/prefix</c>, or a folder of copies by its full path.</summary>
    /// <exception cref="GlacierInputException">InvalidCopiedTo: it is none.</exception>
    public static CopyDestination Parse(string text)
    {
        if (FolderBucket.Is(text))
        {
            (string folder, string prefix) = FolderBucket.Find(text);
            return new CopyDestination { Bucket = folder, Prefix = prefix };
        }

        string place = text.StartsWith("s3://", StringComparison.OrdinalIgnoreCase) ? text[5..] : text;
        int slash = place.IndexOf('/', StringComparison.Ordinal);
        string bucket = slash < 0 ? place : place[..slash];
        return
            bucket.Length is >= 3 and <= 63
            && bucket.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
            ? new CopyDestination { Bucket = bucket, Prefix = slash < 0 ? "" : place[(slash + 1)..] }
            : throw new GlacierInputException(
                "InvalidCopiedTo",
                $"'{text}' does not say a bucket and a prefix. Give it as in archive-2026/photos/, where "
                    + "Copy-GlacierArchive had -Bucket archive-2026 -Prefix photos/, or a folder's full path."
            );
    }

    /// <summary>The destinations that are meant, the last one first.</summary>
    /// <param name="records">The records of the vault.</param>
    /// <param name="vaultName">The vault.</param>
    /// <param name="bucket">The bucket that was said; null is any.</param>
    /// <param name="prefix">The prefix that was said; null is any.</param>
    /// <exception cref="GlacierInputException">NothingCopied: there is none, and no bucket was said.</exception>
    public static IReadOnlyList<CopyDestination> Meant(
        this CopyRecords records,
        string vaultName,
        string? bucket,
        string? prefix
    )
    {
        CopyDestination[] found =
        [
            .. records
                .Destinations()
                .Where(known =>
                    (bucket is null || known.Bucket == bucket) && (prefix is null || known.Prefix == prefix)
                ),
        ];
        return found.Length > 0 ? found
            : bucket is not null ? [new CopyDestination { Bucket = bucket, Prefix = prefix ?? "" }]
            : throw new GlacierInputException(
                "NothingCopied",
                $"This machine does not know where the vault '{vaultName}' was copied to. Say it with -Bucket and "
                    + "-Prefix, or copy it with Copy-GlacierArchive."
            );
    }
}
