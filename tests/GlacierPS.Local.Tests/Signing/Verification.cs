using GlacierPS.Local.Http;
using GlacierPS.Local.Signing;

namespace GlacierPS.Local.Tests.Signing;

/// <summary>A verifier with one credential and a clock that stands at the time of what it is to verify.</summary>
internal sealed class Verification
{
    public const string Account = "123456789012";

    private readonly SignatureVerifier _verifier;

    public Verification(string time = Sign.Time, string credential = $"{Sign.AccessKey}:{Sign.SecretKey}")
    {
        Clock = new FixedClock(time);
        _verifier = new SignatureVerifier(CredentialSet.Parse([credential], Account), Clock);
    }

    public FixedClock Clock { get; }

    /// <summary>With the keys of the recorded requests.</summary>
    public static Verification OfClients(string time = ClientRequests.BotocoreTime, string? sessionToken = null) =>
        new(
            time,
            $"{ClientRequests.AccessKey}:{ClientRequests.SecretKey}" + (sessionToken is null ? "" : ":" + sessionToken)
        );

    public Caller Accept(WireRequest request) => _verifier.Identify(request.ToRequest(), request.Body);

    public Caller AcceptUpload(WireRequest request) => _verifier.IdentifyUploader(request.ToRequest());

    /// <summary>How a request is refused; fails if it is not.</summary>
    public ServiceErrorException Refuse(WireRequest request) =>
        Assert.Throws<ServiceErrorException>(() => Accept(request));

    /// <summary>Whether a request is refused, as a bad signature or in any other way that the protocol has.</summary>
    public bool Refuses(WireRequest request)
    {
        try
        {
            Accept(request);
            return false;
        }
        catch (ServiceErrorException)
        {
            return true;
        }
    }
}
