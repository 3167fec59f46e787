using System.CommandLine;
using GlacierPS.TransferClient;

// What the cmdlets do, without PowerShell around it: the benchmarks measure this process alone, and the crash suite
// kills it.
var options = new ClientOptions();
var file = new Argument<string>("file") { Description = "The file to read, or to write" };
var folder = new Argument<string>("folder") { Description = "The folder whose files are sent" };
var job = new Argument<string>("job") { Description = "The job whose output is wanted" };
var hash = new Command("hash", "The tree hash of a file.") { file };
hash.SetAction(
    (parsed, token) =>
        Measured.RunAsync(
            () => Transfers.HashAsync(parsed.GetValue(file)!, last: null, token),
            options.HasWarmUp(parsed) ? () => Transfers.HashAsync(parsed.GetValue(file)!, last: 64 << 20, token) : null
        )
);
var upload = new Command("upload", "Sends a file.") { file };
upload.SetAction(
    (parsed, token) =>
        Measured.RunAsync(
            () => Transfers.UploadAsync(options.Read(parsed), parsed.GetValue(file)!, token),
            options.Read(parsed).WarmUp is null ? null : () => Transfers.WarmUploadAsync(options.Read(parsed), token)
        )
);
var uploadStream = new Command("upload-stream", "Sends what comes through standard input.");
uploadStream.SetAction(
    (parsed, token) => Measured.RunAsync(() => Transfers.UploadInputAsync(options.Read(parsed), token))
);
var uploadAll = new Command("upload-all", "Sends the files of a folder, several at once.") { folder };
uploadAll.SetAction(
    (parsed, token) =>
        Measured.RunAsync(() => Transfers.UploadAllAsync(options.Read(parsed), parsed.GetValue(folder)!, token))
);
var download = new Command("download", "Receives a job's output.") { job, file };
download.SetAction(
    (parsed, token) =>
        Measured.RunAsync(
            () => Transfers.DownloadAsync(options.Read(parsed), parsed.GetValue(job)!, parsed.GetValue(file)!, token),
            options.Read(parsed).WarmUp is { } first
                ? () =>
                    Transfers.DownloadAsync(
                        options.Read(parsed) with
                        {
                            PartSize = 1 << 20,
                        },
                        first,
                        parsed.GetValue(file)! + ".first",
                        token
                    )
                : null
        )
);
var catalog = new Argument<string>("catalog") { Description = "The folder of a vault's catalogue" };
var prefix = new Argument<string>("prefix") { Description = "What the archives' IDs begin with" };
var restore = new Command("restore", "Restores all archives that a catalogue knows into a folder.") { catalog, folder };
restore.SetAction(
    (parsed, token) =>
        Measured.RunAsync(() =>
            WholeVault.RestoreAsync(options.Read(parsed), parsed.GetValue(catalog)!, parsed.GetValue(folder)!, token)
        )
);
var bucket = new Argument<string>("bucket") { Description = "The address of the store whose bucket archive is meant" };
var bundleBelow = new Option<long>("--bundle-below");
var copy = new Command("copy", "Copies all archives that a catalogue knows to a bucket.")
{
    catalog,
    bucket,
    bundleBelow,
};
copy.SetAction(
    (parsed, token) =>
    {
        Task<System.Text.Json.Nodes.JsonObject> Copy(string? name) =>
            CopyWork.RunAsync(
                options.Read(parsed),
                parsed.GetValue(catalog)!,
                new Uri(parsed.GetValue(bucket)!),
                name,
                parsed.GetValue(bundleBelow),
                token
            );
        return Measured.RunAsync(() => Copy(null), options.HasWarmUp(parsed) ? () => Copy("warm-up") : null);
    }
);
var fill = new Command("fill", "Sends the files of a folder, and notes them in a catalogue.") { catalog, folder };
fill.SetAction(
    (parsed, token) =>
        Measured.RunAsync(() =>
            CopyWork.FillAsync(options.Read(parsed), parsed.GetValue(catalog)!, parsed.GetValue(folder)!, token)
        )
);
var windows = new Command("windows", "Cuts a catalogue into windows, and reads them.") { catalog };
windows.SetAction(
    (parsed, token) =>
        Measured.RunAsync(() =>
            Task.Run(() => CopyWork.Windows(parsed.GetValue(catalog)!, options.Read(parsed).VaultName, token), token)
        )
);
var append = new Command(
    "catalog-append",
    "Notes uploads and deletions in a catalogue until it is killed, and tells each when it is noted."
)
{
    catalog,
    prefix,
};
append.SetAction(parsed => WholeVault.Append(parsed.GetValue(catalog)!, parsed.GetValue(prefix)!));
var takeIn = new Command("catalog-update", "Takes inventories into a catalogue until it is killed.") { catalog };
takeIn.SetAction(parsed => WholeVault.TakeInventoriesAsync(parsed.GetValue(catalog)!));
var root = new RootCommand("Transfers to and from a Glacier endpoint, each in a process of its own.")
{
    hash,
    upload,
    uploadStream,
    uploadAll,
    download,
    restore,
    copy,
    fill,
    windows,
    append,
    takeIn,
    new SharedCopy().Make(options),
    new SharedRestore().Make(options),
    new SharedClear().Make(options),
};
options.AddTo(root);
return await root.Parse(args).InvokeAsync();
