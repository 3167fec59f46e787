using System.Text.Json;
using GlacierPS.Local.Http;
using GlacierPS.Local.Tests.Fixtures;
using static GlacierPS.Local.Http.GlacierOperation;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>
/// What the answers of all 33 operations have in common: C001 and C003 to C005 of glacier-api.md §11.
/// </summary>
public abstract class OperationContract(Transport transport) : ContractTest(transport)
{
    private const string Vault = "/-/vaults/v";
    private readonly Dictionary<GlacierOperation, Answer> _answers = [];

    [Fact]
    public async Task C001_No_two_answers_have_the_same_request_ID()
    {
        await AskEverything();
        Assert.Equal(33, _answers.Values.Select(answer => answer["x-amzn-RequestId"]).Distinct().Count());
        Assert.DoesNotContain(_answers.Values, answer => string.IsNullOrEmpty(answer["x-amzn-RequestId"]));
    }

    [Fact]
    public async Task C003_Each_of_the_33_operations_answers_valid_input_with_its_status()
    {
        await AskEverything();
        Assert.Equal(33, _answers.Count);
        Assert.Equal(
            EveryOperation.Statuses.OrderBy(operation => operation.Key),
            _answers.ToDictionary(answer => answer.Key, answer => answer.Value.Code).OrderBy(answer => answer.Key)
        );
    }

    [Fact]
    public async Task C004_Every_answer_204_has_no_body()
    {
        await AskEverything();
        List<Answer> empty = [.. _answers.Values.Where(answer => answer.Code == 204)];
        Assert.Equal(13, empty.Count);
        Assert.All(
            empty,
            answer =>
            {
                Assert.Empty(answer.Body);
                Assert.Null(answer["Content-Type"]);
                Assert.Null(answer["Transfer-Encoding"]);
            }
        );
    }

    [Fact]
    public async Task C005_Every_JSON_answer_tells_its_type_and_length()
    {
        await AskEverything();
        List<Answer> answers =
        [
            .. _answers
                .Where(answer => answer.Value.Code == 200 && answer.Key != GetJobOutput)
                .Select(answer => answer.Value),
        ];
        Assert.Equal(12, answers.Count);
        Assert.All(
            answers,
            answer =>
            {
                Assert.Equal("application/json", answer["Content-Type"]);
                Assert.Equal(answer.Body.Length.ToString(), answer["Content-Length"]);
                Assert.Null(answer["Transfer-Encoding"]);
                Assert.Equal(JsonValueKind.Object, answer.Json.ValueKind);
            }
        );
    }

    /// <summary>
    /// Asks every operation once, with valid input, in an order in which one needs what another made.
    /// </summary>
    private async Task AskEverything()
    {
        byte[] archive = [1, 2, 3];
        _answers[CreateVault] = await Client.PutAsync(Vault);
        _answers[DescribeVault] = await Client.GetAsync(Vault);
        _answers[ListVaults] = await Client.GetAsync("/-/vaults");
        _answers[UploadArchive] = await Client.TryUploadAsync(archive);

        _answers[InitiateMultipartUpload] = await Client.SendAsync(
            HttpMethod.Post,
            Vault + "/multipart-uploads",
            null,
            ("x-amz-part-size", "1048576")
        );
        string upload = _answers[InitiateMultipartUpload]["x-amz-multipart-upload-id"]!;
        _answers[UploadMultipartPart] = await Client.TryPartAsync(upload, 0, archive);
        _answers[ListMultipartUploads] = await Client.GetAsync(Vault + "/multipart-uploads");
        _answers[ListParts] = await Client.GetAsync($"{Vault}/multipart-uploads/{upload}");
        _answers[CompleteMultipartUpload] = await Client.TryCompleteAsync(upload, archive);
        _answers[AbortMultipartUpload] = await Client.DeleteAsync(
            $"{Vault}/multipart-uploads/{await Client.BeginUploadAsync(TestData.MiB)}"
        );

        _answers[InitiateJob] = await Client.TryJobAsync("""{"Type":"inventory-retrieval"}""");
        string job = _answers[InitiateJob]["x-amz-job-id"]!;
        _answers[ListJobs] = await Client.GetAsync(Vault + "/jobs");
        _answers[DescribeJob] = await Client.GetAsync($"{Vault}/jobs/{job}");
        _answers[GetJobOutput] = await Client.OutputAsync(job);

        _answers[AddTagsToVault] = await Client.PostJsonAsync(Vault + "/tags?operation=add", """{"Tags":{"a":"1"}}""");
        _answers[ListTagsForVault] = await Client.GetAsync(Vault + "/tags");
        _answers[RemoveTagsFromVault] = await Client.PostJsonAsync(
            Vault + "/tags?operation=remove",
            """{"TagKeys":["a"]}"""
        );
        await AskSettings();
        _answers[DeleteArchive] = await Client.DeleteAsync(
            $"{Vault}/archives/{_answers[UploadArchive]["x-amz-archive-id"]}"
        );
        await Client.DeleteAsync($"{Vault}/archives/{_answers[CompleteMultipartUpload]["x-amz-archive-id"]}");
        _answers[DeleteVault] = await Client.DeleteAsync(Vault);
    }

    private async Task AskSettings()
    {
        const string access = Vault + "/access-policy";
        _answers[SetVaultAccessPolicy] = await Client.PutJsonAsync(
            access,
            SomePolicy.Body(SomePolicy.Deny("ListJobs"))
        );
        _answers[GetVaultAccessPolicy] = await Client.GetAsync(access);
        _answers[DeleteVaultAccessPolicy] = await Client.DeleteAsync(access);

        const string notifications = Vault + "/notification-configuration";
        _answers[SetVaultNotifications] = await Client.PutJsonAsync(
            notifications,
            """{"Events":["ArchiveRetrievalCompleted"],"SNSTopic":"arn:aws:sns:us-east-1:111122223333:topic"}"""
        );
        _answers[GetVaultNotifications] = await Client.GetAsync(notifications);
        _answers[DeleteVaultNotifications] = await Client.DeleteAsync(notifications);

        const string lockPolicy = Vault + "/lock-policy";
        string policy = SomePolicy.Body(SomePolicy.Deny("ListJobs"));
        (await Client.PostJsonAsync(lockPolicy, policy)).ShouldBe(201);
        _answers[AbortVaultLock] = await Client.DeleteAsync(lockPolicy);
        _answers[InitiateVaultLock] = await Client.PostJsonAsync(lockPolicy, policy);
        _answers[GetVaultLock] = await Client.GetAsync(lockPolicy);
        _answers[CompleteVaultLock] = await Client.SendAsync(
            HttpMethod.Post,
            $"{lockPolicy}/{_answers[InitiateVaultLock]["x-amz-lock-id"]}"
        );

        const string retrieval = "/-/policies/data-retrieval";
        _answers[SetDataRetrievalPolicy] = await Client.PutJsonAsync(
            retrieval,
            """{"Policy":{"Rules":[{"Strategy":"FreeTier"}]}}"""
        );
        _answers[GetDataRetrievalPolicy] = await Client.GetAsync(retrieval);
        _answers[PurchaseProvisionedCapacity] = await Client.SendAsync(HttpMethod.Post, "/-/provisioned-capacity");
        _answers[ListProvisionedCapacity] = await Client.GetAsync("/-/provisioned-capacity");
    }
}

public sealed class OperationsOnDisk() : OperationContract(Transport.Disk);

public sealed class OperationsInMemory() : OperationContract(Transport.Memory);

public sealed class OperationsOverHttp() : OperationContract(Transport.Http);
