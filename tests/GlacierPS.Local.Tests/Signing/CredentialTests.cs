using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Signing;

namespace GlacierPS.Local.Tests.Signing;

/// <summary><c>--credential</c> of local-service.md.</summary>
public sealed class CredentialTests
{
    private const string Account = "111122223333";

    [Fact]
    public void Keys_alone_belong_to_the_default_account_and_never_expire()
    {
        Credential credential = Only("AKID:secret");

        Assert.Equal(("AKID", Account, null), (credential.AccessKey, credential.AccountId, credential.Expiry));
        Assert.True(credential.HasSessionToken(null));
        Assert.False(credential.HasSessionToken("token"));
    }

    [Theory]
    [InlineData("AKID:a/b+c=d==", "a/b+c=d==", null, null, Account)]
    [InlineData("AKID:a/b+c=@123456789012", "a/b+c=", null, null, "123456789012")]
    [InlineData("AKID:p@ss@word", "p@ss@word", null, null, Account)]
    [InlineData("AKID:p@ss@123456789012", "p@ss", null, null, "123456789012")]
    [InlineData("AKID:111111111111@123456789012", "111111111111", null, null, "123456789012")]
    [InlineData("AKID:s:to/k+en==", "s", "to/k+en==", null, Account)]
    [InlineData("AKID:s:token@123456789012", "s", "token", null, "123456789012")]
    [InlineData("AKID:s:token:2030-01-02T03:04:05Z", "s", "token", "2030-01-02T03:04:05Z", Account)]
    [InlineData(
        "AKID:s:token:2030-01-02T03:04:05.678Z@123456789012",
        "s",
        "token",
        "2030-01-02T03:04:05.678Z",
        "123456789012"
    )]
    [InlineData("AKID:s:token:2030-01-02T05:04:05+02:00", "s", "token", "2030-01-02T03:04:05Z", Account)]
    [InlineData("AKID:s:token:2030-01-02T03:04:05", "s", "token", "2030-01-02T03:04:05Z", Account)]
    [InlineData("AKID:s:token:2030-01-02T03:04Z", "s", "token", "2030-01-02T03:04:00Z", Account)]
    [InlineData("AKID:s:token:20300102T030405Z", "s", "token", "2030-01-02T03:04:05Z", Account)]
    [InlineData("AKID:s:token:2030-01-02", "s", "token", "2030-01-02T00:00:00Z", Account)]
    public void Each_part_is_read(string text, string secret, string? token, string? expiry, string account)
    {
        Credential credential = Only(text);

        byte[] expected = new Credential("AKID", secret, null, null, Account).SigningKey("20300102", "us-east-1");
        Assert.Equal("AKID", credential.AccessKey);
        Assert.Equal(expected, credential.SigningKey("20300102", "us-east-1"));
        Assert.True(credential.HasSessionToken(token));
        Assert.Equal(
            expiry is null ? null : DateTimeOffset.Parse(expiry, CultureInfo.InvariantCulture),
            credential.Expiry
        );
        Assert.Equal(account, credential.AccountId);
    }

    [Theory]
    [InlineData("", "has no colon")]
    [InlineData("wJalrXUtnFEMI", "has no colon")]
    [InlineData(":wJalrXUtnFEMI", "has an access key that is empty")]
    [InlineData("AKID:", "has a secret key that is empty")]
    [InlineData("AKID:wJalrXUtnFEMI:", "has a session token that is empty")]
    [InlineData("AKID:wJalrXUtnFEMI::2030-01-01", "has a session token that is empty")]
    [InlineData("AKID:wJalrXUtnFEMI:wJalrXUtnFEMI:", "has an expiry that is no ISO 8601 time")]
    [InlineData("AKID:wJalrXUtnFEMI:token:wJalrXUtnFEMI", "has an expiry that is no ISO 8601 time")]
    [InlineData("AKID:wJalrXUtnFEMI:token:01/02/2030", "has an expiry that is no ISO 8601 time")]
    [InlineData("AKID:wJalrXUtnFEMI@12345", "has an account that is not 12 digits")]
    [InlineData("AKID:wJalrXUtnFEMI@1234-5678-9012", "has an account that is not 12 digits")]
    [InlineData("AKID:wJalrXUtnFEMI@", "has an account that is not 12 digits")]
    [InlineData("AK,ID:wJalrXUtnFEMI", "has an access key with a comma")]
    [InlineData("AKID :wJalrXUtnFEMI", "has an access key with a blank")]
    [InlineData("AKID:wJalrX UtnFEMI", "has a secret key with a blank")]
    [InlineData("AKID:wJalrXUtnFEMI\n", "has a secret key with a blank")]
    public void Another_form_is_refused_without_telling_what_is_in_it(string text, string reason)
    {
        GlacierInputException error = Assert.Throws<GlacierInputException>(() =>
            CredentialSet.Parse(["GOOD:secret", text], Account)
        );

        Assert.Equal("InvalidCredential", error.ErrorId);
        Assert.StartsWith($"Credential 2 {reason}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wJalrX", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_makes_a_message_with_a_part_of_it() =>
        Prop.ForAll<NonEmptyString>(input =>
            {
                string secret = "\u2022" + input.Get + "\u2022";
                GlacierInputException error = Assert.Throws<GlacierInputException>(() =>
                    CredentialSet.Parse(["AKID:" + secret], Account)
                );
                return !error.Message.Contains(secret, StringComparison.Ordinal);
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void An_access_key_may_be_there_once()
    {
        GlacierInputException error = Assert.Throws<GlacierInputException>(() =>
            CredentialSet.Parse(["AKID:one", "OTHER:two", "AKID:three"], Account)
        );

        Assert.Equal("DuplicateCredential", error.ErrorId);
        Assert.StartsWith("Credential 3 ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Access_keys_differ_by_case() =>
        Assert.Equal(2, CredentialSet.Parse(["AKID:one", "akid:two"], Account).Count);

    [Fact]
    public void A_credential_as_text_has_no_secret() =>
        Assert.Equal("AKID of account 111122223333", Only("AKID:secret:token").ToString());

    private static Credential Only(string text) => CredentialSet.Parse([text], Account).Find("AKID")!;
}
