namespace HvCpuid.Kvm;

/// <summary>How a fact about a distribution's kernel is known, the surest first.</summary>
public enum KvmSureness
{
    /// <summary>A running kernel was asked.</summary>
    Captured = 0,

    /// <summary>The function of its source was compiled with its constants, and asked.</summary>
    Computed,

    /// <summary>The function of its source was read.</summary>
    Read,

    /// <summary>A changelog, an advisory or its configuration tells.</summary>
    Changelog,

    /// <summary>Only the form of its name tells.</summary>
    Name,
}
