// README's example in the language that netstandard2.0 has where nobody says otherwise: C# 7.3.
using System;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace Consumer
{
    public static class Readme
    {
        public static void Main()
        {
            var host = new KvmHost(KvmKernel.Parse("6.12"), CpuVendor.Intel, nested: true);
            var kvm = new SupportedHvCpuid(host);
            var vcpu = new VcpuState(InKernelLapic: true, Evmcs: EvmcsVersionRange.Version1);

            HvCpuidSet leaves = kvm.ForVcpu(vcpu).GetSet();
            HvNestedFeatures nested = leaves.NestedFeatures.Value;
            Console.WriteLine("eVMCS " + nested.EnlightenedVmcsVersionLow + ".." + nested.EnlightenedVmcsVersionHigh + ", " + nested.Optimizations);

            var why = SupportedExplainer.Explain(KvmQuery.OnVcpu(host, VcpuState.Ordinary), BitAddress.Parse("4.EAX[14]"));
            Console.WriteLine(why.Reason);
            Console.WriteLine(why.Flips[0]);
        }
    }
}
