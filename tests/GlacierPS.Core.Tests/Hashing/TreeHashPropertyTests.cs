using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Tests.Hashing;

public sealed class TreeHashPropertyTests
{
    private const int MiB = 1 << 20;
    private static readonly byte[] s_data = RandomBytes(9 * MiB + 4711);
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(40);

    /// <summary>A length near and between whole MiB, where the mistakes are.</summary>
    private static readonly Gen<int> s_length = Gen.OneOf(
        Gen.Choose(0, s_data.Length),
        from chunks in Gen.Choose(0, 9)
        from off in Gen.Choose(-1, 1)
        select Math.Max(0, chunks * MiB + off)
    );

    /// <summary>Sizes of pieces: some tiny, some of a whole chunk and more.</summary>
    private static readonly Gen<int> s_piece = Gen.OneOf(
        Gen.Choose(1, 70_000),
        Gen.Choose(MiB - 1, MiB + 1),
        Gen.Choose(1, 3 * MiB)
    );

    [Fact]
    public void Any_split_into_pieces_gives_the_same_hashes() =>
        Check.One(
            s_config,
            Prop.ForAll(
                (
                    from length in s_length
                    from pieces in Gen.NonEmptyListOf(s_piece)
                    select (length, pieces)
                ).ToArbitrary(),
                input =>
                {
                    ReadOnlySpan<byte> data = s_data.AsSpan(0, input.length);
                    var leaves = new List<Sha256Digest>();
                    using var tree = new TreeHasher(leaves.Add);
                    using var body = new BodyHasher();
                    ReadOnlySpan<byte> rest = data;
                    for (int i = 0; !rest.IsEmpty; i++)
                    {
                        int take = Math.Min(rest.Length, input.pieces[i % input.pieces.Count]);
                        tree.Append(rest[..take]);
                        body.Append(rest[..take]);
                        rest = rest[take..];
                    }

                    Sha256Digest expected = NaiveTreeHash(data);
                    BodyHashes both = body.Finish();
                    return tree.Finish() == expected
                        && both.Tree == expected
                        && both.Linear == Sha256Digest.Of(data)
                        && TreeHash.Combine(leaves.ToArray()) == expected;
                }
            )
        );

    [Fact]
    public void Hashes_of_parts_of_a_power_of_two_MiB_combine_to_that_of_the_whole() =>
        Check.One(
            s_config,
            Prop.ForAll(
                (
                    from length in s_length.Where(l => l > 0)
                    from power in Gen.Choose(0, 4)
                    select (length, power)
                ).ToArbitrary(),
                input =>
                {
                    byte[] data = s_data[..input.length];
                    Sha256Digest[] parts = [.. data.Chunk(MiB << input.power).Select(part => TreeHash.Of(part))];
                    return TreeHash.Combine(parts) == TreeHash.Of(data);
                }
            )
        );

    [Fact]
    public void Hashes_of_parts_of_three_MiB_do_not_combine()
    {
        Sha256Digest[] parts = [.. s_data[..(9 * MiB)].Chunk(3 * MiB).Select(part => TreeHash.Of(part))];

        Assert.NotEqual(TreeHash.Of(s_data.AsSpan(0, 9 * MiB)), TreeHash.Combine(parts));
    }

    [Fact]
    public void A_stream_that_reads_in_odd_pieces_has_the_hash_of_its_bytes_and_tells_each_of_them_once() =>
        Check.One(
            s_config,
            Prop.ForAll(
                (from length in s_length from piece in s_piece select (length, piece)).ToArbitrary(),
                input =>
                {
                    using var stream = new OddStream(s_data.AsMemory(0, input.length), input.piece);
                    long told = 0;
                    Sha256Digest hash = FileHashing
                        .TreeHashOfAsync(stream, read => told += read)
                        .GetAwaiter()
                        .GetResult();
                    return hash == NaiveTreeHash(s_data.AsSpan(0, input.length)) && told == input.length;
                }
            )
        );

    [Fact]
    public void A_hasher_starts_afresh_after_it_has_finished()
    {
        using var hasher = new TreeHasher();
        hasher.Append(s_data.AsSpan(0, 3 * MiB + 5));
        Sha256Digest first = hasher.Finish();
        hasher.Append(s_data.AsSpan(0, 3 * MiB + 5));

        Assert.Equal(first, hasher.Finish());
        Assert.Equal(Sha256Digest.Of([]), hasher.Finish());
    }

    [Fact]
    public async Task Hashing_a_stream_ends_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        using var stream = new OddStream(s_data, MiB);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            FileHashing.TreeHashOfAsync(stream, _ => cancel.Cancel(), cancel.Token)
        );
    }

    [Fact]
    public async Task A_stream_that_fails_passes_its_own_error_on()
    {
        using var stream = new OddStream(s_data, MiB, failAfter: 5 * MiB);

        IOException error = await Assert.ThrowsAsync<IOException>(() => FileHashing.TreeHashOfAsync(stream));
        Assert.Equal("the disk is gone", error.Message);
    }

    [Fact]
    public void Nothing_cannot_be_combined() => Assert.Throws<ArgumentException>(() => TreeHash.Combine([]));

    private static Sha256Digest NaiveTreeHash(ReadOnlySpan<byte> data)
    {
        if (data.Length <= MiB)
        {
            return Sha256Digest.Of(data);
        }

        // The left subtree is the largest full one that is smaller than the whole.
        int left = MiB;
        while (left * 2 < data.Length)
        {
            left *= 2;
        }

        return Sha256Digest.OfPair(NaiveTreeHash(data[..left]), NaiveTreeHash(data[left..]));
    }

    private static byte[] RandomBytes(int length)
    {
        var data = new byte[length];
        new Random(20120820).NextBytes(data);
        return data;
    }

    /// <summary>Gives at most so many bytes a read, in reads of changing size, and may break.</summary>
    private sealed class OddStream(ReadOnlyMemory<byte> data, int piece, long failAfter = long.MaxValue)
        : MemoryStream(data.ToArray())
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            if (Position >= failAfter)
            {
                throw new IOException("the disk is gone");
            }

            int most = Math.Min(buffer.Length, 1 + (int)((Position * 7919 + piece) % piece));
            return await base.ReadAsync(buffer[..most], cancellationToken);
        }
    }
}
