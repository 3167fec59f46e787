using GlacierPS.Core.Naming;
using GlacierPS.Core.Restore;

namespace GlacierPS.Core.Tests.Naming;

public sealed class SafeNameTests
{
    [Fact]
    public void W09_A_name_of_Chinese_characters_is_as_long_as_the_system_counts_it()
    {
        string name = new string('\u6587', 100) + ".txt";

        Assert.Equal(104, SafeName.LengthOf(name, onWindows: true));
        Assert.Equal(304, SafeName.LengthOf(name, onWindows: false));
        var item = new RestoreItem
        {
            VaultName = "photos",
            ArchiveId = "a",
            Name = name,
        };
        RestoreTarget target = new RestoreTargets(Path.GetTempPath()).Assign(item);
        Assert.Equal(OperatingSystem.IsWindows(), target.Reason is null);
        Assert.Equal(OperatingSystem.IsWindows(), Path.GetFileName(target.Path) == name);
    }
}
