using System.Diagnostics;
using GlacierPS.Core.Tests;

namespace GlacierPS.Local.Tests.Crash;

/// <summary>What processes said that the catalogue has.</summary>
internal sealed class NotedArchives
{
    // Of each process its lines, in their order.
    private readonly Dictionary<CatalogProcess, List<string>> _lines = [];

    public int Count
    {
        get
        {
            lock (_lines)
            {
                return _lines.Values.Sum(lines => lines.Count);
            }
        }
    }

    /// <summary>Ends when so many lines are there: how long that takes is the machine's affair, not a fault.</summary>
    public Task HasAsync(int lines) => Patience.UntilAsync(() => Count >= lines, $"{lines} lines of the catalogue");

    /// <summary>Takes a line: <c>+id</c> an upload, <c>-id</c> a deletion.</summary>
    public void Take(CatalogProcess process, string line)
    {
        lock (_lines)
        {
            if (!_lines.TryGetValue(process, out List<string>? lines))
            {
                _lines.Add(process, lines = []);
            }

            lines.Add(line);
        }
    }

    /// <summary>
    /// What must be there, and what must not. The last uploads of each process are left out: they may be deleted by
    /// now, and that not told yet.
    /// </summary>
    public (HashSet<string> There, HashSet<string> Gone) Now()
    {
        lock (_lines)
        {
            HashSet<string> gone =
            [
                .. _lines.Values.SelectMany(lines => lines.Where(line => line[0] == '-')).Select(line => line[1..]),
            ];
            HashSet<string> there =
            [
                .. _lines
                    .Values.SelectMany(lines => lines.SkipLast(2).Where(line => line[0] == '+'))
                    .Select(line => line[1..]),
            ];
            there.ExceptWith(gone);
            return (there, gone);
        }
    }
}

/// <summary>A process that works on a catalogue until it is killed, and is heard until its last line.</summary>
internal sealed class CatalogProcess
{
    private readonly Process _process;
    private readonly Task _listening;
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CatalogProcess(NotedArchives noted, params string[] arguments)
        : this(noted, new Dictionary<string, string>(), arguments) { }

    /// <summary>Starts one with variables added to its environment.</summary>
    public CatalogProcess(
        NotedArchives noted,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "GlacierPS.TransferClient.dll"), .. arguments]
        )
        {
            RedirectStandardOutput = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _listening = Task.Run(async () =>
        {
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
            {
                _began.TrySetResult();

                // Lines this short arrive whole or not at all.
                if (line is ['+' or '-', ..])
                {
                    noted.Take(this, line);
                }
            }

            _began.TrySetException(
                new InvalidOperationException($"'{string.Join(' ', arguments)}' ended before it had done anything.")
            );
        });
    }

    /// <summary>Ends when it has done its first piece of work.</summary>
    public Task Began => Patience.ForAsync(_began.Task, "the first line of a process that works on a catalogue");

    /// <summary>Ends it as kill -9 does, and hears what it had said.</summary>
    public Task KillAsync()
    {
        Kill();
        return EndAsync();
    }

    /// <summary>Ends it as kill -9 does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Hears what one had said that was killed.</summary>
    public async Task EndAsync()
    {
        await Patience.ForExitAsync(_process, "the end of a killed TransferClient");
        await Patience.ForAsync(_listening, "the last line of a killed TransferClient");
        _process.Dispose();
    }
}
