using System.Diagnostics;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Faults;
using GlacierPS.Local.Tests.Contract;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Faults;

/// <summary>
/// Faults that were asked for (local-service.md, POST /_control/faults), as clients of either transport see them.
/// </summary>
public abstract class FaultContract(Transport transport) : ContractTest(transport)
{
    [Fact]
    public async Task C045_Induced_throttling_is_a_400_with_the_services_own_words()
    {
        await Client.CreateVaultAsync();
        Fault("*", new FaultAction.Refuse(400, "ThrottlingException"), count: 2);
        (await Client.GetAsync("/-/vaults/v")).ShouldFail(400, "ThrottlingException", "Rate exceeded");
        (await Client.TryUploadAsync([1])).ShouldFail(400, "ThrottlingException", "Rate exceeded");
        (await Client.TryUploadAsync([1])).ShouldBe(201);
    }

    [Fact]
    public async Task C046_Induced_lack_of_Expedited_capacity_leaves_Standard_and_Bulk_alone()
    {
        await Client.CreateVaultAsync();
        string archive = await Client.UploadAsync([1]);
        Service.Glacier.Faults.Add(
            new FaultRule
            {
                Operation = "InitiateJob",
                Tier = "Expedited",
                Action = new FaultAction.Refuse(503, "InsufficientCapacityException"),
            }
        );
        for (int i = 0; i < 2; i++)
        {
            (
                await Client.TryJobAsync(
                    $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archive}\",\"Tier\":\"Expedited\"}}"
                )
            ).ShouldFail(503, "InsufficientCapacityException");
        }

        await Client.ArchiveJobAsync(archive);
        await Client.ArchiveJobAsync(archive, tier: "Standard");
        await Client.ArchiveJobAsync(archive, tier: "Bulk");
        await Client.InventoryJobAsync();
    }

    [Fact]
    public async Task A_fault_of_a_tier_befalls_the_output_of_its_jobs_only()
    {
        await Client.CreateVaultAsync();
        string archive = await Client.UploadAsync([1]);
        string bulk = await Client.ArchiveJobAsync(archive, tier: "Bulk");
        string standard = await Client.ArchiveJobAsync(archive);
        Service.Glacier.Faults.Add(
            new FaultRule
            {
                Operation = "*",
                Tier = "Bulk",
                Action = new FaultAction.Refuse(500, "ServiceUnavailableException"),
            }
        );
        (await Client.OutputAsync(standard)).ShouldBe(200);
        (await Client.OutputAsync(bulk)).ShouldFail(500, "ServiceUnavailableException");
        (await Client.GetAsync("/-/vaults/v")).ShouldBe(200);
    }

    [Fact]
    public async Task A_fault_befalls_its_own_operation_as_often_as_it_says()
    {
        await Client.CreateVaultAsync();
        Fault("DescribeVault", new FaultAction.Refuse(500, "ServiceUnavailableException"), count: 3);
        for (int i = 0; i < 3; i++)
        {
            (await Client.GetAsync("/-/vaults")).ShouldBe(200);
            (await Client.GetAsync("/-/vaults/v")).ShouldFail(500, "ServiceUnavailableException");
        }

        (await Client.GetAsync("/-/vaults/v")).ShouldBe(200);
    }

    [Fact]
    public async Task A_dropped_request_has_no_answer_and_does_nothing()
    {
        Fault("CreateVault", new FaultAction.Drop());
        await Assert.ThrowsAsync<HttpRequestException>(() => Client.PutAsync("/-/vaults/v"));
        (await Client.GetAsync("/-/vaults/v")).ShouldFail(404, "ResourceNotFoundException");
        (await Client.PutAsync("/-/vaults/v")).ShouldBe(201);
    }

    [Fact]
    public async Task A_lost_answer_is_to_work_that_was_done()
    {
        await Client.CreateVaultAsync();
        Fault("UploadArchive", new FaultAction.LoseAnswer());
        await Assert.ThrowsAsync<HttpRequestException>(() => Client.TryUploadAsync([1]));
        Assert.Single(await Client.InventoryAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public async Task An_answer_breaks_off_after_as_many_bytes_as_the_fault_says(int bytes)
    {
        byte[] body = TestData.Bytes(3 * TestData.MiB);
        string job = await OutputJobAsync(body);
        Fault("GetJobOutput", new FaultAction.DropAfterBytes(bytes));
        var arrived = new MemoryStream();
        using HttpResponseMessage answer = await Client.StartAsync($"/-/vaults/v/jobs/{job}/output");
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(body.Length, answer.Content.Headers.ContentLength);
        await using Stream stream = await answer.Content.ReadAsStreamAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(arrived));
        Assert.Equal(body[..bytes], arrived.ToArray());
        Assert.Equal(body, (await Client.OutputAsync(job)).Body);
    }

    [Fact]
    public async Task A_corrupt_answer_has_one_byte_changed()
    {
        byte[] body = TestData.Bytes(3 * TestData.MiB);
        string job = await OutputJobAsync(body);
        Fault("GetJobOutput", new FaultAction.Corrupt());
        byte[] got = (await Client.OutputAsync(job)).Body;
        Assert.Equal(body.Length, got.Length);
        Assert.Equal(1, body.Zip(got).Count(pair => pair.First != pair.Second));
        Assert.Equal(body, (await Client.OutputAsync(job)).Body);
    }

    [Fact]
    public async Task A_delayed_answer_is_late_and_right()
    {
        Fault("ListVaults", new FaultAction.Delay(TimeSpan.FromMilliseconds(300)));
        var watch = Stopwatch.StartNew();
        (await Client.GetAsync("/-/vaults")).ShouldBe(200);
        Assert.True(watch.ElapsedMilliseconds >= 290, $"{watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task Removed_faults_befall_nothing()
    {
        Fault("*", new FaultAction.Drop(), count: null);
        await Assert.ThrowsAsync<HttpRequestException>(() => Client.GetAsync("/-/vaults"));
        await Assert.ThrowsAsync<HttpRequestException>(() => Client.GetAsync("/-/vaults"));
        Service.Glacier.Faults.Clear();
        (await Client.GetAsync("/-/vaults")).ShouldBe(200);
    }

    [Fact]
    public void Faults_that_make_no_sense_are_refused()
    {
        var drop = new FaultAction.Drop();
        FaultRule[] wrong =
        [
            new() { Operation = "DropTables", Action = drop },
            new()
            {
                Operation = "*",
                Tier = "Fast",
                Action = drop,
            },
            new()
            {
                Operation = "*",
                Count = 0,
                Action = drop,
            },
            new() { Operation = "*", Action = new FaultAction.Refuse(200, "Fine") },
            new() { Operation = "*", Action = new FaultAction.Refuse(500, "") },
            new() { Operation = "*", Action = new FaultAction.DropAfterBytes(-1) },
            new() { Operation = "*", Action = new FaultAction.Delay(TimeSpan.FromDays(30)) },
        ];
        Assert.All(wrong, rule => Assert.Throws<GlacierInputException>(() => Service.Glacier.Faults.Add(rule)));
    }

    private void Fault(string operation, FaultAction action, long? count = 1) =>
        Service.Glacier.Faults.Add(
            new FaultRule
            {
                Operation = operation,
                Count = count,
                Action = action,
            }
        );

    private async Task<string> OutputJobAsync(byte[] body)
    {
        await Client.CreateVaultAsync();
        return await Client.ArchiveJobAsync(await Client.UploadAsync(body));
    }
}

public sealed class FaultsOnDisk() : FaultContract(Transport.Disk);

public sealed class FaultsInProcess() : FaultContract(Transport.Memory);

public sealed class FaultsOverHttp() : FaultContract(Transport.Http);
