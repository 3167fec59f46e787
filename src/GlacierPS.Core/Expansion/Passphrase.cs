using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace GlacierPS.Core.Expansion;

/// <summary>A password's bytes in UTF-8, which are overwritten when they are no more needed.</summary>
internal sealed class Passphrase : IDisposable
{
    private Passphrase(byte[] bytes) => Bytes = bytes;

    /// <summary>The bytes; at least one.</summary>
    public byte[] Bytes { get; }

    /// <summary>Reads a password.</summary>
    /// <returns>Null if there is none, or an empty one.</returns>
    public static Passphrase? From(SecureString? password)
    {
        if (password is null || password.Length == 0)
        {
            return null;
        }

        nint text = Marshal.SecureStringToGlobalAllocUnicode(password);
        char[] characters = GC.AllocateArray<char>(password.Length, pinned: true);
        try
        {
            Marshal.Copy(text, characters, 0, characters.Length);
            byte[] bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(characters), pinned: true);
            Encoding.UTF8.GetBytes(characters, bytes);
            return new Passphrase(bytes);
        }
        finally
        {
            Array.Clear(characters);
            Marshal.ZeroFreeGlobalAllocUnicode(text);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(Bytes);
}
