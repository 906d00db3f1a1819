using System.Collections.Concurrent;
using HvCpuid.Checks;
using HvCpuid.Formats;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Kvm.Kernels;

namespace HvCpuid.Tests.Kvm;

/// <summary>Laws on the whole space: every kernel known × vendor × nested × SMT × local APIC × eVMCS × scope, with CONFIG_KVM_HYPERV and without.</summary>
public class WholeSpaceTests
{
    private static readonly KvmKernel[] Kernels = [.. Situations.Releases.Select(KvmKernel.From).Concat(Eras.All.Select(era => KvmKernel.Parse(era.Name)))];

    [Fact]
    public void Laws_OnEverySituationOfEveryKernel_Hold()
    {
        ConcurrentBag<string> broken = [];
        int situations = 0;
        Parallel.ForEach(Kernels, kernel =>
        {
            foreach (KvmQuery query in Situations.On(kernel).SelectMany(query => new[] { query, query with { Host = query.Host with { HyperVCompiledIn = false } } }))
            {
                _ = Interlocked.Increment(ref situations);
                foreach (string law in Broken(query))
                {
                    broken.Add($"{query}: {law}");
                }
            }
        });

        Assert.True(broken.IsEmpty, string.Join("\n", broken.Order(StringComparer.Ordinal).Take(20)));
        Assert.Equal(Kernels.Length * 80, situations);
        Assert.InRange(situations, 18_000, int.MaxValue);
    }

    private static IEnumerable<string> Broken(KvmQuery query)
    {
        SupportedHvCpuid kvm = new(query.Host);
        SupportedAnswer answer = kvm.AnswerTo(query);
        return Always(query, kvm, answer).Concat(answer.Set is { } set ? OfLeaves(query, kvm, set) : []);
    }

    private static IEnumerable<string> Always(KvmQuery query, SupportedHvCpuid kvm, SupportedAnswer answer)
    {
        KvmReply reply = query.Ask();
        if (reply.Refusal is null != (answer.Refusal is null) && query.Vcpu.Evmcs is null)
        {
            yield return "asked by a query it answers otherwise";
        }

        if (KvmQuery.Parse(query.ToString()).Ask() is var again && (again.Set?.Equals(reply.Set) ?? reply.Set is null) is false)
        {
            yield return "asked by its text it answers otherwise";
        }

        if ((answer.Set is null) == (answer.Refusal is null))
        {
            yield return "leaves or a refusal, not both and not neither";
        }

        if (query.Scope == KvmScope.Vcpu && answer.Key != kvm.KeyOf(query.Vcpu))
        {
            yield return "its key is not that of the vCPU";
        }

        if (!ReferenceEquals(answer, kvm.AnswerTo(query)))
        {
            yield return "it is computed twice";
        }

        if (!query.Host.HasHyperV && query.Host.Kernel.Has(KvmChanges.HyperVOption) && answer.Refusal is null)
        {
            yield return "without CONFIG_KVM_HYPERV the call is refused";
        }
    }

    private static IEnumerable<string> OfLeaves(KvmQuery query, SupportedHvCpuid kvm, HvCpuidSet set)
    {
        uint maximum = set.TryGet(HvCpuidSet.FirstFunction, out CpuidRegisters first) ? first.Eax : 0;
        if (set.Any(entry => entry.Function > maximum))
        {
            yield return $"the maximum leaf is {maximum:X}";
        }

        if (set.Any(entry => HvFieldTable.ForLeaf(entry.Function).Count == 0))
        {
            yield return "a leaf has no named field";
        }

        bool evmcs = set.Extract(HvBits.EnlightenedVmcs) == 1;
        bool mayHave = query.Host is { Vendor: CpuVendor.Intel, Nested: true } && (query.Scope == KvmScope.System || query.Vcpu.Evmcs is not null);
        if (evmcs && !mayHave)
        {
            yield return "eVMCS is recommended where it cannot be";
        }

        if (query.Scope == KvmScope.Vcpu && query.Vcpu.Evmcs is not null && Lost(kvm.ForVcpu(query.Vcpu with { Evmcs = null }).Set, set))
        {
            yield return "enabling eVMCS takes a bit away";
        }

        if (query.Scope == KvmScope.Vcpu && query.Vcpu.InKernelLapic && Lost(kvm.ForVcpu(query.Vcpu with { InKernelLapic = false }).Set, set))
        {
            yield return "an in-kernel local APIC takes a bit away";
        }

        if (HvChecker.Check(set).Any(finding => finding.Severity == HvSeverity.Error))
        {
            yield return "the checker finds an error in it";
        }

        byte[] bytes = new byte[KvmCpuid2Format.GetByteCount(set)];
        _ = KvmCpuid2Format.Write(set, bytes);
        if (!KvmCpuid2Format.TryRead(bytes, out HvCpuidDump? dump, out _) || !dump.Cpus[0].Set.Equals(set))
        {
            yield return "its bytes read back as something else";
        }

        if (!CpuidRawFormat.TryRead(System.Text.Encoding.UTF8.GetBytes(CpuidRawFormat.Write(set)), out dump, out _) || !dump.Cpus[0].Set.ToHashSet().SetEquals(set))
        {
            yield return "its text reads back as something else";
        }
    }

    // Leaf by leaf, the bits that the first has and the second has not; numbers aside: ranges and limits are no bits.
    private static bool Lost(HvCpuidSet? before, HvCpuidSet after) => before is not null && before.Any(entry =>
        !after.TryGet(entry.Function, out CpuidRegisters registers)
        || (entry.Function is 0x40000003 or 0x40000004 && ((entry.Registers.Eax & ~registers.Eax) | (entry.Registers.Edx & ~registers.Edx)) != 0));
}
