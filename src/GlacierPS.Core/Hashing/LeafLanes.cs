using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Word = System.Runtime.Intrinsics.Vector256<uint>;

namespace GlacierPS.Core.Hashing;

/// <summary>
/// SHA-256 (FIPS 180-4) of eight leaves of a tree at once, each in a lane of the processor's vectors: the leaves do not
/// depend on each other, while one hash has to wait for each of its own rounds. On a Zen 4 processor that is 1.5 times
/// as fast as its instructions for SHA-256, which the system's library uses. Not safe for several threads at once.
/// </summary>
internal sealed unsafe class LeafLanes
{
    /// <summary>Leaves at once.</summary>
    public const int Count = 8;

    private const int Block = 64;

    /// <summary>The state of all lanes: word i of each in vector i.</summary>
    private readonly Word[] _state = new Word[8];

    /// <summary>Starts with no data.</summary>
    public LeafLanes() => Reset();

    /// <summary>Whether this processor has rotations and functions of three operands (AVX-512VL).</summary>
    public static bool IsSupported => Avx512F.VL.IsSupported;

    /// <summary>Adds the next bytes of each leaf.</summary>
    /// <param name="pieces">A piece of each leaf, one behind the other, equally long: a multiple of 64 bytes.</param>
    public void Append(ReadOnlySpan<byte> pieces)
    {
        int stride = pieces.Length / Count;
        if (pieces.Length % (Count * Block) != 0)
        {
            throw new ArgumentException("Each lane takes blocks of 64 bytes.", nameof(pieces));
        }

        fixed (byte* data = pieces)
        fixed (Word* state = _state)
        fixed (uint* constants = Constants)
        {
            Compress(state, data, stride, constants);
        }
    }

    /// <summary>The hashes of leaves that have all their bytes, and a fresh start.</summary>
    /// <param name="leaves">Receives them, in order.</param>
    public void Finish(Span<Sha256Digest> leaves)
    {
        Span<byte> padding = stackalloc byte[Count * Block];
        padding.Clear();
        for (int lane = 0; lane < Count; lane++)
        {
            padding[lane * Block] = 0x80;
            BinaryPrimitives.WriteUInt64BigEndian(
                padding.Slice(lane * Block + Block - sizeof(ulong)),
                8UL * TreeHash.ChunkSize
            );
        }

        Append(padding);
        Span<byte> digest = stackalloc byte[Sha256Digest.Size];
        for (int lane = 0; lane < Count; lane++)
        {
            for (int i = 0; i < _state.Length; i++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(digest[(i * sizeof(uint))..], _state[i].GetElement(lane));
            }

            leaves[lane] = Sha256Digest.FromBytes(digest);
        }

        Reset();
    }

    /// <summary>The first 32 bits of the fractional parts of the cube roots of the first 64 primes (§4.2.2).</summary>
    private static ReadOnlySpan<uint> Constants =>
        [
            0x428a2f98,
            0x71374491,
            0xb5c0fbcf,
            0xe9b5dba5,
            0x3956c25b,
            0x59f111f1,
            0x923f82a4,
            0xab1c5ed5,
            0xd807aa98,
            0x12835b01,
            0x243185be,
            0x550c7dc3,
            0x72be5d74,
            0x80deb1fe,
            0x9bdc06a7,
            0xc19bf174,
            0xe49b69c1,
            0xefbe4786,
            0x0fc19dc6,
            0x240ca1cc,
            0x2de92c6f,
            0x4a7484aa,
            0x5cb0a9dc,
            0x76f988da,
            0x983e5152,
            0xa831c66d,
            0xb00327c8,
            0xbf597fc7,
            0xc6e00bf3,
            0xd5a79147,
            0x06ca6351,
            0x14292967,
            0x27b70a85,
            0x2e1b2138,
            0x4d2c6dfc,
            0x53380d13,
            0x650a7354,
            0x766a0abb,
            0x81c2c92e,
            0x92722c85,
            0xa2bfe8a1,
            0xa81a664b,
            0xc24b8b70,
            0xc76c51a3,
            0xd192e819,
            0xd6990624,
            0xf40e3585,
            0x106aa070,
            0x19a4c116,
            0x1e376c08,
            0x2748774c,
            0x34b0bcb5,
            0x391c0cb3,
            0x4ed8aa4a,
            0x5b9cca4f,
            0x682e6ff3,
            0x748f82ee,
            0x78a5636f,
            0x84c87814,
            0x8cc70208,
            0x90befffa,
            0xa4506ceb,
            0xbef9a3f7,
            0xc67178f2,
        ];

    /// <summary>The same of the square roots of the first eight (§5.3.3).</summary>
    private static ReadOnlySpan<uint> Initial =>
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private void Reset()
    {
        for (int i = 0; i < _state.Length; i++)
        {
            _state[i] = Vector256.Create(Initial[i]);
        }
    }

    /// <summary>§6.2.2 for all blocks of all lanes.</summary>
    [SkipLocalsInit]
    private static void Compress(Word* state, byte* data, int stride, uint* constants)
    {
        Word* schedule = stackalloc Word[Block];
        Word a = state[0],
            b = state[1],
            c = state[2],
            d = state[3];
        Word e = state[4],
            f = state[5],
            g = state[6],
            h = state[7];
        for (byte* end = data + stride; data < end; data += Block)
        {
            Load(data, stride, schedule);
            Load(data + Block / 2, stride, schedule + 8);

            // Eight rounds bring each of a to h back to its name; the schedule is made sixteen words ahead of them.
            for (int i = 0; i < Block; i += 8)
            {
                Word* w = schedule + i;
                uint* k = constants + i;
                for (int ahead = 0; i < Block - 16 && ahead < 8; ahead++)
                {
                    Extend(w + ahead);
                }

                Round(a, b, c, ref d, e, f, g, ref h, w[0], k[0]);
                Round(h, a, b, ref c, d, e, f, ref g, w[1], k[1]);
                Round(g, h, a, ref b, c, d, e, ref f, w[2], k[2]);
                Round(f, g, h, ref a, b, c, d, ref e, w[3], k[3]);
                Round(e, f, g, ref h, a, b, c, ref d, w[4], k[4]);
                Round(d, e, f, ref g, h, a, b, ref c, w[5], k[5]);
                Round(c, d, e, ref f, g, h, a, ref b, w[6], k[6]);
                Round(b, c, d, ref e, f, g, h, ref a, w[7], k[7]);
            }

            a = state[0] += a;
            b = state[1] += b;
            c = state[2] += c;
            d = state[3] += d;
            e = state[4] += e;
            f = state[5] += f;
            g = state[6] += g;
            h = state[7] += h;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(Word a, Word b, Word c, ref Word d, Word e, Word f, Word g, ref Word h, Word w, uint k)
    {
        Word sum = h + (w + Vector256.Create(k)) + Choose(e, f, g) + Xor(Right(e, 6), Right(e, 11), Right(e, 25));
        d += sum;
        h = sum + Majority(a, b, c) + Xor(Right(a, 2), Right(a, 13), Right(a, 22));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Extend(Word* w) =>
        w[16] =
            w[0]
            + w[9]
            + Xor(Right(w[1], 7), Right(w[1], 18), w[1] >>> 3)
            + Xor(Right(w[14], 17), Right(w[14], 19), w[14] >>> 10);

    /// <summary>Half a block of each lane: eight words each, turned so that a vector has one word of all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(byte* data, int stride, Word* words)
    {
        Vector256<ulong> low01 = Pair(data, stride, 0, low: true),
            high01 = Pair(data, stride, 0, low: false);
        Vector256<ulong> low23 = Pair(data, stride, 2, low: true),
            high23 = Pair(data, stride, 2, low: false);
        Vector256<ulong> low45 = Pair(data, stride, 4, low: true),
            high45 = Pair(data, stride, 4, low: false);
        Vector256<ulong> low67 = Pair(data, stride, 6, low: true),
            high67 = Pair(data, stride, 6, low: false);
        Store(words, Avx2.UnpackLow(low01, low23), Avx2.UnpackLow(low45, low67));
        Store(words + 1, Avx2.UnpackHigh(low01, low23), Avx2.UnpackHigh(low45, low67));
        Store(words + 2, Avx2.UnpackLow(high01, high23), Avx2.UnpackLow(high45, high67));
        Store(words + 3, Avx2.UnpackHigh(high01, high23), Avx2.UnpackHigh(high45, high67));
    }

    /// <summary>The words of two lanes, mixed: the lower or the upper two of each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Pair(byte* data, int stride, int lane, bool low)
    {
        Word left = BigEndian(data + lane * stride),
            right = BigEndian(data + (lane + 1) * stride);
        return (low ? Avx2.UnpackLow(left, right) : Avx2.UnpackHigh(left, right)).AsUInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Word BigEndian(byte* data)
    {
        Vector128<byte> swap = Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
        return Avx2.Shuffle(Vector256.Load(data), Vector256.Create(swap, swap)).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Word* words, Vector256<ulong> first, Vector256<ulong> second)
    {
        words[0] = Avx2.Permute2x128(first.AsUInt32(), second.AsUInt32(), 0x20);
        words[4] = Avx2.Permute2x128(first.AsUInt32(), second.AsUInt32(), 0x31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Word Right(Word word, [ConstantExpected] byte bits) => Avx512F.VL.RotateRight(word, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Word Xor(Word a, Word b, Word c) => Avx512F.VL.TernaryLogic(a, b, c, 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Word Choose(Word a, Word b, Word c) => Avx512F.VL.TernaryLogic(a, b, c, 0xca);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Word Majority(Word a, Word b, Word c) => Avx512F.VL.TernaryLogic(a, b, c, 0xe8);
}
