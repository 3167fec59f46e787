using GlacierPS.Local.Http;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local;

/// <summary>Turns what the store throws into answers, in words that a client can pass on to whoever runs it.</summary>
internal static class StoreAnswers
{
    public static ServiceErrorException Of(Exception exception) =>
        exception switch
        {
            VaultGoneException gone => ServiceErrors.VaultNotFound(gone.Arn),
            DamagedDataException damaged => ServiceErrors.Unavailable(damaged.Message, damaged),
            _ when StorageErrors.IsFull(exception) => ServiceErrors.Unavailable(
                "The disk of the service's data folder is full. Nothing of this request was kept. Make room, and send "
                    + "it again.",
                exception
            ),
            _ when StorageErrors.IsOfDisk(exception) => ServiceErrors.Unavailable(
                "The service's data folder cannot be used. Nothing of this request was kept. The service's log says "
                    + "more.",
                exception
            ),
            _ => ServiceErrors.Unavailable("The service failed. Its log says more.", exception),
        };
}
