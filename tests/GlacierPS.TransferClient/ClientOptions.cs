using System.CommandLine;
using GlacierPS.Aws;

namespace GlacierPS.TransferClient;

/// <summary>Where to, and how.</summary>
internal sealed class ClientOptions
{
    private readonly Option<string> _endpoint = new("--endpoint")
    {
        Description = "Where the service is",
        Recursive = true,
    };
    private readonly Option<string> _vault = new("--vault") { DefaultValueFactory = _ => "measured", Recursive = true };
    private readonly Option<long?> _partSize = new("--part-size")
    {
        Description = "Bytes in a part or range",
        Recursive = true,
    };
    private readonly Option<int> _throttleLimit = new("--throttle-limit")
    {
        DefaultValueFactory = _ => 4,
        Recursive = true,
    };
    private readonly Option<long?> _rate = new("--max-bytes-per-second") { Recursive = true };
    private readonly Option<string?> _warmUp = new("--warm-up")
    {
        Description = "Do the like first, and do not count it: a download of this job, an upload whatever is said",
        Recursive = true,
    };
    private readonly Option<string?> _journal = new("--journal")
    {
        Description = "The folder of the journals",
        Recursive = true,
    };

    public void AddTo(Command command)
    {
        foreach (
            Option option in new Option[] { _endpoint, _vault, _partSize, _throttleLimit, _rate, _journal, _warmUp }
        )
        {
            command.Options.Add(option);
        }
    }

    public bool HasWarmUp(ParseResult parsed) => parsed.GetValue(_warmUp) is not null;

    public ClientSettings Read(ParseResult parsed) =>
        new(
            new Uri(parsed.GetRequiredValue(_endpoint)),
            parsed.GetRequiredValue(_vault),
            parsed.GetValue(_partSize),
            parsed.GetRequiredValue(_throttleLimit),
            parsed.GetValue(_rate),
            parsed.GetValue(_journal),
            parsed.GetValue(_warmUp)
        );
}

/// <summary>What the command line asked for.</summary>
internal sealed record ClientSettings(
    Uri Endpoint,
    string VaultName,
    long? PartSize,
    int ThrottleLimit,
    long? MaxBytesPerSecond,
    string? JournalFolder,
    string? WarmUp
)
{
    public GlacierClient NewClient(Func<HttpMessageHandler>? transport = null) =>
        GlacierClient.Create(
            new GlacierClientOptions
            {
                EndpointUrl = Endpoint,
                Region = "us-east-1",
                AccessKeyId = "AKIDEXAMPLE",
                SecretAccessKey = "secret-of-a-test",
                Transport = transport,
            }
        );
}
