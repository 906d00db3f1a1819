#if NETSTANDARD2_0
// What the compiler asks for by name and netstandard2.0 does not have; hand-written, so that no package is needed for it.
namespace System
{
    /// <summary>What later frameworks' strings have.</summary>
    internal static class StringPolyfills
    {
        /// <summary>Whether a text holds another.</summary>
        /// <param name="text">The text.</param>
        /// <param name="value">The other.</param>
        /// <param name="comparison">How they are compared.</param>
        public static bool Contains(this string text, string value, StringComparison comparison) => text.IndexOf(value, comparison) >= 0;
    }
}

namespace System.Runtime.CompilerServices
{
    /// <summary>Lets the compiler emit <c>init</c> accessors.</summary>
    internal static class IsExternalInit
    {
    }

    /// <summary>Gives a parameter the text of another's argument.</summary>
    /// <param name="parameterName">The other parameter.</param>
    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class CallerArgumentExpressionAttribute(string parameterName) : Attribute
    {
        /// <summary>The other parameter.</summary>
        public string ParameterName { get; } = parameterName;
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>Tells the compiler that an argument is not null once the method has returned.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class NotNullAttribute : Attribute
    {
    }

    /// <summary>Tells the compiler that an argument is not null when the method returned <paramref name="returnValue"/>.</summary>
    /// <param name="returnValue">The return value that promises it.</param>
    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
    {
        /// <summary>The return value that promises it.</summary>
        public bool ReturnValue { get; } = returnValue;
    }
}
#endif
