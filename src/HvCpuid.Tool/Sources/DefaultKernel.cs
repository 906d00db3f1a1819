using HvCpuid.Kvm;

namespace HvCpuid.Tool.Sources;

/// <summary>The kernel of every verb where nobody names one: the newest release known. Every heading says so, and how to name another.</summary>
internal static class DefaultKernel
{
    /// <summary>The release.</summary>
    public static KvmRelease Release => KvmRelease.Newest;

    /// <summary>For help texts.</summary>
    public static string Help => $"the newest release known, {Release}";

    /// <summary>What a heading says about it, in brackets behind the release.</summary>
    /// <param name="another">How another is named.</param>
    public static string Remark(string another) => $"the newest release known; another: {another}";
}
