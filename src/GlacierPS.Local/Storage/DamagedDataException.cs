namespace GlacierPS.Local.Storage;

/// <summary>Stored bytes are not what was written. They are never served.</summary>
internal sealed class DamagedDataException(string message, Exception? innerException = null)
    : IOException(message, innerException);
