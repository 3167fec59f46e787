using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

public sealed class FileSliceTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly byte[] _data = Random(100_000);
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _handle;

    public FileSliceTests() => _handle = File.OpenHandle(_temp.WriteFile(_data));

    public void Dispose()
    {
        _handle.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void A_slice_is_a_stream_of_its_own_bytes() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                (
                    from offset in Gen.Choose(0, 99_999)
                    from length in Gen.Choose(1, 100_000 - offset)
                    from piece in Gen.Choose(1, 5000)
                    select (offset, length, piece)
                ).ToArbitrary(),
                input =>
                {
                    long position = 0;
                    using var slice = new FileSlice(_handle, input.offset, input.length)
                    {
                        Moved = change => position += change,
                    };
                    var bytes = new List<byte>();
                    var buffer = new byte[input.piece];
                    int read;
                    while ((read = slice.Read(buffer, 0, buffer.Length)) > 0)
                    {
                        bytes.AddRange(buffer[..read]);
                    }

                    return bytes.SequenceEqual(_data[input.offset..(input.offset + input.length)])
                        && position == input.length
                        && slice.Length == input.length
                        && slice.Position == input.length;
                }
            )
        );

    [Fact]
    public async Task A_slice_can_be_read_again_from_anywhere()
    {
        long position = 0;
        using var slice = new FileSlice(_handle, 1000, 500) { Moved = change => position += change };
        var buffer = new byte[1000];

        Assert.Equal(500, await slice.ReadAsync(buffer));
        Assert.Equal(0, await slice.ReadAsync(buffer));
        Assert.Equal(490, slice.Seek(-10, SeekOrigin.End));
        Assert.Equal(490, position);
        Assert.Equal(10, await slice.ReadAsync(buffer.AsMemory()));
        Assert.Equal(_data[1490..1500], buffer[..10]);
        Assert.Equal(3, slice.Seek(3, SeekOrigin.Begin));
        Assert.Equal(5, slice.Seek(2, SeekOrigin.Current));
        slice.Position = 600;
        Assert.Equal(0, await slice.ReadAsync(buffer));
        Assert.Throws<ArgumentOutOfRangeException>(() => slice.Position = -1);
    }

    [Fact]
    public void A_file_that_became_shorter_is_told()
    {
        using var slice = new FileSlice(_handle, 99_999, 10);
        var buffer = new byte[10];

        Assert.Equal(1, slice.Read(buffer));
        Assert.Equal("FileChanged", Assert.Throws<GlacierTransferException>(() => slice.Read(buffer)).ErrorId);
    }
}
