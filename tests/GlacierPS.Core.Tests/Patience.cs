using System.Diagnostics;

namespace GlacierPS.Core.Tests;

/// <summary>
/// The end of every wait of a test: two minutes, more than any of them needs on a loaded machine. The test then fails,
/// and says what it waited for.
/// </summary>
public static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Waits for a task.</summary>
    /// <param name="task">What is waited for.</param>
    /// <param name="what">The same in words: "the server's first line".</param>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public static async Task<T> ForAsync<T>(Task<T> task, string what)
    {
        await ForAsync((Task)task, what);
        return await task;
    }

    /// <inheritdoc cref="ForAsync{T}"/>
    public static async Task ForAsync(Task task, string what)
    {
        if (await Task.WhenAny(task, Task.Delay(Limit)) != task)
        {
            throw Over(what);
        }

        await task;
    }

    /// <summary>Waits until something holds; at once fails as the work fails that should bring it about.</summary>
    /// <param name="holds">Asked every 5 ms.</param>
    /// <param name="what">The same in words: "4 jobs".</param>
    /// <param name="work">The work, if it is a task.</param>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public static async Task UntilAsync(Func<bool> holds, string what, Task? work = null)
    {
        var watch = Stopwatch.StartNew();
        while (!holds())
        {
            if (work is { IsFaulted: true })
            {
                await work;
            }

            if (watch.Elapsed > Limit)
            {
                throw Over(what);
            }

            await Task.Delay(5);
        }
    }

    /// <summary>Waits for the end of a process; one that does not end is killed with all that it started.</summary>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public static async Task ForExitAsync(Process process, string what)
    {
        try
        {
            await ForAsync(process.WaitForExitAsync(), what);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <inheritdoc cref="ForExitAsync"/>
    public static void ForExit(Process process, string what)
    {
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw Over(what);
        }

        process.WaitForExit(1000);
    }

    private static TimeoutException Over(string what) => new($"Waited {Limit.TotalSeconds:0} s in vain for {what}.");
}
