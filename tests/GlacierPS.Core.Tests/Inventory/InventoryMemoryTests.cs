using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;
using static GlacierPS.Core.Tests.Inventory.InventorySamples;

namespace GlacierPS.Core.Tests.Inventory;

[Collection(nameof(MeasuresMemory))]
public sealed class InventoryMemoryTests
{
    [Theory]
    [InlineData(InventoryFormat.Json)]
    [InlineData(InventoryFormat.Csv)]
    public async Task A_hundred_thousand_archives_stream_through_in_constant_memory(InventoryFormat format)
    {
        using Stream stream = Generate(100_000, format);
        int count = 0;
        long most = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await foreach (InventoryArchive archive in InventoryReader.ReadAsync(stream))
        {
            Assert.Equal($"file,{count}", archive.Description);
            if (++count % 25_000 == 0)
            {
                // The inventory itself has some 35 MB by now.
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.Equal(100_000, count);
        Assert.True(most < 12 << 20, $"{most:N0} bytes were held");
    }
}
