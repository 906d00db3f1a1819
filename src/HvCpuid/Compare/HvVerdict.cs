namespace HvCpuid.Compare;

/// <summary>Whether something can be done.</summary>
public enum HvVerdict
{
    /// <summary>It can.</summary>
    Yes = 0,

    /// <summary>It cannot, whatever else is not known.</summary>
    No,

    /// <summary>Nothing that is known stands against it, and not all that counts is known.</summary>
    Unknown,
}
