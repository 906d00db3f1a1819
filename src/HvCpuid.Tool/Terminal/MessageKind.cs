namespace HvCpuid.Tool.Terminal;

/// <summary>What a message is, which a terminal shows by a word and its colour.</summary>
internal enum MessageKind
{
    /// <summary>The call or an input could not be used, or what was asked about is not there.</summary>
    Error,

    /// <summary>A modelled kernel refuses.</summary>
    Refused,

    /// <summary>Something is odd.</summary>
    Warning,

    /// <summary>What a reader has to know; nothing is wrong.</summary>
    Note,
}
