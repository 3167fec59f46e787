using System.Text;

namespace GlacierPS.Aws.Tests.Service;

/// <summary>Looks at what one call puts on the wire, through a socket and through the in-process door.</summary>
internal static class WireCheck
{
    public static async Task Sends(
        Func<GlacierClient, Task> call,
        string method,
        string target,
        string body = "",
        params (string Name, string Value)[] headers
    )
    {
        // An answer that any operation can be content with: of the two that Policy means, the operation has its own, a
        // description is that of the job that was asked for, and what changes something has no body.
        bool isRead = method == "GET";
        string last = Uri.UnescapeDataString(target.Split('?')[0].Split('/')[^1]);
        var answer = new Answer(
            isRead ? 200 : 204,
            Encoding.UTF8.GetBytes(
                !isRead
                    ? ""
                    : $$"""
                {"VaultARN":"arn:aws:glacier:us-east-1:1:vaults/v","VaultName":"v","CreationDate":"2012-02-20T17:01:45.198Z",
                 "MultipartUploadId":"u","PartSizeInBytes":1048576,"JobId":"{{last}}","Action":"InventoryRetrieval","StatusCode":"Succeeded",
                 "SNSTopic":"t","State":"Locked","Policy":{{(
                    target.EndsWith("/data-retrieval", StringComparison.Ordinal) ? "{}" : "\"{}\""
                )}}}
                """
            ),
            ("Location", "/1/vaults/v"),
            ("x-amz-archive-id", "a"),
            ("x-amz-multipart-upload-id", "u"),
            ("x-amz-job-id", "j"),
            ("x-amz-lock-id", "l"),
            ("x-amz-capacity-id", "c")
        );

        await using LoopbackService network = await LoopbackService.StartAsync(answer);
        using (GlacierClient client = Clients.For(network))
        {
            await call(client);
        }

        Check(network.Request);

        var inProcess = new InMemoryService(answer);
        using (GlacierClient client = Clients.For(inProcess))
        {
            await call(client);
        }

        Check(inProcess.Request);
        Assert.True(inProcess.IsDisposed);

        void Check(SeenRequest seen)
        {
            Assert.Equal((method, target, body), (seen.Method, seen.Target, Encoding.UTF8.GetString(seen.Body)));
            Assert.Equal("2012-06-01", seen.Header("x-amz-glacier-version"));
            Assert.All(headers, h => Assert.Equal(h.Value, seen.Header(h.Name)));
            Assert.Null(seen.Header("Transfer-Encoding"));
            Assert.StartsWith("GlacierPS/", seen.Header("User-Agent"));
            Signature.AssertAccepted(seen);
        }
    }
}
