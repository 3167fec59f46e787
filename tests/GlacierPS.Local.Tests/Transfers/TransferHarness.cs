using GlacierPS.Aws;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Upload;
using GlacierPS.Local.Faults;
using GlacierPS.Local.Tests.Fixtures;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Tests.Transfers;

/// <summary>A file, a service over HTTP with a vault and faults, and a client of it with little patience.</summary>
public abstract class TransferHarness : IAsyncLifetime
{
    protected const int MiB = 1 << 20;

    /// <summary>The whole account's clock, which a test can move on.</summary>
    protected AdjustableTime Clock { get; } = new();

    protected TempFolder Temp { get; } = new();

    protected Service Service { get; private set; } = null!;

    protected GlacierClient Glacier { get; private set; } = null!;

    protected byte[] Data { get; } = TestData.Bytes(5 * MiB + 4321, seed: 4);

    protected string FilePath => Path.Combine(Temp.Path, "file.bin");

    protected string Journals => Path.Combine(Temp.Path, "journals");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllBytesAsync(FilePath, Data);
        Service = await Service.StartAsync(Transport.Http, options => options with { TimeProvider = Clock });
        await Service.Client.CreateVaultAsync();
        Glacier = NewClient();
    }

    public async ValueTask DisposeAsync()
    {
        Glacier.Dispose();
        await Service.DisposeAsync();
        Temp.Dispose();
        GC.SuppressFinalize(this);
    }

    protected GlacierClient NewClient() =>
        GlacierClient.Create(
            new GlacierClientOptions
            {
                EndpointUrl = Service.Url,
                Region = "us-east-1",
                AccessKeyId = "AKIDEXAMPLE",
                SecretAccessKey = "secret-of-a-test",
                MaxRetries = 1,
                Timeout = TimeSpan.FromSeconds(1.5),
            }
        );

    protected void Add(string operation, FaultAction action, int? count = null) =>
        Service.Glacier.Faults.Add(
            new FaultRule
            {
                Operation = operation,
                Action = action,
                Count = count,
            }
        );

    protected ArchiveUpload Upload(int attempts = 8, int atOnce = 3) =>
        new(
            Glacier,
            new UploadOptions
            {
                PartSize = MiB,
                ThrottleLimit = atOnce,
                JournalFolder = Journals,
                Connection = "c",
                Attempts = attempts,
                RetryDelay = TimeSpan.FromMilliseconds(20),
            }
        );

    protected Task<SentArchive> SendAsync(int attempts = 8, int atOnce = 3) =>
        Upload(attempts, atOnce).SendFileAsync("v", FilePath, "d", default);

    /// <summary>
    /// Everything that may be left behind is looked at: one archive with the file's bytes, and nothing else.
    /// </summary>
    protected async Task AssertOnlyTheFileIsThereAsync(SentArchive sent)
    {
        Assert.Equal(TreeHash.Of(Data), sent.SHA256TreeHash);
        byte[] there = await Service.Client.DownloadAsync(sent.ArchiveId);
        Assert.True(Data.AsSpan().SequenceEqual(there));
        Assert.Single(await Service.Client.InventoryAsync());
        Assert.Empty((await Glacier.ListMultipartUploadsAsync("v", null, null, default)).Items);
        Assert.Empty(UploadJournal.List(Journals));
    }
}
