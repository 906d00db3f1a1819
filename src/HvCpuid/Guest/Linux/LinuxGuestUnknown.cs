namespace HvCpuid.Guest;

/// <summary>Says what the model does not know about a Linux guest.</summary>
internal static class LinuxGuestUnknown
{
    public static IEnumerable<string> Of(LinuxGuestContext guest, LinuxGuestClocks clocks) =>
    [
        .. If(guest.Options.Kernel.Note is not null, $"{guest.Options.Kernel.Note}"),
        .. If(
            guest.OnHyperV && guest.Has(LinuxGuestChangeTable.SpellingUnknown) && !guest.Has(LinuxGuestChangeTable.HyphenSpelling),
            "Linux up to 4.9 prints \"HyperV\", from 4.14 on \"Hyper-V\"; which of them 4.10 to 4.13 print is not known, and the lines that say it are left out."),
        .. If(
            guest.OnHyperV && !guest.Has(LinuxGuestChangeTable.CommonInit),
            "before Linux 4.11 guest id, hypercall page and TSC page are hv_vmbus's, which loads where there is a VMBus: what it prints and touches is not told."),
        .. If(
            guest.IsRoot,
            "a root partition sets up more than is told here, and newer releases leave it its TSC."),
        .. If(
            !guest.Has(LinuxGuestChangeTable.ClockSourcePrefix),
            "the line that names the clock source is not known before Linux 4.2."),
        .. If(
            guest.HasKvmClock && guest.TscsUnsynchronised is null,
            "whether the TSC is marked unstable, \"TSCs unsynchronized\", depends on the processor's vendor, which is not known."),
        .. If(
            guest.Platforms.Chosen is null,
            "whether the TSC is marked unstable, and why, depends on whether the guest can measure its frequency: the line is left out."),
        .. If(
            !clocks.IsKnown,
            "which clock source is taken these leaves do not decide: it depends on the TSC, on whether its frequency can be measured, and on how many processors there are."),
        .. If(
            guest.OnKvm || guest.Platforms.Chosen is LinuxPlatforms.Xen or LinuxPlatforms.VMware,
            $"of what {guest.Platforms.Chosen}'s own leaves switch on, only {(guest.OnKvm ? "its clock" : "its name")} is told."),
    ];

    private static string[] If(bool isSo, string text) => isSo ? [text] : [];
}
