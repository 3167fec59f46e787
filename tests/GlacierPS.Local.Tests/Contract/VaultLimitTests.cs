using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>
/// The number of vaults. In memory only: a thousand folders on disk show nothing more and take their time.
/// </summary>
public class VaultLimitTests
{
    [Fact]
    public async Task C052_There_may_be_1000_vaults()
    {
        await using Service service = await Service.StartAsync(Transport.Memory);
        for (int i = 0; i < 1000; i++)
        {
            await service.Client.CreateVaultAsync($"v{i}");
        }

        (await service.Client.PutAsync("/-/vaults/one-more")).ShouldFail(400, "LimitExceededException");
        Assert.Equal(201, (await service.Client.PutAsync("/-/vaults/v7")).Code);
    }
}
