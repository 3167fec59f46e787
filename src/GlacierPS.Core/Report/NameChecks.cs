using System.Buffers;
using System.Text;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Report;

/// <summary>
/// Names that will make trouble when a vault is restored: those that are missing, that several archives have, and that
/// a file system refuses.
/// </summary>
internal sealed class NameChecks
{
    // What no file of Windows can have in its name; the exact rules are asked of names with any of these.
    private static readonly SearchValues<byte> s_suspect = SearchValues.Create([
        .. Enumerable.Range(0, 32).Select(code => (byte)code),
        .. "<>:\"|?*\\\u007f"u8,
    ]);

    private readonly ArrayBufferWriter<byte> _key = new(256);
    private readonly ArrayBufferWriter<byte> _written = new(256);
    private string _folder = "";
    private Finding? _ofFolder;
    private bool _any;
    private int _repeats;
    private bool _differs;

    /// <summary>Archives without a name.</summary>
    public Finding Missing { get; } = new();

    /// <summary>Names that several archives have: versions of a file.</summary>
    public Finding Same { get; } = new();

    /// <summary>Names that differ in capitals, or in their form of Unicode, alone.</summary>
    public Finding Alike { get; } = new();

    /// <summary>Names that Windows refuses.</summary>
    public Finding RefusedByWindows { get; } = new();

    /// <summary>Names that every system refuses.</summary>
    public Finding RefusedEverywhere { get; } = new();

    /// <summary>The names of a folder follow.</summary>
    public void BeginFolder(string path)
    {
        End();
        _folder = path;
        _ofFolder = path.Length == 0 ? null : Refuser(path + "x");
    }

    /// <summary>Looks at a name; those of a folder come in the order of their keys.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> written)
    {
        if (_any && key.SequenceEqual(_key.WrittenSpan))
        {
            _repeats++;
            _differs |= !written.SequenceEqual(_written.WrittenSpan);
        }
        else
        {
            End();
            _any = true;
            _key.Write(key);
            _written.Write(written);
        }

        if (key.IsEmpty && _folder.Length == 0)
        {
            Missing.Add("");
        }
        else if (_ofFolder is not null || MayBeRefused(key))
        {
            string name = NameOf(key, written);
            (_ofFolder ?? Refuser(name))?.Add(name);
        }
    }

    /// <summary>The folder has no more names.</summary>
    public void End()
    {
        if (_repeats > 0 && (!_key.WrittenSpan.IsEmpty || _folder.Length > 0))
        {
            (_differs ? Alike : Same).Add(NameOf(_key.WrittenSpan, _written.WrittenSpan));
        }

        (_any, _repeats, _differs) = (false, 0, false);
        _key.ResetWrittenCount();
        _written.ResetWrittenCount();
    }

    private string NameOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> written) =>
        _folder + Encoding.UTF8.GetString(written.IsEmpty ? key : written);

    /// <summary>Whether the exact rules have to be asked: characters, an end, a length, or a device's name.</summary>
    private static bool MayBeRefused(ReadOnlySpan<byte> key) =>
        key.Length > SafeName.Longest
        || key.IndexOfAny(s_suspect) >= 0
        || (key.Length > 0 && key[^1] is (byte)'.' or (byte)' ')
        || IsLikeDevice(key);

    /// <summary>CON, PRN, AUX, NUL, COM1, LPT1 and their like, with any extension; keys are in small letters.</summary>
    private static bool IsLikeDevice(ReadOnlySpan<byte> key) =>
        key.Length >= 3
        && (
            key.StartsWith("con"u8)
            || key.StartsWith("prn"u8)
            || key.StartsWith("aux"u8)
            || key.StartsWith("nul"u8)
            || key.StartsWith("com"u8)
            || key.StartsWith("lpt"u8)
        );

    private Finding? Refuser(string name)
    {
        try
        {
            _ = TargetPath.RelativePath(name, forWindows: false);
        }
        catch (GlacierInputException)
        {
            return RefusedEverywhere;
        }

        if (name.Split('/').Any(segment => SafeName.LengthOf(segment, onWindows: false) > SafeName.Longest))
        {
            return RefusedEverywhere;
        }

        try
        {
            _ = TargetPath.RelativePath(name, forWindows: true);
            return null;
        }
        catch (GlacierInputException)
        {
            return RefusedByWindows;
        }
    }
}

/// <summary>How often something was found, and some of it.</summary>
internal sealed class Finding
{
    private const int MostExamples = 10;

    private readonly List<string> _examples = [];

    public long Count { get; private set; }

    public IReadOnlyList<string> Examples => _examples;

    public void Add(string example)
    {
        Count++;
        if (_examples.Count < MostExamples && example.Length > 0)
        {
            _examples.Add(example);
        }
    }
}
