using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Cmdlets.Commands;

/// <content>A folder in place of a bucket.</content>
public sealed partial class CopyGlacierArchiveCommand
{
    private string _place = "";

    /// <summary>A folder to copy to, in place of a bucket.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NameToFolderSet)]
    [Parameter(Mandatory = true, ParameterSetName = InputToFolderSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Files of a folder have no storage class.</summary>
    private string ClassOfObjects => Path is null ? StorageClass : "";

    private void CheckPlace() => _place = Place(Bucket, Path)!;

    /// <summary>Fails before the first job where a folder's disk has no room for what is to be copied.</summary>
    private void RequireRoom(CopyPlan plan)
    {
        if (Path is null)
        {
            return;
        }

        // Of the nearest folder that is there: this one is made later.
        string there = _place;
        while (!Directory.Exists(there) && System.IO.Path.GetDirectoryName(there) is { } above)
        {
            there = above;
        }

        if (DiskSpace.FreeBytes(there) < plan.BytesToMove)
        {
            throw DiskSpace.Error(System.IO.Path.Join(there, "."), plan.BytesToMove, 0);
        }
    }
}
