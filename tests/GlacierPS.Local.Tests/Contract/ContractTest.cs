using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>
/// What must hold whatever the service is kept on and through whichever transport it is asked. Each suite is run three
/// times: on disk, in memory, and over HTTP.
/// </summary>
public abstract class ContractTest(Transport transport) : IAsyncLifetime
{
    protected Service Service { get; private set; } = null!;

    protected Client Client => Service.Client;

    protected SettableClock Clock => Service.Clock;

    protected virtual LocalGlacierOptions Change(LocalGlacierOptions options) => options;

    public virtual async ValueTask InitializeAsync() => Service = await Service.StartAsync(transport, Change);

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
