using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace HvCpuid;

/// <summary>Checks of arguments, in the words of the BCL's own throw helpers, which netstandard2.0 does not have.</summary>
internal static class Guard
{
    /// <summary>Refuses null.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    public static T NotNull<T>([NotNull] T? value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : class => value ?? throw new ArgumentNullException(name);

    /// <summary>Refuses null, for the whole list and for what is in it.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is null.</exception>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public static IReadOnlyList<T> NotNullItems<T>([NotNull] IReadOnlyList<T>? values, [CallerArgumentExpression(nameof(values))] string? name = null)
        where T : class => NotNull(values, name).All(value => value is not null)
        ? values
        : throw new ArgumentException("One of the items is null.", name);

    /// <summary>Refuses a number that the enum has no name for.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is none of the enum's values.</exception>
    public static T Defined<T>(T value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : struct, Enum => IsDefined(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{typeof(T).Name} has no such value.");

#if NETSTANDARD2_0
    /// <summary>True for a number that the enum has a name for.</summary>
    public static bool IsDefined<T>(T value)
        where T : struct, Enum => Enum.IsDefined(typeof(T), value);
#else
    /// <summary>True for a number that the enum has a name for.</summary>
    public static bool IsDefined<T>(T value)
        where T : struct, Enum => Enum.IsDefined(value);
#endif
}
