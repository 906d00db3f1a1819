namespace HvCpuid.Guest;

/// <summary>Says what the model does not know about a Linux guest.</summary>
internal static class LinuxGuestUnknown
{
    public static IEnumerable<string> Of(LinuxGuestContext guest, LinuxGuestClocks clocks)
    {
        if (guest.Options.Kernel.Note is { } note)
        {
            yield return note;
        }

        if (guest.OnHyperV && guest.Has(LinuxGuestChangeTable.SpellingUnknown) && !guest.Has(LinuxGuestChangeTable.HyphenSpelling))
        {
            yield return "Linux up to 4.9 prints \"HyperV\", from 4.14 on \"Hyper-V\"; which of them 4.10 to 4.13 print is not known, and the lines that say it are left out.";
        }

        if (guest.OnHyperV && !guest.Has(LinuxGuestChangeTable.CommonInit))
        {
            yield return "before Linux 4.11 guest id, hypercall page and TSC page are hv_vmbus's, which loads where there is a VMBus: what it prints and touches is not told.";
        }

        if (guest.IsRoot)
        {
            yield return "a root partition sets up more than is told here, and newer releases leave it its TSC.";
        }

        if (!guest.Has(LinuxGuestChangeTable.ClockSourcePrefix))
        {
            yield return "the line that names the clock source is not known before Linux 4.2.";
        }

        if (guest.HasKvmClock && guest.TscsUnsynchronised is null)
        {
            yield return "whether the TSC is marked unstable, \"TSCs unsynchronized\", depends on the processor's vendor, which is not known.";
        }

        if (guest.Platforms.Chosen is null)
        {
            yield return "whether the TSC is marked unstable, and why, depends on whether the guest can measure its frequency: the line is left out.";
        }

        if (!clocks.IsKnown)
        {
            yield return "which clock source is taken these leaves do not decide: it depends on the TSC, on whether its frequency can be measured, and on how many processors there are.";
        }

        if (guest.OnKvm || guest.Platforms.Chosen is LinuxPlatforms.Xen or LinuxPlatforms.VMware)
        {
            yield return $"of what {guest.Platforms.Chosen}'s own leaves switch on, only {(guest.OnKvm ? "its clock" : "its name")} is told.";
        }
    }
}
