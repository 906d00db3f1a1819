using HvCpuid.Registers;

namespace HvCpuid.Guest;

/// <summary>A line of the guest's kernel log that the leaves decide: a row of <see cref="LinuxGuestLineTable"/>.</summary>
/// <param name="Id">A short name.</param>
/// <param name="Form">
/// The line, with fields in braces: an address in its short form and how the value is printed, <c>{3.EAX:x}</c> in hexadecimal, <c>{2.EAX:d}</c> as
/// a signed number of 32 bits, <c>{2.EDX[31:24]:s}</c> as a signed number of the field's width; or the name of something that the guest decides.
/// </param>
/// <param name="Source">The file and function that print it.</param>
public sealed record LinuxGuestLine(string Id, string Form, string Source)
{
    private static readonly LinuxGuestKernel[] Measured = [.. new[] { "5.10.262", "6.1.174", "6.12.117", "7.2.13" }.Select(LinuxGuestKernel.Parse)];

    /// <summary>The change that brought it in this form; null where Linux 3.10 has it.</summary>
    public LinuxGuestChange? Since { get; init; }

    /// <summary>The change that ended it in this form; null where the newest release known still has it.</summary>
    public LinuxGuestChange? Until { get; init; }

    /// <summary>The bits that have to be set, all of them.</summary>
    public IReadOnlyList<BitAddress> Needs { get; init; } = [];

    /// <summary>The bits that have to be clear, all of them.</summary>
    public IReadOnlyList<BitAddress> Excludes { get; init; } = [];

    /// <summary>What else decides, in words; empty where nothing does.</summary>
    public string Condition { get; init; } = "";

    /// <summary>True where boots of a release that has it in this form were held against it; else it is known from the source alone.</summary>
    public bool IsMeasured => !IsFromSource && Measured.Any(kernel => Since?.IsIn(kernel) != false && Until?.IsIn(kernel) != true);

    /// <summary>True for a line that <see cref="LinuxGuestView.Dmesg"/> leaves out: one of many that tell which functions were replaced.</summary>
    public bool IsAside { get; init; }

    // No boot was had that prints it.
    internal bool IsFromSource { get; init; }

    // What Condition says, for the model.
    internal Func<LinuxGuestContext, bool>? When { get; init; }

    internal bool IsPrinted(LinuxGuestContext guest) => guest.Meets(Since, Until, Needs, Excludes) && When?.Invoke(guest) != false;
}

/// <summary>A line as a guest prints it.</summary>
/// <param name="Row">The row that it comes from.</param>
/// <param name="Text">The text, without time stamp.</param>
public sealed record LinuxGuestPrinted(LinuxGuestLine Row, string Text)
{
    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
