using System.Management.Automation;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace OtherSdkModule;

/// <summary>Signs something with the SDK that this module brought, and tells which one that was.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "OtherSdk")]
[OutputType(typeof(string))]
public sealed class InvokeOtherSdkCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var keys = new BasicAWSCredentials("AKIDEXAMPLE", "test-secret");
        byte[] signature = AWS4Signer.ComposeSigningKey(
            keys.GetCredentials().SecretKey,
            "us-east-1",
            "20260101",
            "glacier"
        );
        WriteObject(
            $"{typeof(AmazonServiceClient).Assembly.GetName().Version} signed "
                + $"{Encoding.ASCII.GetByteCount(Convert.ToHexString(signature))}"
        );
    }
}
