#:project ../../../src/HvCpuid/HvCpuid.csproj
#:property RestorePackagesWithLockFile=false
#:property PublishAot=false
using HvCpuid.Kvm;
using HvCpuid.Registers;

// What does this kernel offer a vCPU, and why is Enlightened VMCS not among it?
KvmQuery query = KvmQuery.Parse("debian12,intel");
foreach (CpuidEntry leaf in query.Ask().Set!)
{
    Console.WriteLine(leaf);
}

SupportedExplanation why = SupportedExplainer.Explain(query, BitAddress.Parse("4.EAX[14]"));
Console.WriteLine(why.Reason);
Console.WriteLine(why.Flips[0]);
