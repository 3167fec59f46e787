using System.Collections;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace GlacierPS.Aws.Tests.Environments;

/// <summary>
/// The AWS environment of this process: shared files of our own, no variables, and an instance metadata service that
/// takes connections and never answers. Set before the SDK looks, since it looks once; so that no test depends on, or
/// touches, the machine it runs on.
/// </summary>
internal static class AwsEnvironment
{
    private static readonly DirectoryInfo Home = Directory.CreateTempSubdirectory("glacierps-aws-");
    private static readonly TcpListener SilentMetadata = new(IPAddress.Loopback, 0);

    public const string SsoStartUrl = "https://example.awsapps.com/start";

#pragma warning disable CA2255 // The SDK reads these once; nothing else runs early enough.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Isolate()
    {
        foreach (
            string name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(v => (string)v.Key)
        )
        {
            if (
                name.StartsWith("AWS_", StringComparison.Ordinal)
                || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase)
            )
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }

        SilentMetadata.Start();
        // The SDK looks for its folder below HOME, and on Windows, where nobody sets that, below USERPROFILE.
        Environment.SetEnvironmentVariable("HOME", Home.FullName);
        Environment.SetEnvironmentVariable("USERPROFILE", Home.FullName);
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        Environment.SetEnvironmentVariable(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT",
            $"http://{SilentMetadata.LocalEndpoint}"
        );
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", Write("credentials", Credentials));
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", Write("config", Config()));
        WriteSsoToken();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Home.Delete(recursive: true);
    }

    private const string Credentials = """
        [static]
        aws_access_key_id = AKIDSTATIC
        aws_secret_access_key = static-secret

        [session]
        aws_access_key_id = ASIASESSION
        aws_secret_access_key = session-secret
        aws_session_token = session-token
        """;

    private static string Config() =>
        $"""
        [profile static]
        region = eu-west-1

        [profile session]
        region = eu-west-2

        [profile tuned]
        region = us-gov-west-1
        aws_access_key_id = AKIDTUNED
        aws_secret_access_key = tuned-secret
        max_attempts = 1
        use_fips_endpoint = true

        [profile elsewhere]
        region = us-east-1
        aws_access_key_id = AKIDELSEWHERE
        aws_secret_access_key = elsewhere-secret
        endpoint_url = http://glacier.example:8080

        [profile process]
        region = us-east-1
        credential_process = {Show(Write("process.json", """
            {"Version":1,"AccessKeyId":"AKIDPROCESS","SecretAccessKey":"process-secret"}
            """))}

        [profile broken-process]
        region = us-east-1
        credential_process = {Show(Path.Combine(Home.FullName, "not-there.json"))}

        [profile role]
        region = us-east-1
        role_arn = arn:aws:iam::111122223333:role/archivist
        source_profile = static

        [profile sso]
        region = us-east-1
        sso_start_url = {SsoStartUrl}
        sso_region = us-east-1
        sso_account_id = 111122223333
        sso_role_name = archivist

        [profile sso-signed-out]
        region = us-east-1
        sso_start_url = https://nobody.awsapps.com/start
        sso_region = us-east-1
        sso_account_id = 111122223333
        sso_role_name = archivist
        """;

    private static string Show(string file) => OperatingSystem.IsWindows() ? $"cmd /c type {file}" : $"cat {file}";

    private static void WriteSsoToken()
    {
        // Where the CLI's sign-in leaves it: named by the SHA-1 of the start address.
#pragma warning disable CA5350
        string name = Convert.ToHexString(
            System.Security.Cryptography.SHA1.HashData(Encoding.UTF8.GetBytes(SsoStartUrl))
        );
#pragma warning restore CA5350
        Directory.CreateDirectory(Path.Combine(Home.FullName, ".aws", "sso", "cache"));
        Write(
            Path.Combine(".aws", "sso", "cache", name.ToLowerInvariant() + ".json"),
            $$"""
            {"startUrl":"{{SsoStartUrl}}","region":"us-east-1","accessToken":"sso-access-token","expiresAt":"{{DateTime.UtcNow.AddHours(
                8
            ):yyyy-MM-ddTHH:mm:ssZ}}"}
            """
        );
    }

    private static string Write(string name, string text)
    {
        string path = Path.Combine(Home.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
