using System.Collections.ObjectModel;
using HvCpuid.Registers;
using static HvCpuid.Leaves.HvFieldPolicy;

namespace HvCpuid.Leaves;

/// <summary>
/// Every named bit and range of every leaf, from the TLFS and, where it is silent, from the sources each row gives. Fields of a leaf never
/// overlap: where sources read the same bits differently, one reading is the row and the others are its <see cref="HvField.Disagreement"/>.
/// </summary>
public static partial class HvFieldTable
{
    internal const string Tlfs = "TLFS: Feature Identification,";
    internal const string TlfsPdf = "TLFS 6.0b (PDF), chapter 2";
    internal const string Qemu = "QEMU, target/i386/kvm/kvm.c; Linux, kvm_get_hv_cpuid, 5.8";
    internal const string KvmDoc = "Linux, Documentation/virt/kvm/x86/cpuid.rst";
    private const string MuMsvm = "mu_msvm (Microsoft's UEFI for Hyper-V machines), CPUID header";
    private const string OpenVmm = "OpenVMM, vm/hv1/hvdef";
    private const string LinuxHeader = "Linux, include/hyperv/hvgdk_mini.h";

    private static readonly HvField[] Rows =
    [
        .. With(MadeByVmm, Leaf40000000()),
        .. With(MustBeEqual, Leaf40000001()),
        .. With(MadeByVmm, Leaf40000002()),
        .. With(KernelMustOffer, Leaf40000003()),
        .. With(KernelMustOffer, Leaf40000004()),
        .. With(DestinationAtLeast, Leaf40000005()),
        .. With(KernelMustOffer, Leaf40000006()),
        .. With(KernelMustOffer, Leaf40000007()),
        .. With(KernelMustOffer, Leaf40000008()),
        .. With(KernelMustOffer, Leaf40000009()),
        .. With(KernelMustOffer, Leaf4000000A()),
        .. With(MustBeEqual, Leaf4000000C()),
        .. With(MadeByVmm, Leaf40000080()),
        .. With(MadeByVmm, Leaf40000081()),
        .. With(KernelMustOffer, Leaf40000082()),
        .. With(MadeByVmm, Leaf40000100()),
        .. With(KernelMustOffer, Leaf40000101()),
    ];

    private static readonly Dictionary<uint, ReadOnlyCollection<HvField>> ByFunction =
        Rows.GroupBy(row => row.Address.Function).ToDictionary(leaf => leaf.Key, leaf => Array.AsReadOnly(leaf.ToArray()));

    /// <summary>Every field: leaf by leaf, EAX to EDX, the lowest bit first.</summary>
    public static IReadOnlyList<HvField> All { get; } = Array.AsReadOnly(Rows);

    /// <summary>The fields of a leaf: EAX to EDX, the lowest bit first.</summary>
    /// <param name="function">The CPUID function.</param>
    /// <returns>The fields, none when the table does not know the leaf.</returns>
    public static IReadOnlyList<HvField> ForLeaf(uint function) =>
        ByFunction.TryGetValue(function, out ReadOnlyCollection<HvField>? fields) ? fields : [];

    /// <summary>The fields that share a bit with an address.</summary>
    /// <param name="address">A bit, a range or a whole register.</param>
    /// <returns>The fields, the lowest bit first; none where no bit has a name.</returns>
    public static IReadOnlyList<HvField> Find(BitAddress address) =>
        [.. ForLeaf(address.Function).Where(field => field.Address.Overlaps(address))];

    /// <summary>
    /// The fields that have a name: TLFS name (which is the name in code), Linux name, QEMU flag or alias. Case does not matter, nor a plus
    /// sign before a flag, nor whether its parts are joined by <c>-</c> or <c>_</c>.
    /// </summary>
    /// <param name="name">The whole name, e.g. <c>hv-stimer-direct</c>, <c>+hv_time</c>, <c>HV_X64_NESTED_DIRECT_FLUSH</c>.</param>
    /// <returns>The fields in table order; none when nothing is called so.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <example>
    /// <code>
    /// HvField field = HvFieldTable.FindByName("hv-stimer-direct")[0];
    /// Console.WriteLine(field.Address); // CPUID.40000003H:EDX[19]
    /// Console.WriteLine(field.Name); // DirectSyntheticTimers
    /// </code>
    /// </example>
    public static IReadOnlyList<HvField> FindByName(string name) => HvFieldNames.Find(name);

    /// <summary>The known names that look most like a text: what to ask "did you mean" with.</summary>
    /// <param name="name">The text; nothing is near one of more than 128 characters.</param>
    /// <param name="count">How many names to give at most.</param>
    /// <returns>The names as they are written, the nearest first; none when nothing is near.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static IReadOnlyList<string> Nearest(string name, int count) => HvFieldNames.Nearest(name, count);

    // The policy of a leaf's fields, but for the rows that have their own.
    private static IEnumerable<HvField> With(HvFieldPolicy policy, HvField[] rows) => rows.Select(row => row.Policy == None ? row with { Policy = policy } : row);
}
