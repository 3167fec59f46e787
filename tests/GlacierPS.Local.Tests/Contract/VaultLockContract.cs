using System.Text.Json;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>The vault lock and its enforcement: glacier-api.md §6.11, and C175 to C185 of §11.</summary>
public abstract class VaultLockContract(Transport transport) : ContractTest(transport)
{
    private const string Path = "/-/vaults/v/lock-policy";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Client.CreateVaultAsync();
    }

    [Fact]
    public async Task C175_An_initiated_lock_is_in_progress_for_24_hours()
    {
        Clock.Advance(TimeSpan.FromMilliseconds(1234));
        Answer initiated = await TryInitiate();
        Assert.Equal(201, initiated.Code);
        Assert.Matches("^[A-Za-z0-9_-]{24}$", initiated["x-amz-lock-id"]);
        Assert.Empty(initiated.Body);
        Answer got = await Client.GetAsync(Path);
        got.ShouldBe(200);
        string policy = $"\"{SomePolicy.KeepForAYear.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        Assert.Equal(
            $$"""{"CreationDate":"2026-01-01T00:00:01.234Z","ExpirationDate":"2026-01-02T00:00:01.234Z","Policy":{{policy}},"State":"InProgress"}""",
            got.Text
        );
    }

    [Fact]
    public async Task C176_A_second_lock_cannot_be_initiated()
    {
        string lockId = await Initiate();
        (await TryInitiate(SomePolicy.Deny("UploadArchive"))).ShouldFail(403, "AccessDeniedException");
        (await Complete(lockId)).ShouldBe(204);
        (await TryInitiate(SomePolicy.Deny("UploadArchive"))).ShouldFail(403, "AccessDeniedException");
        await Client.UploadAsync([1]);
    }

    [Fact]
    public async Task C177_A_completed_lock_stays_and_completing_it_again_succeeds()
    {
        string lockId = await Initiate();
        (await Complete(lockId)).ShouldBe(204);
        Clock.Advance(TimeSpan.FromDays(2));
        JsonElement locked = (await Client.GetAsync(Path)).Json;
        Assert.Equal("Locked", locked.GetProperty("State").GetString());
        Assert.Equal(JsonValueKind.Null, locked.GetProperty("ExpirationDate").ValueKind);
        Assert.Equal("2026-01-01T00:00:00.000Z", locked.GetProperty("CreationDate").GetString());
        (await Complete(lockId)).ShouldBe(204);
        (await Complete(new string('x', 24))).ShouldFail(403, "AccessDeniedException");
    }

    [Fact]
    public async Task C178_A_wrong_lock_ID_completes_nothing()
    {
        string lockId = await Initiate();
        (await Complete(new string('x', 24))).ShouldFail(400, "InvalidParameterValueException");
        Assert.Equal("InProgress", (await Client.GetAsync(Path)).Json.GetProperty("State").GetString());
        (await Complete(lockId)).ShouldBe(204);
    }

    [Fact]
    public async Task C180_A_lock_in_progress_can_be_aborted()
    {
        (await Client.DeleteAsync(Path)).ShouldBe(204);
        string lockId = await Initiate();
        (await Client.DeleteAsync(Path)).ShouldBe(204);
        (await Client.GetAsync(Path)).ShouldFail(404, "ResourceNotFoundException");
        (await Complete(lockId)).ShouldFail(404, "ResourceNotFoundException");
        (await Client.DeleteAsync(Path)).ShouldBe(204);
        await Initiate();
    }

    [Fact]
    public async Task C181_A_completed_lock_cannot_be_aborted()
    {
        (await Complete(await Initiate())).ShouldBe(204);
        (await Client.DeleteAsync(Path)).ShouldFail(403, "AccessDeniedException");
        Assert.Equal("Locked", (await Client.GetAsync(Path)).Json.GetProperty("State").GetString());
    }

    [Fact]
    public async Task C182_A_lock_that_is_not_completed_within_24_hours_is_gone()
    {
        string archive = await Client.UploadAsync([1]);
        string lockId = await Initiate();
        Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        (await Client.DeleteAsync($"/-/vaults/v/archives/{archive}")).ShouldFail(403, "AccessDeniedException");
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await Client.GetAsync(Path)).ShouldFail(404, "ResourceNotFoundException");
        (await Complete(lockId)).ShouldFail(404, "ResourceNotFoundException");
        (await Client.DeleteAsync($"/-/vaults/v/archives/{archive}")).ShouldBe(204);
        Assert.NotEqual(lockId, await Initiate());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task C183_A_lock_keeps_archives_until_they_are_old_enough(bool completed)
    {
        string old = await Client.UploadAsync([1]);
        Clock.Advance(TimeSpan.FromDays(365));
        string fresh = await Client.UploadAsync([2]);
        string lockId = await Initiate();
        if (completed)
        {
            (await Complete(lockId)).ShouldBe(204);
        }

        (await Client.DeleteAsync($"/-/vaults/v/archives/{fresh}")).ShouldFail(403, "AccessDeniedException");
        (await Client.DeleteAsync($"/-/vaults/v/archives/{old}")).ShouldBe(204);
        Assert.Equal(fresh, Assert.Single(await Client.InventoryAsync()).GetProperty("ArchiveId").GetString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Policy":"x"}""")]
    [InlineData("""{"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"}""")]
    public async Task C185_An_invalid_lock_policy_is_refused(string body)
    {
        (await Client.PostJsonAsync(Path, body)).ShouldFail(
            400,
            "InvalidParameterValueException",
            "The specified vault lock policy is invalid. Provide a valid policy."
        );
        (await Client.GetAsync(Path)).ShouldFail(404, "ResourceNotFoundException");
    }

    [Fact]
    public async Task An_access_policy_cannot_allow_what_a_lock_denies()
    {
        string archive = await Client.UploadAsync([1]);
        await Client.PutJsonAsync(
            "/-/vaults/v/access-policy",
            SomePolicy.Body(SomePolicy.Of("Allow", Client.Account, "DeleteArchive"))
        );
        await Initiate();
        (await Client.DeleteAsync($"/-/vaults/v/archives/{archive}")).ShouldFail(403, "AccessDeniedException");
    }

    [Fact]
    public async Task Without_a_lock_there_is_none_to_get_or_to_complete()
    {
        (await Client.GetAsync(Path)).ShouldFail(404, "ResourceNotFoundException");
        (await Complete(new string('x', 24))).ShouldFail(404, "ResourceNotFoundException");
    }

    private Task<Answer> TryInitiate(string? policy = null) =>
        Client.PostJsonAsync(Path, SomePolicy.Body(policy ?? SomePolicy.KeepForAYear));

    private async Task<string> Initiate()
    {
        Answer answer = await TryInitiate();
        answer.ShouldBe(201);
        return answer["x-amz-lock-id"]!;
    }

    private Task<Answer> Complete(string lockId) => Client.SendAsync(HttpMethod.Post, $"{Path}/{lockId}");
}

public sealed class VaultLocksOnDisk() : VaultLockContract(Transport.Disk);

public sealed class VaultLocksInMemory() : VaultLockContract(Transport.Memory);

public sealed class VaultLocksOverHttp() : VaultLockContract(Transport.Http);
