namespace GlacierPS.Local.Storage;

/// <summary>The client's side of an upload broke: the body could not be read to its end.</summary>
internal sealed class BodyReadException(Exception innerException)
    : Exception("The body of the request could not be read to its end.", innerException);
