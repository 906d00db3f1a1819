namespace HvCpuid.Checks;

/// <summary>How bad a finding is.</summary>
public enum HvSeverity
{
    /// <summary>Worth knowing; guests read the leaves as they are meant.</summary>
    Info = 0,

    /// <summary>Some guest ignores what is offered, is slower, or is offered what does not work.</summary>
    Warning,

    /// <summary>The leaves contradict themselves or the interface: guests misread them.</summary>
    Error,
}
