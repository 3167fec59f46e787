namespace GlacierPS.Aws.Tests.Service;

/// <summary>Clients with the keys of AWS's own examples (glacier-api.md §2).</summary>
public static class Clients
{
    public const string AccessKey = "AKIAIOSFODNN7EXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    public const string Region = "us-east-1";

    public static GlacierClientOptions Options { get; } =
        new()
        {
            Region = Region,
            AccessKeyId = AccessKey,
            SecretAccessKey = SecretKey,
        };

    public static GlacierClient For(LoopbackService service, int? maxRetries = null) =>
        GlacierClient.Create(Options with { EndpointUrl = service.Endpoint, MaxRetries = maxRetries });

    public static GlacierClient For(InMemoryService service, int? maxRetries = null) =>
        GlacierClient.Create(Options with { Transport = () => service, MaxRetries = maxRetries });
}
