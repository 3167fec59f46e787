using GlacierPS.Local.Http;

namespace GlacierPS.Local.Signing;

/// <summary>Tells who sent a request, or refuses it.</summary>
internal interface IAuthentication
{
    /// <summary>Tells who sent a request whose whole body is in hand: all operations but the two uploads.</summary>
    /// <exception cref="ServiceErrorException">Nobody who may: the answer for the client.</exception>
    Caller Identify(GlacierRequest request, ReadOnlySpan<byte> body);

    /// <summary>
    /// Tells who sent an UploadArchive or UploadMultipartPart, before any of its body is read. The signature covers the
    /// header <c>x-amz-content-sha256</c>, not the body: whoever reads the body has to hold the one against the other
    /// (glacier-api.md §2, streaming calls; C026).
    /// </summary>
    /// <exception cref="ServiceErrorException">Nobody who may: the answer for the client.</exception>
    Caller IdentifyUploader(GlacierRequest request);
}
