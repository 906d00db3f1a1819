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
        string kernels = destination.Query is { } query ? Kernels(kernel => On(query, kernel), query.Host, address, isMet) : KernelsOfAny(address, isMet);
        kernels += kernels.Length > 0 && row is not null && !destination.Knows(row) ? $", and a QEMU that knows {row.Flag}" : "";
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
        return Of(amd) is { Length: > 0 } kernels ? kernels : Of(amd with { Vendor = CpuVendor.Intel }, "to be an Intel host with nested=1 and ");

        string Of(KvmHost host, string also = "") => Kernels(kernel => HvDestination.QueryOf(host with { Kernel = kernel }), host, address, isMet, also);
    }

    // A vCPU stays as it is on another kernel; on /dev/kvm each is asked in the form that it has.
    private static KvmQuery On(KvmQuery query, KvmKernel kernel) => query.Scope == KvmScope.Vcpu
        ? query with { Host = query.Host with { Kernel = kernel } }
        : HvDestination.QueryOf(query.Host with { Kernel = kernel });

    // The oldest kernels, as they are on a host that is otherwise this one: mainline's, and its own distribution's or the best known ones.
    private static string Kernels(Func<KvmKernel, KvmQuery> ask, KvmHost host, BitAddress address, Func<uint, bool> isMet, string also = "")
    {
        bool Can(KvmKernel kernel)
        {
            SupportedAnswer answer = SupportedFold.Answer(ask(kernel));
            return answer.Set is { } set && isMet(set.Extract(address)) && (kernel.Neighbour is null || !answer.Uncertain.Any(field => field.Overlaps(address)));
        }

        string? own = host.Kernel.Line is { Names: { Count: > 0 } names } ? names[0] : null;
        KvmOldestKernel[] oldest = [.. KvmOldestKernels.Find(KvmKernels.BuiltIn, Can)];
        KvmOldestKernel[] shown = [.. oldest.Where(kernel => own is null ? Best.Contains(kernel.Distribution) : kernel.Uname is null || kernel.Distribution == own)];
        return shown.Length == 0 ? "" : $"the destination needs {also}" + string.Join(", or ", shown.Select(kernel => kernel.ToString()));
    }
}
