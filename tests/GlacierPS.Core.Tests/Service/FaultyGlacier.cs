using System.Collections.Concurrent;
using System.Reflection;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Service;

/// <summary>A service that fails as a test says, and counts what it is asked.</summary>
public class FaultyGlacier : DispatchProxy
{
    private IGlacier _glacier = null!;
    private Func<string, int, Exception?> _fault = null!;

    /// <summary>The names of the methods that were called, with those that failed.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Puts faults before a service.</summary>
    /// <param name="glacier">The service.</param>
    /// <param name="fault">What the call of a method fails with; the number is that of the calls of it before.</param>
    public static (IGlacier Glacier, FaultyGlacier Faults) Before(IGlacier glacier, Func<string, int, Exception?> fault)
    {
        IGlacier proxy = Create<IGlacier, FaultyGlacier>();
        var faults = (FaultyGlacier)(object)proxy;
        (faults._glacier, faults._fault) = (glacier, fault);
        return (proxy, faults);
    }

    /// <summary>What a call fails with by its arguments; null for none.</summary>
    public Func<object?[], Exception?>? ByArguments { get; set; }

    /// <summary>How often a method was called.</summary>
    public int Count(string method) => Calls.Count(call => call == method);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        string name = targetMethod!.Name;
        int before;
        lock (Calls)
        {
            before = Count(name);
            Calls.Enqueue(name);
        }

        if ((_fault(name, before) ?? ByArguments?.Invoke(args!)) is not { } error)
        {
            return targetMethod.Invoke(_glacier, args);
        }

        Type result = targetMethod.ReturnType;
        return result == typeof(Task)
            ? Task.FromException(error)
            : typeof(Task)
                .GetMethods()
                .Single(method => method.Name == nameof(Task.FromException) && method.IsGenericMethod)
                .MakeGenericMethod(result.GenericTypeArguments)
                .Invoke(null, [error]);
    }
}
