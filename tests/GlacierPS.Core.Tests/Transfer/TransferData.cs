using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Core.Tests.Transfer;

/// <summary>Files and bytes to transfer.</summary>
internal static class TransferData
{
    public const int MiB = 1 << 20;

    public static byte[] Random(int length, int seed = 1)
    {
        var data = new byte[length];
        new Random(seed).NextBytes(data);
        return data;
    }

    public static string WriteFile(this TempFolder folder, byte[] data, string name = "file.bin")
    {
        string path = folder.File(name);
        System.IO.File.WriteAllBytes(path, data);
        return path;
    }

    public static UploadOptions Options(
        this TempFolder folder,
        RecordedProgress? progress = null,
        int throttleLimit = 3
    ) =>
        new()
        {
            PartSize = MiB,
            ThrottleLimit = throttleLimit,
            JournalFolder = folder.File("journal"),
            Connection = "111122223333/us-east-1",
            Attempts = 1,
            Progress = progress,
        };

    public static int JournalFiles(this TempFolder folder) =>
        Directory.Exists(folder.File("journal")) ? Directory.GetFiles(folder.File("journal")).Length : 0;
}
