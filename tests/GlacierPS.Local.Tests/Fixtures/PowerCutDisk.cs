using System.Runtime.InteropServices;
using System.Text;

namespace GlacierPS.Local.Tests.Fixtures;

/// <summary>
/// A disk whose power can be cut: processes that are started with <see cref="Environment"/> work on a folder as ever,
/// and when they have been killed the folder is made what a disk would have of it that keeps what was flushed, and of
/// all else what chance will have it. Names last when their folder was flushed, contents when their file was.
/// </summary>
internal sealed class PowerCutDisk : IDisposable
{
    private const int Block = 4096;

    private readonly TempFolder _own = new();
    private readonly string _folder;
    private readonly string _log;
    private readonly Dictionary<string, DiskFile?> _now = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DiskFile?> _lasting = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, DiskFile> _byInode = [];
    private readonly List<Naming> _unflushed = [];

    /// <param name="folder">The folder; what is in it when processes are started is on the disk.</param>
    public PowerCutDisk(string folder)
    {
        _folder = folder;
        _log = Path.Combine(_own.Path, "log");
        Directory.CreateDirectory(_log);
        Environment = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = PreloadedLibrary.Compile(_own.Path, PowerCutLibrary.Source),
            ["POWER_CUT_LOG"] = _log,
            ["POWER_CUT_FOLDER"] = folder,
        };
        Remember();
    }

    private enum Kind
    {
        Created = 1,
        Opened,
        Written,
        Truncated,
        Flushed,
        Renamed,
        Removed,
        Folder,
        Linked,
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Header(uint Kind, int Path, int Other, int Data, ulong Number, ulong Inode, long At);

    private sealed record Call(Header Header, string Path, string Other, byte[] Data);

    /// <summary>A name that comes or goes; null is a folder.</summary>
    private sealed record Naming(string? Gone, string? Come, DiskFile? File);

    /// <summary>What a process needs in its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>How many flushes there were until now, and how many writes a cut has undone.</summary>
    public (int Flushes, int Undone) Told { get; private set; }

    /// <summary>Makes the folder what is left of it. All its processes have to be dead.</summary>
    /// <param name="random">Decides on what was not flushed; null forgets all of it.</param>
    public void Cut(Random? random)
    {
        foreach (Call call in ReadLog().OrderBy(call => call.Header.Number))
        {
            Follow(call);
        }

        foreach (Naming naming in _unflushed.Take(random?.Next(_unflushed.Count + 1) ?? 0))
        {
            Apply(naming, _lasting);
        }

        Write(random);
        Directory.Delete(_log, recursive: true);
        Directory.CreateDirectory(_log);
        Remember();
    }

    /// <summary>Takes the folder as it is for what is on the disk.</summary>
    public void Remember()
    {
        _now.Clear();
        _lasting.Clear();
        _byInode.Clear();
        _unflushed.Clear();
        foreach (string path in Directory.EnumerateDirectories(_folder, "*", SearchOption.AllDirectories))
        {
            _now[path] = _lasting[path] = null;
        }

        foreach (string path in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            _now[path] = _lasting[path] = new DiskFile(File.ReadAllBytes(path));
        }
    }

    public void Dispose() => _own.Dispose();

    private List<Call> ReadLog()
    {
        var calls = new List<Call>();
        int size = Marshal.SizeOf<Header>();
        foreach (string log in Directory.EnumerateFiles(_log, "log.*"))
        {
            ReadOnlySpan<byte> rest = File.ReadAllBytes(log);
            while (rest.Length >= size)
            {
                Header header = MemoryMarshal.Read<Header>(rest);
                long length = size + (long)header.Path + header.Other + header.Data;
                if (rest.Length < length)
                {
                    // The kill came while it was written: the call had not returned.
                    break;
                }

                int path = size + header.Path;
                int other = path + header.Other;
                calls.Add(
                    new Call(
                        header,
                        Encoding.UTF8.GetString(rest[size..path]),
                        Encoding.UTF8.GetString(rest[path..other]),
                        rest[other..(int)length].ToArray()
                    )
                );
                rest = rest[(int)length..];
            }
        }

        return calls;
    }

    private void Follow(Call call)
    {
        Header header = call.Header;
        switch ((Kind)header.Kind)
        {
            case Kind.Created:
                _byInode[header.Inode] = new DiskFile([]);
                Name(new Naming(null, call.Path, _byInode[header.Inode]));
                break;
            case Kind.Opened:
                _byInode[header.Inode] = _now[call.Path]!;
                break;
            case Kind.Written:
                _byInode[header.Inode].Unflushed.Add((header.At, call.Data));
                break;
            case Kind.Truncated:
                _byInode[header.Inode].Unflushed.Add((header.At, null));
                break;
            case Kind.Flushed when _now.TryGetValue(call.Path, out DiskFile? file) && file is null:
                FlushNames(call.Path);
                break;
            case Kind.Flushed when call.Path == _folder:
                FlushNames(call.Path);
                break;
            case Kind.Flushed:
                Told = (Told.Flushes + 1, Told.Undone);
                _byInode[header.Inode].Flush(() => true);
                break;
            case Kind.Renamed:
                Name(new Naming(call.Path, call.Other, _now[call.Path]));
                break;
            case Kind.Linked:
                Name(new Naming(null, call.Other, _now[call.Path]));
                break;
            case Kind.Removed:
                Name(new Naming(call.Path, null, null));
                break;
            case Kind.Folder:
                Name(new Naming(null, call.Path, null));
                break;
            default:
                throw new InvalidOperationException($"There is a call of kind {header.Kind} in the log.");
        }
    }

    private void Name(Naming naming)
    {
        Apply(naming, _now);
        _unflushed.Add(naming);
    }

    /// <summary>Of a rename both sides last as soon as one does: it is one change of the file system.</summary>
    private void FlushNames(string folder)
    {
        foreach (Naming naming in _unflushed.FindAll(IsIn))
        {
            Apply(naming, _lasting);
            _unflushed.Remove(naming);
        }

        bool IsIn(Naming naming) =>
            Path.GetDirectoryName(naming.Come) == folder || Path.GetDirectoryName(naming.Gone) == folder;
    }

    private static void Apply(Naming naming, Dictionary<string, DiskFile?> names)
    {
        if (naming.Gone is not null)
        {
            names.Remove(naming.Gone);
        }

        if (naming.Come is not null)
        {
            names[naming.Come] = naming.File;
        }
    }

    private void Write(Random? random)
    {
        Directory.Delete(_folder, recursive: true);
        Directory.CreateDirectory(_folder);

        // The shared memory of SQLite's processes is on no disk.
        IEnumerable<(string Path, DiskFile? File)> lasting =
            from name in _lasting.OrderBy(name => name.Key, StringComparer.Ordinal)
            where !name.Key.EndsWith("-shm", StringComparison.Ordinal)
            select (name.Key, name.Value);
        foreach ((string path, DiskFile? file) in lasting.Where(one => Directory.Exists(Parent(one.Path))))
        {
            if (file is null)
            {
                Directory.CreateDirectory(path);
                continue;
            }

            Told = (Told.Flushes, Told.Undone + file.Unflushed.Count);
            double kept = random?.NextDouble() ?? 0;
            file.Flush(() => random?.NextDouble() < kept);
            File.WriteAllBytes(path, file.Content);
        }
    }

    private static string Parent(string path) => Path.GetDirectoryName(path)!;

    /// <summary>A file's content on the disk, and what was done to it since it was flushed.</summary>
    private sealed class DiskFile
    {
        private readonly MemoryStream _content = new();

        public DiskFile(byte[] content) => _content.Write(content);

        public byte[] Content => _content.ToArray();

        /// <summary>Bytes that were written somewhere, or a length that it got.</summary>
        public List<(long At, byte[]? Data)> Unflushed { get; } = [];

        /// <summary>Takes over what lasts: of writes each block by itself.</summary>
        public void Flush(Func<bool> lasts)
        {
            foreach ((long at, byte[]? data) in Unflushed)
            {
                if (data is null && lasts())
                {
                    _content.SetLength(at);
                }

                for (int from = 0; from < data?.Length; )
                {
                    int length = (int)Math.Min(Block - (at + from) % Block, data.Length - from);
                    if (lasts())
                    {
                        _content.Position = at + from;
                        _content.Write(data, from, length);
                    }

                    from += length;
                }
            }

            Unflushed.Clear();
        }
    }
}
