namespace HvCpuid.Formats;

/// <summary>A line of a guest's log that tells single registers or fields: a row of <see cref="Linux"/> or <see cref="FreeBsd"/>.</summary>
/// <param name="Pattern">The line, from its first word.</param>
/// <param name="Lead">What a line must have to be meant as this one: when the rest of it is not as it should be, that is told.</param>
/// <param name="Releases">Which releases print it, for the documents.</param>
internal sealed record ToldDialect(LinePattern Pattern, byte[] Lead, string Releases)
{
    /// <summary>Whether it is the line that a boot begins with.</summary>
    public bool BeginsBoot { get; init; }

    /// <summary>
    /// Linux, arch/x86/kernel/cpu/mshyperv.c, ms_hyperv_init_platform; since 6.10 the version is drivers/hv/hv_common.c's, hv_common_init. Where two
    /// rows have a lead in common, the first that fits is taken.
    /// </summary>
    public static ToldDialect[] Linux { get; } =
    [
        Boot("Hyper-V: privilege flags low {0x:3.EAX}, high {0x:3.EBX}, ext {0x:3.ECX}, hints {0x:4.EAX}, misc {0x:3.EDX}", "Hyper-V: privilege flags", "6.15 and later"),
        Boot("Hyper-V: privilege flags low {0x:3.EAX}, high {0x:3.EBX}, hints {0x:4.EAX}, misc {0x:3.EDX}", "Hyper-V: privilege flags", "5.12 to 6.14"),
        Boot("Hyper-V: features {0x:3.EAX}, hints {0x:4.EAX}, misc {0x:3.EDX}", "Hyper-V: features ", "5.3 to 5.11"),
        Boot("Hyper-V: features {0x:3.EAX}, hints {0x:4.EAX}", "Hyper-V: features ", "4.17 to 5.2"),
        Boot("HyperV: features {0x:3.EAX}, hints {0x:4.EAX}", "HyperV: features ", "2.6.35 to 4.16"),
        Row("Hyper-V: Nested features: {0x:A.EAX}", "Hyper-V: Nested features", "4.17 and later"),
        Row("Hyper-V: Isolation Config: Group A {0x:C.EAX}, Group B {0x:C.EBX}", "Hyper-V: Isolation Config", "5.12 and later"),
        Row("Hyper-V Host Build:~{dec:2.EAX}-{dec:2.EBX[31:16]}.{dec:2.EBX[15:0]}-{dec:2.ECX}-{dec:2.EDX[31:24]}.{dec:2.EDX[23:0]}", "Hyper-V Host Build:", "to 5.18"),
        Row("Hyper-V: Host Build {dec:2.EBX[31:16]}.{dec:2.EBX[15:0]}.{dec:2.EAX}.{dec:2.EDX[23:0]}-{dec:2.ECX}-{dec:2.EDX[31:24]}", "Hyper-V: Host Build", "5.19 to 6.14"),
        Row("Hyper-V: Hypervisor Build {dec:2.EBX[31:16]}.{dec:2.EBX[15:0]}.{dec:2.EAX}.{dec:2.EDX[23:0]}-{dec:2.ECX}-{dec:2.EDX[31:24]}", "Hyper-V: Hypervisor Build", "6.15 and later"),
    ];

    /// <summary>
    /// FreeBSD, sys/dev/hyperv/vmbus/hyperv.c, hyperv_identify, the lines in its order, with nothing between them; the last three when it boots
    /// verbosely. The power management bits are printed without the deepest C-state, CPUID.40000003H:ECX[3:0], which stands behind them.
    /// </summary>
    public static ToldDialect[] FreeBsd { get; } =
    [
        Boot("Hyper-V Version: {dec:2.EBX[31:16]}.{dec:2.EBX[15:0]}.{dec:2.EAX} [SP{dec:2.ECX}]", "Hyper-V Version:", "10.3 and later"),
        Row("Features=0x{hex:3.EAX}{names}", "Features=0x", "10.3 and later"),
        Row("PM Features=0x{hex:3.ECX[31:4]}{names}~[C{dec:3.ECX[3:0]}]", "PM Features=0x", "10.3 and later"),
        Row("Features3=0x{hex:3.EDX}{names}", "Features3=0x", "10.3 and later"),
        Row("Recommends: {hex:4.EAX} {hex:4.EBX}", "Recommends: ", "10.3 and later, verbose"),
        Row("Limits: Vcpu:{dec:5.EAX} Lcpu:{dec:5.EBX} Int:{dec:5.ECX}", "Limits: Vcpu:", "10.3 and later, verbose"),
        Row("HW Features: {hex:6.EAX}, AMD: {hex:6.EDX}", "HW Features: ", "10.3 and later, verbose"),
    ];

    private static ToldDialect Boot(string pattern, string lead, string releases) => Row(pattern, lead, releases) with { BeginsBoot = true };

    private static ToldDialect Row(string pattern, string lead, string releases) =>
        new(new LinePattern(pattern), System.Text.Encoding.ASCII.GetBytes(lead), releases);
}
