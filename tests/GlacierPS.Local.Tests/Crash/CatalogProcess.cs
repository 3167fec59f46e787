using System.Diagnostics;

namespace GlacierPS.Local.Tests.Crash;

/// <summary>What processes said that the catalogue has.</summary>
internal sealed class NotedArchives
{
    private readonly HashSet<string> _there = [];
    private readonly HashSet<string> _gone = [];

    public int Count { get; private set; }

    /// <summary>Takes a line: <c>+id</c> an upload, <c>-id</c> a deletion.</summary>
    public void Take(string line)
    {
        lock (_there)
        {
            Count++;
            string id = line[1..];
            if (line[0] == '+')
            {
                _there.Add(id);
            }
            else
            {
                _gone.Add(id);
            }
        }
    }

    /// <summary>
    /// What must be there, and what must not. The last of each process is left out: it may be deleted by now, and not told yet.
    /// </summary>
    public (HashSet<string> There, HashSet<string> Gone) Now()
    {
        lock (_there)
        {
            IEnumerable<string> pending = _there.GroupBy(id => id.Split('-')[0]).SelectMany(
                process => process.OrderByDescending(id => int.Parse(id.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture)).Take(2));
            return ([.. _there.Except(_gone).Except(pending)], [.. _gone]);
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
    {
        _process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "GlacierPS.TransferClient.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
        })!;
        _listening = Task.Run(async () =>
        {
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
            {
                _began.TrySetResult();

                // Lines this short arrive whole or not at all.
                if (line is ['+' or '-', ..])
                {
                    noted.Take(line);
                }
            }

            _began.TrySetException(new InvalidOperationException($"'{string.Join(' ', arguments)}' ended before it had done anything."));
        });
    }

    /// <summary>Ends when it has done its first piece of work.</summary>
    public Task Began => _began.Task;

    /// <summary>Ends it as kill -9 does, and hears what it had said.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _listening;
        _process.Dispose();
    }
}
