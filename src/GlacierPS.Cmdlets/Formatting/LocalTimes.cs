using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Formatting;

/// <summary>
/// What is emitted has its times in the time of this machine, as files and Get-Date have theirs: PowerShell compares
/// times without looking at their zone. Core's own objects are in UTC; what is emitted are copies of them.
/// </summary>
internal static class LocalTimes
{
    // What one of our records holds, and what that holds in turn.
    private const int MaxDepth = 3;

    private static readonly ConcurrentDictionary<Type, Action<object>[]> s_changes = new();

    private static readonly Func<object, object> s_clone = typeof(object)
        .GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!
        .CreateDelegate<Func<object, object>>();

    /// <summary>An object of ours with times: a copy with local ones. Anything else as it is.</summary>
    public static object? Of(object? item)
    {
        if (item is ArchiveListing listing)
        {
            return listing.InLocalTime();
        }

        if (item is null || ChangesOf(item.GetType()) is not { Length: > 0 } changes)
        {
            return item;
        }

        object copy = s_clone(item);
        foreach (Action<object> change in changes)
        {
            change(copy);
        }

        return copy;
    }

    private static Action<object>[] ChangesOf(Type type) =>
        s_changes.GetOrAdd(
            type,
            _ => HasTimes(type) ? [.. type.GetProperties().Select(ChangeOf).OfType<Action<object>>()] : []
        );

    /// <summary>Whether it is one of our records, and has times in it or in what it holds.</summary>
    private static bool HasTimes(Type type, int depth = 0) =>
        depth < MaxDepth
        && IsOurs(type)
        && type.GetProperties()
            .Select(property => property.PropertyType)
            .Any(held =>
                held == typeof(DateTime) || held == typeof(DateTime?) || HasTimes(PartOf(held) ?? held, depth + 1)
            );

    private static bool IsOurs(Type type) =>
        type is { IsClass: true, IsGenericType: false }
        && !typeof(IDisposable).IsAssignableFrom(type)
        && (type.Assembly == typeof(LocalTimes).Assembly || type.Assembly == typeof(ShownTime).Assembly);

    /// <summary>What a list holds; null if it is no list.</summary>
    private static Type? PartOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? type.GetGenericArguments()[0]
        : null;

    /// <summary>What is to be done to a copy because of a property; null is nothing.</summary>
    private static Action<object>? ChangeOf(PropertyInfo property)
    {
        Type held = property.PropertyType;
        string? change =
            property.GetIndexParameters().Length > 0 || property.GetSetMethod(nonPublic: true) is null ? null
            : held == typeof(DateTime) ? nameof(ChangeTime)
            : held == typeof(DateTime?) ? nameof(ChangeKnownTime)
            : HasTimes(held) ? nameof(ChangePart)
            : PartOf(held) is { } part && HasTimes(part) ? nameof(ChangeParts)
            : null;
        if (change is null)
        {
            return null;
        }

        Type[] types =
            change is nameof(ChangePart) ? [property.ReflectedType!, held]
            : change is nameof(ChangeParts) ? [property.ReflectedType!, held, PartOf(held)!]
            : [property.ReflectedType!];
        return (Action<object>)
            typeof(LocalTimes)
                .GetMethod(change, BindingFlags.Static | BindingFlags.NonPublic)!
                .MakeGenericMethod(types)
                .Invoke(null, [property.GetMethod, property.GetSetMethod(nonPublic: true)])!;
    }

    private static Action<object> ChangeTime<T>(MethodInfo get, MethodInfo set)
    {
        (var read, var write) = (get.CreateDelegate<Func<T, DateTime>>(), set.CreateDelegate<Action<T, DateTime>>());
        return item => write((T)item, ShownTime.Local(read((T)item)));
    }

    private static Action<object> ChangeKnownTime<T>(MethodInfo get, MethodInfo set)
    {
        (var read, var write) = (get.CreateDelegate<Func<T, DateTime?>>(), set.CreateDelegate<Action<T, DateTime?>>());
        return item =>
        {
            if (read((T)item) is { } time)
            {
                write((T)item, ShownTime.Local(time));
            }
        };
    }

    private static Action<object> ChangePart<T, TPart>(MethodInfo get, MethodInfo set)
        where TPart : class
    {
        (var read, var write) = (get.CreateDelegate<Func<T, TPart?>>(), set.CreateDelegate<Action<T, TPart?>>());
        return item => write((T)item, (TPart?)Of(read((T)item)));
    }

    private static Action<object> ChangeParts<T, TList, TPart>(MethodInfo get, MethodInfo set)
        where TList : class, IEnumerable
    {
        (var read, var write) = (get.CreateDelegate<Func<T, TList?>>(), set.CreateDelegate<Action<T, TList?>>());
        return item =>
        {
            if (read((T)item) is { } parts)
            {
                write((T)item, (TList)(object)parts.Cast<TPart>().Select(part => (TPart)Of(part)!).ToArray());
            }
        };
    }
}
