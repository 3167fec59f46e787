using GlacierPS.Core.Prices;

namespace GlacierPS.Core.Tests.Prices;

[Collection(nameof(MeasuresMemory))]
public sealed class OfferFileMemoryTests
{
    [Fact]
    public async Task A_file_of_60_MB_is_read_in_little_memory()
    {
        using var folder = new TempFolder();
        string path = folder.File("large.json");
        Write(path);
        Assert.True(new FileInfo(path).Length > 55_000_000);

        long most = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Task<IReadOnlyList<Price>> reading = Task.Run(() => OfferFile.Read(path, "eu-central-1"));
        do
        {
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            await Task.WhenAny(reading, Task.Delay(20, TestContext.Current.CancellationToken));
        } while (!reading.IsCompleted);

        Assert.Equal(7, (await reading).Count);
        Assert.True(most < 12 << 20, $"{most:N0} bytes were held");
    }

    /// <summary>A price list with 100,000 products of other kinds before those that are wanted.</summary>
    private static void Write(string path)
    {
        using var file = new StreamWriter(path);
        string whole = OfferText.Glacier().ToString();
        int products = whole.IndexOf("\"products\":{", StringComparison.Ordinal) + "\"products\":{".Length;
        file.Write(whole[..products]);
        string text = new('x', 500);
        for (int i = 0; i < 100_000; i++)
        {
            file.Write(
                $"\"F{i}\":{{\"sku\":\"F{i}\",\"attributes\":{{\"usagetype\":\"EUC1-Other\","
                    + $"\"regionCode\":\"eu-central-1\",\"text\":\"{text}\"}}}},"
            );
        }

        file.Write(whole[products..]);
    }
}
