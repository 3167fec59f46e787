namespace GlacierPS.Local.Storage;

/// <summary>There is no room for a file, found out before it was written.</summary>
internal sealed class DiskFullException(IOException innerException)
    : IOException(innerException.Message, innerException);
