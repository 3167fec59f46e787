// A folder into a vault and back, from C#: what RoundTrip.ps1 shows with the cmdlets, on the same core.
//   RoundTrip <work folder> [folder with files]
// Ends with "verified N files, B bytes", or with an error and exit code 1.

using System.Security.Cryptography;
using GlacierPS.Aws;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;
using GlacierPS.Core.Transfer.Upload;
using GlacierPS.Local;

if (args.Length is < 1 or > 2)
{
    Console.Error.WriteLine("Usage: RoundTrip <work folder> [folder with files]");
    return 2;
}

string work = Path.GetFullPath(args[0]);
if (Directory.Exists(work))
{
    Directory.Delete(work, recursive: true);
}

string photos = args.Length == 2 ? Path.GetFullPath(args[1]) : SampleFolder.Make(Path.Combine(work, "photos"));
string back = Path.Combine(work, "back");
CancellationToken none = CancellationToken.None;

using LocalGlacier local = await LocalGlacier.OpenAsync(
    new LocalGlacierOptions { DataFolder = Path.Combine(work, "vaults") }
);
using GlacierClient glacier = GlacierClient.Create(
    new GlacierClientOptions
    {
        Region = "us-east-1",
        EndpointUrl = new Uri("http://glacier.local.invalid"),
        AccessKeyId = "LOCAL",
        SecretAccessKey = "local",
        Transport = () => new LocalGlacierHandler(local),
    }
);

await glacier.CreateVaultAsync("photos", none);
var upload = new ArchiveUpload(glacier);
var sent = new Dictionary<string, string>();
foreach (string file in Directory.EnumerateFiles(photos, "*", SearchOption.AllDirectories))
{
    var info = new FileInfo(file);
    FileSystemInfo real = info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
    if (real is not FileInfo { Exists: true, Length: > 0 })
    {
        Console.WriteLine($"left out {file}: it is empty, or a link to nothing, and Glacier stores no empty archives");
        continue;
    }

    string name = LocalName.Of(photos, file);
    SentArchive archive = await upload.SendFileAsync(
        "photos",
        file,
        ArchiveDescription.Write(name, info.LastWriteTimeUtc),
        none
    );
    sent.Add(archive.ArchiveId, file);
    Console.WriteLine($"sent     {name}, {archive.SizeInBytes} bytes");
}

JobDescription inventory = await FinishedJobAsync(new InventoryRetrievalRequest { VaultName = "photos" });
var download = new JobOutputDownload(glacier);
long bytes = 0;
await using (var output = await JobOutputStream.OpenAsync(glacier, inventory, options: null, none))
{
    await foreach (InventoryArchive archive in InventoryReader.ReadAsync(output))
    {
        JobDescription job = await FinishedJobAsync(
            new ArchiveRetrievalRequest { VaultName = "photos", ArchiveId = archive.ArchiveId }
        );
        SavedOutput saved = await download.SaveAsync(
            job,
            TargetPath.Below(back, archive.Name),
            archive.ModifiedTime,
            none
        );
        Console.WriteLine($"received {archive.Name}, {saved.SizeInBytes} bytes");
        if (!sent.Remove(archive.ArchiveId, out string? original) || !await SameBytesAsync(original, saved.Path))
        {
            Console.Error.WriteLine($"'{saved.Path}' is not what was sent.");
            return 1;
        }

        bytes += saved.SizeInBytes;
    }
}

if (sent.Count > 0)
{
    Console.Error.WriteLine($"Did not come back: {string.Join(", ", sent.Values)}");
    return 1;
}

Console.WriteLine($"verified {Directory.GetFiles(back, "*", SearchOption.AllDirectories).Length} files, {bytes} bytes");
return 0;

async Task<JobDescription> FinishedJobAsync(JobRequest request)
{
    string jobId = await glacier.InitiateJobAsync(request, none);
    var errors = new PassingErrors(Console.Error.WriteLine);
    var waiter = new JobWaiter(glacier, new JobWaitOptions(), errors, note: null, none);
    return await waiter.WaitAsync(request.VaultName, jobId);
}

static async Task<bool> SameBytesAsync(string left, string right)
{
    await using FileStream one = File.OpenRead(left),
        other = File.OpenRead(right);
    byte[] first = await SHA256.HashDataAsync(one),
        second = await SHA256.HashDataAsync(other);
    return one.Length == other.Length && first.AsSpan().SequenceEqual(second);
}
