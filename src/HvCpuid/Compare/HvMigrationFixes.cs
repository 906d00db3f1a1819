using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Compare;

/// <summary>What would make a destination offer what a guest has, found by asking the model.</summary>
internal static class HvMigrationFixes
{
    private static readonly string[] Best = ["linux", "rhel", "debian", "ubuntu", "sles"];

    /// <summary>What would make it offer the field: its own settings, another kernel, or the guest without the switch.</summary>
    public static string Find(HvDestination destination, BitAddress address, Func<uint, bool> isMet, HvEnlightenment? row)
    {
        string kernels = destination.Query is { } query ? Kernels(query.Host, address, isMet) : KernelsOfAny(address, isMet);
        string without = row is null ? "" : $"start the guest without {row.Flag}";
        return string.Join("; or ", new[] { OnHost(destination, address, isMet), kernels, without }.Where(text => text.Length > 0));
    }

    /// <summary>What can be done to the destination, short of another kernel.</summary>
    public static string OnHost(HvDestination destination, BitAddress address, Func<uint, bool> isMet)
    {
        if (destination.Query is not { } query)
        {
            return "";
        }

        IEnumerable<string> steps = SupportedExplainer.Explain(query, address).Flips
            .Where(flip => ReferenceEquals(flip.Query.Host.Kernel, query.Host.Kernel) && flip.Query.Scope == query.Scope && isMet(flip.Value))
            .Select(flip => flip.ToString());
        return string.Join(", or ", steps);
    }

    /// <summary>What would make one answer that refuses: it was asked.</summary>
    public static string Answer(HvDestination destination)
    {
        BitAddress any = new(Sets.HvCpuidSet.FirstFunction, CpuidRegister.Eax, BitField.Whole);
        return string.Join(", or ", SupportedExplainer.Explain(destination.Query!.Value, any).Flips.Select(flip => flip.ToString()));
    }

    // Of a host of which the answer alone is known, the processor is not: where AMD's never offers it, it takes Intel's.
    private static string KernelsOfAny(BitAddress address, Func<uint, bool> isMet)
    {
        KvmHost amd = new() { Vendor = CpuVendor.Amd };
        return Kernels(amd, address, isMet) is { Length: > 0 } kernels ? kernels : Kernels(amd with { Vendor = CpuVendor.Intel }, address, isMet, "to be an Intel host with nested=1 and ");
    }

    // The oldest kernels, as they are on a host that is otherwise this one: mainline's, and its own distribution's or the best known ones.
    private static string Kernels(KvmHost host, BitAddress address, Func<uint, bool> isMet, string also = "")
    {
        bool Can(KvmKernel kernel)
        {
            KvmQuery query = HvDestination.QueryOf(host with { Kernel = kernel });
            SupportedAnswer answer = SupportedFold.Answer(query);
            return answer.Set is { } set && isMet(set.Extract(address)) && (kernel.Neighbour is null || !answer.Uncertain.Any(field => field.Overlaps(address)));
        }

        string? own = host.Kernel.Line is { Names: { Count: > 0 } names } ? names[0] : null;
        KvmOldestKernel[] oldest = [.. KvmOldestKernels.Find(KvmKernels.BuiltIn, Can)];
        KvmOldestKernel[] shown = [.. oldest.Where(kernel => own is null ? Best.Contains(kernel.Distribution) : kernel.Uname is null || kernel.Distribution == own)];
        return shown.Length == 0 ? "" : $"the destination needs {also}" + string.Join(", or ", shown.Select(kernel => kernel.ToString()));
    }
}
