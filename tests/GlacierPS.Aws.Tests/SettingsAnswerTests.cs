using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests;

/// <summary>Reading the answers about settings, after the examples of glacier-api.md §6.2 and §6.9 to §6.13.</summary>
public sealed class SettingsAnswerTests
{
    [Fact]
    public async Task Tags_are_read_in_the_order_of_their_keys()
    {
        IReadOnlyDictionary<string, string> tags = await Ask(
            """{"Tags":{"b":"2","a":"1","empty":null}}""",
            g => g.ListTagsForVaultAsync("v", default)
        );

        Assert.Equal([new("a", "1"), new("b", "2"), new("empty", "")], tags);
    }

    [Theory]
    [InlineData("""{"Tags":{}}""")]
    [InlineData("""{"Tags":null}""")]
    [InlineData("{}")]
    public async Task A_vault_without_tags_has_none(string json) =>
        Assert.Empty(await Ask(json, g => g.ListTagsForVaultAsync("v", default)));

    [Fact]
    public async Task A_policy_comes_back_as_it_was_set() =>
        Assert.Equal(
            """{"Version":"2012-10-17", "Statement":[]}""",
            await Ask(
                """{"Policy":"{\"Version\":\"2012-10-17\", \"Statement\":[]}"}""",
                g => g.GetVaultAccessPolicyAsync("v", default)
            )
        );

    [Fact]
    public async Task Notifications_are_read_with_their_events()
    {
        VaultNotification notification = await Ask(
            """{"Events":["ArchiveRetrievalCompleted","InventoryRetrievalCompleted"],"SNSTopic":"arn:aws:sns:us-west-2:012345678901:mytopic"}""",
            g => g.GetVaultNotificationsAsync("v", default)
        );

        Assert.Equal(
            ("v", "arn:aws:sns:us-west-2:012345678901:mytopic"),
            (notification.VaultName, notification.SNSTopic)
        );
        Assert.Equal(
            [NotificationEvent.ArchiveRetrievalCompleted, NotificationEvent.InventoryRetrievalCompleted],
            notification.Events
        );
    }

    [Fact]
    public async Task A_lock_in_progress_has_an_end() =>
        Assert.Equal(
            new VaultLock
            {
                VaultName = "v",
                Policy = "{}",
                State = VaultLockState.InProgress,
                CreationDate = new DateTime(2015, 2, 21, 18, 55, 37, 4, DateTimeKind.Utc),
                ExpirationDate = new DateTime(2015, 2, 22, 18, 55, 37, 4, DateTimeKind.Utc),
            },
            await Ask(
                """{"CreationDate":"2015-02-21T18:55:37.004Z","ExpirationDate":"2015-02-22T18:55:37.004Z","Policy":"{}","State":"InProgress"}""",
                g => g.GetVaultLockAsync("v", default)
            )
        );

    [Fact]
    public async Task A_completed_lock_has_none() =>
        Assert.Null(
            (
                await Ask(
                    """{"CreationDate":"2015-02-21T18:55:37.004Z","ExpirationDate":null,"Policy":"{}","State":"Locked"}""",
                    g => g.GetVaultLockAsync("v", default)
                )
            ).ExpirationDate
        );

    [Theory]
    [InlineData(
        """{"Policy":{"Rules":[{"BytesPerHour":10737418240,"Strategy":"BytesPerHour"}]}}""",
        RetrievalStrategy.BytesPerHour,
        10737418240
    )]
    [InlineData(
        """{"Policy":{"Rules":[{"BytesPerHour":null,"Strategy":"FreeTier"}]}}""",
        RetrievalStrategy.FreeTier,
        null
    )]
    [InlineData("""{"Policy":{"Rules":[]}}""", RetrievalStrategy.None, null)]
    [InlineData("""{"Policy":null}""", RetrievalStrategy.None, null)]
    public async Task The_retrieval_policy_is_its_one_rule(string json, RetrievalStrategy strategy, long? bytes) =>
        Assert.Equal(
            new DataRetrievalPolicy { Strategy = strategy, BytesPerHour = bytes },
            await Ask(json, g => g.GetDataRetrievalPolicyAsync(default))
        );

    [Fact]
    public async Task Capacity_is_read_with_its_dates() =>
        Assert.Equal(
            [
                new ProvisionedCapacity
                {
                    CapacityId = "zSaq7NzHFQDANTfQkDen4V7z",
                    StartDate = new DateTime(2017, 1, 31, 14, 26, 33, 31, DateTimeKind.Utc),
                    ExpirationDate = new DateTime(2017, 2, 28, 14, 26, 33, DateTimeKind.Utc),
                },
            ],
            await Ask(
                """{"ProvisionedCapacityList":[{"CapacityId":"zSaq7NzHFQDANTfQkDen4V7z","ExpirationDate":"2017-02-28T14:26:33.000Z","StartDate":"2017-01-31T14:26:33.031Z"}]}""",
                g => g.ListProvisionedCapacityAsync(default)
            )
        );

    private static async Task<T> Ask<T>(string json, Func<GlacierClient, Task<T>> call)
    {
        using GlacierClient client = Clients.For(new InMemoryService(Answer.Json(json)));
        return await call(client);
    }
}
