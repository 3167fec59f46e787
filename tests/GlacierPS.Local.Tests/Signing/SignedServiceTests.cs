using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Signing;

/// <summary>
/// A service with credentials, through both transports: only what they signed is let in (local-service.md,
/// --credential).
/// </summary>
public class SignedServiceTests
{
    private const string Credential = $"{Sign.AccessKey}:{Sign.SecretKey}";
    private const string Temporary =
        "ASIATEMPORARY:temporary-secret-key:temporary-session-token:2026-01-01T01:00:00Z@222222222222";

    [Theory]
    [InlineData(Transport.Disk)]
    [InlineData(Transport.Http)]
    public async Task Signed_requests_do_the_whole_main_path(Transport transport)
    {
        await using Service service = await StartAsync(transport, Credential);
        using Client client = Signed(service, transport);
        await client.CreateVaultAsync();
        byte[] body = TestData.Bytes(2 * TestData.MiB + 1);
        string whole = await client.UploadAsync(body, "a description");
        string parted = await client.UploadInPartsAsync(body, TestData.MiB);
        Assert.Equal(body, await client.DownloadAsync(whole));
        Assert.Equal(body, await client.DownloadAsync(parted));
        Assert.Equal(2, (await client.InventoryAsync()).Count);
    }

    [Theory]
    [InlineData(Transport.Disk)]
    [InlineData(Transport.Http)]
    public async Task Account_and_region_are_those_of_the_credential_and_its_scope(Transport transport)
    {
        await using Service service = await StartAsync(transport, Credential, Temporary);
        using Client ours = Signed(service, transport);
        using Client theirs = SigningHandler.ClientOf(
            service,
            inner => new SigningHandler(inner, service.Clock)
            {
                AccessKey = "ASIATEMPORARY",
                SecretKey = "temporary-secret-key",
                SessionToken = "temporary-session-token",
                Region = "eu-west-1",
            },
            transport
        );
        await theirs.CreateVaultAsync();
        Assert.Equal(
            "arn:aws:glacier:eu-west-1:222222222222:vaults/v",
            (await theirs.GetAsync("/-/vaults/v")).Json.GetProperty("VaultARN").GetString()
        );
        (await ours.GetAsync("/-/vaults/v")).ShouldFail(404, "ResourceNotFoundException");
        (await ours.GetAsync("/222222222222/vaults/v")).ShouldFail(403, "AccessDeniedException");

        service.Clock.Advance(TimeSpan.FromHours(1));
        (await theirs.GetAsync("/-/vaults/v")).ShouldFail(403, "ExpiredTokenException");
    }

    [Theory]
    [InlineData(Transport.Disk)]
    [InlineData(Transport.Http)]
    public async Task Requests_that_nobody_known_signed_are_refused_and_change_nothing(Transport transport)
    {
        await using Service service = await StartAsync(transport, Credential);
        (await service.Client.PutAsync("/-/vaults/v")).ShouldFail(400, "MissingAuthenticationTokenException");
        using Client stranger = SigningHandler.ClientOf(
            service,
            inner => new SigningHandler(inner, service.Clock) { AccessKey = "AKIASTRANGER" },
            transport
        );
        (await stranger.PutAsync("/-/vaults/v")).ShouldFail(400, "UnrecognizedClientException");
        using Client guesser = SigningHandler.ClientOf(
            service,
            inner => new SigningHandler(inner, service.Clock) { SecretKey = "guessed" },
            transport
        );
        Answer refused = await guesser.PutAsync("/-/vaults/v");
        refused.ShouldFail(403, "InvalidSignatureException");
        Assert.DoesNotContain(Sign.SecretKey, refused.Text, StringComparison.Ordinal);
        using Client signed = Signed(service, transport);
        (await signed.GetAsync("/-/vaults/v")).ShouldFail(404, "ResourceNotFoundException");
    }

    [Theory]
    [InlineData(Transport.Disk)]
    [InlineData(Transport.Http)]
    public async Task C026_An_upload_whose_body_is_another_than_was_signed_is_refused_and_not_stored(
        Transport transport
    )
    {
        await using Service service = await StartAsync(transport, Credential);
        using Client client = Signed(service, transport);
        await client.CreateVaultAsync();
        byte[] sent = TestData.Bytes(1000);
        string promised = Sha256Digest.Of([.. sent, 1]).ToString();
        string[] before = Files(service);
        (await client.TryUploadAsync(sent, linear: promised)).ShouldFail(
            403,
            "InvalidSignatureException",
            "The value passed in as x-amz-content-sha256 does not match the computed payload hash. "
                + $"Computed digest: {Sha256Digest.Of(sent)} expected hash: {promised}"
        );
        Assert.Equal(before, Files(service));
        Assert.Equal(0, (await client.GetAsync("/-/vaults/v")).Json.GetProperty("NumberOfArchives").GetInt64());
    }

    [Theory]
    [InlineData(Transport.Disk)]
    [InlineData(Transport.Http)]
    public async Task A_JSON_body_that_was_changed_after_signing_is_refused(Transport transport)
    {
        await using Service service = await StartAsync(transport, Credential);
        using Client client = Signed(service, transport);
        await client.CreateVaultAsync();
        await client.UploadAsync([1]);
        using Client changing = SigningHandler.ClientOf(
            service,
            inner => new SigningHandler(inner, service.Clock)
            {
                Afterwards = request =>
                    request.Content = new StringContent("""{"Type":"inventory-retrieval","Format":"CSV"}"""),
            },
            transport
        );
        (await changing.TryJobAsync("""{"Type":"inventory-retrieval"}""")).ShouldFail(403, "InvalidSignatureException");
        Assert.Equal(0, (await client.GetAsync("/-/vaults/v/jobs")).Json.GetProperty("JobList").GetArrayLength());
    }

    [Fact]
    public async Task A_body_of_JSON_is_refused_before_it_is_read_if_it_says_to_be_endless()
    {
        await using Service service = await StartAsync(Transport.Http, Credential);
        using Client client = Signed(service, Transport.Http);
        (await client.TryJobAsync(new string(' ', 300_000))).ShouldFail(400, "SerializationException");
    }

    [Theory]
    [InlineData("AKID")]
    [InlineData("AKID:top-secret:token:yesterday")]
    [InlineData("AKID:top-secret@12345")]
    public async Task A_credential_of_another_form_is_refused_without_a_word_of_it(string credential)
    {
        GlacierInputException exception = await Assert.ThrowsAsync<GlacierInputException>(() =>
            LocalGlacier.OpenAsync(new LocalGlacierOptions { Credentials = [credential] })
        );
        Assert.Equal("InvalidCredential", exception.ErrorId);
        Assert.DoesNotContain("top-secret", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_are_in_no_log_no_answer_and_no_file_of_the_program()
    {
        using var folder = new TempFolder();
        string[] secrets = [Sign.SecretKey, "temporary-secret-key", "temporary-session-token"];
        await using ServerProcess server = await ServerProcess.StartAsync(
            "--data",
            folder.Path,
            "--port",
            "0",
            "--credential",
            Credential,
            "--credential",
            Temporary.Replace("2026-", "2999-", StringComparison.Ordinal)
        );
        var said = new StringBuilder(server.Ready.ToString());
        foreach (string secret in new[] { "temporary-secret-key", "wrong" })
        {
            using var http = new HttpClient(
                new SigningHandler(new SocketsHttpHandler(), TimeProvider.System)
                {
                    AccessKey = "ASIATEMPORARY",
                    SecretKey = secret,
                    SessionToken = "temporary-session-token",
                }
            )
            {
                BaseAddress = server.Url,
            };
            using var client = new Client(http);
            Answer answer = await client.PutAsync("/-/vaults/v");
            Assert.Equal(secret == "wrong" ? 403 : 201, answer.Code);
            said.Append(answer.Text);
        }

        (int exitCode, string output) = await server.TerminateAsync();
        Assert.Equal(0, exitCode);
        said.Append(output).Append(await server.ErrorAsync());
        foreach (string file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            said.Append(file).Append(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)));
        }

        Assert.All(secrets, secret => Assert.DoesNotContain(secret, said.ToString(), StringComparison.Ordinal));
    }

    private static Task<Service> StartAsync(Transport transport, params string[] credentials) =>
        Service.StartAsync(transport, options => options with { Credentials = credentials });

    private static Client Signed(Service service, Transport transport) =>
        SigningHandler.ClientOf(service, inner => new SigningHandler(inner, service.Clock), transport);

    private static string[] Files(Service service) =>
        [.. Directory.EnumerateFileSystemEntries(service.Folder, "*", SearchOption.AllDirectories).Order()];
}
