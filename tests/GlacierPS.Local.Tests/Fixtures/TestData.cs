namespace GlacierPS.Local.Tests.Fixtures;

/// <summary>Bytes to store.</summary>
public static class TestData
{
    public const int MiB = 1 << 20;

    /// <summary>Bytes that look random, and are the same for the same seed.</summary>
    public static byte[] Bytes(long length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>P65 of glacier-api.md §3: byte i for the whole of MiB i, and half a MiB of the byte 6.</summary>
    public static byte[] P65()
    {
        byte[] bytes = new byte[6 * MiB + MiB / 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(i / MiB);
        }

        return bytes;
    }
}
