namespace GlacierPS.Local.Storage;

/// <summary>The vault is not there, or was deleted while a request was under way.</summary>
/// <param name="arn">The vault's ARN.</param>
internal sealed class VaultGoneException(string arn) : Exception($"There is no vault {arn}.")
{
    public string Arn { get; } = arn;
}

/// <summary>The data folder cannot be used now: the disk is full, fails, or does not let us write.</summary>
internal sealed class StorageUnavailableException(string message, Exception? innerException = null)
    : IOException(message, innerException);

/// <summary>Stored bytes or records are not what was written. They are never served.</summary>
internal sealed class DamagedDataException(string message, Exception? innerException = null)
    : IOException(message, innerException);

/// <summary>The client's side of an upload broke: the body could not be read to its end.</summary>
internal sealed class BodyReadException(Exception innerException)
    : Exception("The body of the request could not be read to its end.", innerException);
