using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>A service that is closed to new accounts: glacier-api.md §6.14, and C196 of §11.</summary>
public abstract class ClosedContract(Transport transport) : ContractTest(transport)
{
    protected override LocalGlacierOptions Change(LocalGlacierOptions options) => options with { Closed = true };

    [Theory]
    [MemberData(nameof(EveryOperation.Requests), MemberType = typeof(EveryOperation))]
    public async Task C196_Every_call_is_refused(string method, string path) =>
        (await Client.SendAsync(new HttpMethod(method), path)).ShouldFail(
            400,
            "NoLongerSupportedException",
            "This API is no longer supported for new accounts. Please use Amazon S3 Glacier storage classes instead."
        );
}

public sealed class ClosedOnDisk() : ClosedContract(Transport.Disk);

public sealed class ClosedInMemory() : ClosedContract(Transport.Memory);

public sealed class ClosedOverHttp() : ClosedContract(Transport.Http);
