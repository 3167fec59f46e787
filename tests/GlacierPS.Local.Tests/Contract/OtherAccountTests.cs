using GlacierPS.Local.Tests.Fixtures;
using GlacierPS.Local.Tests.Signing;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>What an access policy grants to another account (glacier-api.md §1.2, §6.10; C009).</summary>
public class OtherAccountTests
{
    private const string OtherAccount = "999999999999";
    private const string OtherKey = "AKIDOTHER";

    [Fact]
    public async Task Another_account_may_do_what_a_policy_allows_and_no_more()
    {
        await using Service service = await Service.StartAsync(
            Transport.Memory,
            options =>
                options with
                {
                    Credentials = [$"{Sign.AccessKey}:{Sign.SecretKey}", $"{OtherKey}:{Sign.SecretKey}@{OtherAccount}"],
                }
        );
        using Client owner = SigningHandler.ClientOf(
            service,
            inner => new SigningHandler(inner, service.Clock) { Region = "us-east-1" },
            Transport.Memory
        );
        using Client other = SigningHandler.ClientOf(
            service,
            inner => new SigningHandler(inner, service.Clock) { Region = "us-east-1", AccessKey = OtherKey },
            Transport.Memory
        );
        await owner.CreateVaultAsync();
        const string vault = $"/{Client.Account}/vaults/v";
        (await other.GetAsync(vault)).ShouldFail(403, "AccessDeniedException");
        (await other.GetAsync($"/{Client.Account}/vaults/none")).ShouldFail(403, "AccessDeniedException");

        (
            await owner.PutJsonAsync(
                $"{vault}/access-policy",
                SomePolicy.Body(SomePolicy.Of("Allow", OtherAccount, "DescribeVault"))
            )
        ).ShouldBe(204);
        (await other.GetAsync(vault)).ShouldBe(200);
        (await other.GetAsync($"{vault}/jobs")).ShouldFail(403, "AccessDeniedException");
        (await other.DeleteAsync(vault)).ShouldFail(403, "AccessDeniedException");
        (await other.PutAsync(vault)).ShouldFail(403, "AccessDeniedException");
        (await other.GetAsync($"/{Client.Account}/vaults")).ShouldFail(403, "AccessDeniedException");
        (await other.GetAsync("/-/vaults/v")).ShouldFail(404, "ResourceNotFoundException");

        (await owner.DeleteAsync($"{vault}/access-policy")).ShouldBe(204);
        (await other.GetAsync(vault)).ShouldFail(403, "AccessDeniedException");
    }
}
