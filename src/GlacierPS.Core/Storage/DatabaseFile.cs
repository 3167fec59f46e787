namespace GlacierPS.Core.Storage;

/// <summary>The file of a database: made at once or not at all, for its owner alone.</summary>
internal static class DatabaseFile
{
    /// <summary>
    /// Makes the file where there is none: aside, and then renamed, so that a file of no bytes is always damage and
    /// never the beginning of a database. Its name outlives a power cut, and those of its folders.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">What kind of database it is.</param>
    /// <param name="create">Fills an empty file.</param>
    public static void EnsureExists(string path, DatabaseSchema schema, Action<string> create)
    {
        var file = new FileInfo(path);
        if (file.Exists)
        {
            if (file.Length == 0)
            {
                throw DatabaseException.Damaged(path, schema, "its file is empty");
            }

            return;
        }

        string aside = $"{path}.{Path.GetRandomFileName()}.new";
        try
        {
            OwnFiles.CreateFolder(file.DirectoryName!);
            CreateEmpty(aside);
            create(aside);
            TryRename(aside, path);
            DurableFile.FlushFolder(file.DirectoryName!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseException(
                "DatabaseUnavailable",
                path,
                $"{schema.Noun} '{path}' cannot be made: {error.Message}",
                error
            );
        }
        finally
        {
            OwnFiles.TryDelete(aside);
        }
    }

    /// <summary>Whether a path lies on another machine, where WAL's shared memory cannot be had.</summary>
    public static bool IsOnNetwork(string path)
    {
        try
        {
            string folder = Path.GetDirectoryName(path)!;
            return OperatingSystem.IsWindows() && folder.StartsWith(@"\\", StringComparison.Ordinal)
                || new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).DriveType
                    == DriveType.Network;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    private static void TryRename(string aside, string path)
    {
        try
        {
            OwnFiles.Retry(() => File.Move(aside, path, overwrite: false));
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first; its file is as good.
        }
    }

    /// <summary>SQLite gives its other files (-wal, -shm, -journal) the permissions of this one.</summary>
    private static void CreateEmpty(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
    }
}
