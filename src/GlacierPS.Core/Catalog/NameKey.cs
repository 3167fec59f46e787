using System.Text;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// What a name is compared by: Unicode's form C (a Mac writes form D), each UTF-16 unit in small letters whatever the
/// culture, which is how PowerShell's -like and -eq compare without regard to case.
/// </summary>
internal static class NameKey
{
    /// <summary>The key of a name.</summary>
    public static string Of(string name)
    {
        if (Ascii.IsValid(name))
        {
            return name.AsSpan().IndexOfAnyInRange('A', 'Z') < 0 ? name : name.ToLowerInvariant();
        }

        return Lower(IsFormC(name) ? name : name.Normalize());
    }

    /// <summary>Half a character, which no form has, is left as it is.</summary>
    private static bool IsFormC(string name)
    {
        try
        {
            return name.IsNormalized();
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static string Lower(string text) =>
        string.Create(
            text.Length,
            text,
            static (key, source) =>
            {
                for (int i = 0; i < key.Length; i++)
                {
                    key[i] = char.ToLowerInvariant(source[i]);
                }
            }
        );
}

/// <summary>A name taken apart as the catalogue keeps it.</summary>
internal sealed class KeyedName
{
    public KeyedName(ArchiveName name, KeyedName? before = null)
    {
        Name = name;
        int end = name.Name.LastIndexOf('/') + 1;

        // Archives of one folder mostly come one behind the other.
        ReadOnlySpan<char> folder = name.Name.AsSpan(0, end);
        Folder = before is not null && folder.SequenceEqual(before.Folder) ? before.Folder : folder.ToString();
        string leaf = name.Name[end..];
        string key = NameKey.Of(leaf);
        Key = Encoding.UTF8.GetBytes(key);
        Written = key == leaf ? [] : Encoding.UTF8.GetBytes(leaf);
    }

    public ArchiveName Name { get; }

    /// <summary>The path of its folder; empty, or with a slash at its end.</summary>
    public string Folder { get; }

    /// <summary>What it is compared by in its folder.</summary>
    public byte[] Key { get; }

    /// <summary>What it is called in its folder; empty where that is the key.</summary>
    public byte[] Written { get; }
}
