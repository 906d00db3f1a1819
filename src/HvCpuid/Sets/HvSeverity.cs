namespace HvCpuid.Sets;

/// <summary>How bad a finding is, whatever found it.</summary>
public enum HvSeverity
{
    /// <summary>Worth knowing; guests read the leaves as they are meant.</summary>
    Info = 0,

    /// <summary>It works, but not as one may think: some guest ignores what is offered, is slower, or is offered what does not work.</summary>
    Warning,

    /// <summary>The leaves contradict themselves or the interface, and guests misread them; or there is no guest with what was asked for.</summary>
    Error,
}
