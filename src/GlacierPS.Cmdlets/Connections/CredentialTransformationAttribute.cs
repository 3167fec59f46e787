using System.Management.Automation;

namespace GlacierPS.Cmdlets.Connections;

/// <summary>
/// Makes a <see cref="GlacierCredential"/> of what is given to -Credential. For an access key alone, as text, the host
/// asks for its secret.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CredentialTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? given = inputData is PSObject { BaseObject: var inner } ? inner : inputData;
        if (given is string accessKey)
        {
            given = engineIntrinsics.Host.UI.PromptForCredential(
                "AWS credentials",
                "The access key is the user name, its secret key the password.",
                accessKey,
                ""
            );
        }

        return GlacierCredential.From(given)
            ?? throw new ArgumentTransformationMetadataException(
                "Credentials are a PSCredential (the access key as the user name, the secret key as the password), an "
                    + "AWSCredentials object, what Use-STSRole or Get-STSSessionToken returns, or "
                    + "$StoredAWSCredentials."
            );
    }
}
