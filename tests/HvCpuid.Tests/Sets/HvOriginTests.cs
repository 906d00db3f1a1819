using HvCpuid.Formats;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Formats;

namespace HvCpuid.Tests.Sets;

/// <summary>Whose leaves: published systems, and every hypervisor's signature in each place where it may stand.</summary>
public class HvOriginTests
{
    private const uint Hv1 = 0x31237648;

    public static TheoryData<string> Signatures => [.. HypervisorTable.All.SelectMany(row => row.Signatures).Select(signature => signature.ToString())];

    [Theory]
    [InlineData("azure-f72s-v2", "Azure or Hyper-V 10.0.20348 guest, eVMCS 1..1, not isolated")]
    [InlineData("azure-tdx", "Azure or Hyper-V 10.0.22621 guest, TDX")]
    [InlineData("zen-root-partition", "Hyper-V 10.0.14393 root partition, not isolated")]
    [InlineData("comet-lake-root-partition", "Hyper-V 10.0.18362 root partition, not isolated")]
    [InlineData("qemu-112-vcpus", "Hyper-V interface given by KVM/QEMU (10.0.14393), eVMCS 1..1, not isolated")]
    [InlineData("openvmm", "Hyper-V interface given by OpenVMM or another virtualization stack of Microsoft's, without a version, not isolated")]
    [InlineData("propolis", "Hyper-V interface without a version, not isolated")]
    [InlineData("cloud-hypervisor", "Hyper-V interface given by KVM (10.0.14393), not isolated")]
    [InlineData("kvm", "KVM's own interface: no Hyper-V leaves")]
    [InlineData("xen", "Xen's own interface (4.11): no Hyper-V leaves")]
    [InlineData("vmware", "VMware's own interface: no Hyper-V leaves")]
    [InlineData("wsl2", "Hyper-V interface")]
    public void Conclusion_OfAPublishedSystem_SaysWhatItIs(string system, string conclusion) =>
        Assert.Equal(conclusion, HvOrigin.From(HvReading.From(Printed.Set(system))).Conclusion);

    [Theory]
    [InlineData("Hyper-V: privilege flags low 0xae7f, high 0x3b8030, hints 0xa4e24, misc 0xe4bed7b6\nHyper-V Host Build:22621-10.0-3-0.3447\nHyper-V: Nested features: 0x3e0101\n", "Azure or Hyper-V 10.0.22621 guest, eVMCS 1..1, not isolated")]
    [InlineData("Hyper-V: privilege flags low 0x2a7f, high 0x30, hints 0x24, misc 0x80d12\nHyper-V: Host Build 10.0.14393.0-0-0\n", "Hyper-V interface given by KVM/QEMU (10.0.14393), not isolated")]
    [InlineData("Hyper-V: privilege flags low 0xae7f, high 0x628030, hints 0x360e24, misc 0xe0be47a2\n", "Azure or Hyper-V guest, isolated")]
    [InlineData("Hyper-V: features 0x2e7f, hints 0x2c, misc 0x17b2\n", "Hyper-V interface")]
    public void Conclusion_OfAGuestsLog_SaysWhatItTells(string log, string conclusion) =>
        Assert.Equal(conclusion, HvOrigin.From(HvCpuidFormats.Read(Sample.Bytes(log)).Cpus[0].Reading).Conclusion);

    [Theory]
    [MemberData(nameof(Signatures))]
    public void Interface_OfASignature_IsWhoseItIs(string text)
    {
        AsciiSignature signature = AsciiSignature.Parse(text);
        HypervisorInterface whose = HypervisorTable.Find(signature)!.Interface;

        Assert.Equal(whose, Origin((0x40000000, signature), (0x40000001, 0u)).Interface);
        Assert.Equal(HypervisorInterface.HyperV, Origin((0x40000000, signature), (0x40000001, Hv1)).Interface);
        HvOrigin second = Origin((0x40000000, AsciiSignature.MicrosoftHv), (0x40000001, Hv1), (0x40000100, signature));
        Assert.Equal((HypervisorInterface.HyperV, whose), (second.Interface, second.Giver));
        Assert.Equal([new HvOtherInterface(0x40000100, whose, signature)], second.Others);
        Assert.Equal(whose, Origin((0x40000000, AsciiSignature.MicrosoftHv), (0x40000300, signature)).Giver);
    }

    [Fact]
    public void Signatures_OfTheTable_AreOfOneHypervisorEach()
    {
        Assert.Equal(HypervisorTable.All.Count, HypervisorTable.All.Select(row => row.Interface).Distinct().Count());
        Assert.Equal(Signatures.Count, HypervisorTable.All.SelectMany(row => row.Signatures).Distinct().Count());
        Assert.Equal(Enum.GetValues<HypervisorInterface>().Except([HypervisorInterface.Other]).Order(), HypervisorTable.All.Select(row => row.Interface).Order());
        Assert.All(HypervisorTable.All, row => Assert.Same(row, HypervisorTable.For(row.Interface)));
    }

    [Theory]
    [InlineData("VBoxVBoxVBox", "Hyper-V interface given by VirtualBox")]
    [InlineData("XenVMMXenVMM", "Hyper-V interface given by Xen")]
    [InlineData("GenuineIntel", "Hyper-V interface")]
    public void Conclusion_OfHyperVsInterfaceUnderAnotherSignature_NamesWhoGivesIt(string signature, string conclusion) =>
        Assert.Equal(conclusion, Origin((0x40000000, AsciiSignature.Parse(signature)), (0x40000001, Hv1)).Conclusion);

    [Fact]
    public void Conclusion_OfAnotherSignature_NamesItAndSaysThatThereAreNoHyperVLeaves()
    {
        Assert.Equal("Another hypervisor's own interface, signature 'SomeoneElse': no Hyper-V leaves", Origin((0x40000000, AsciiSignature.Parse("SomeoneElse"))).Conclusion);
        Assert.Equal("Xen's interface given by KVM: no Hyper-V leaves", Origin((0x40000000, AsciiSignature.Parse("XenVMMXenVMM")), (0x40000100, AsciiSignature.Kvm)).Conclusion);
        Assert.Equal("Hyper-V interface given by KVM", Origin((0x40000000, AsciiSignature.LinuxKvmHv), (0x40000001, Hv1)).Conclusion);
        Assert.Equal("Hyper-V interface given by KVM/QEMU", Origin((0x40000000, AsciiSignature.LinuxKvmHv), (0x40000001, Hv1), (0x40000100, AsciiSignature.Kvm)).Conclusion);
        Assert.Equal("No leaves from 40000000H on: no hypervisor, or one that shows none", HvOrigin.From(HvReading.Empty).Conclusion);
    }

    [Theory]
    [InlineData(0u, HvStackLeaves.Debugger)]
    [InlineData(0x40000082u, HvStackLeaves.VirtualizationStack)]
    [InlineData(0x40000081u, HvStackLeaves.VirtualizationStack)]
    [InlineData(0x40000080u, HvStackLeaves.Debugger)]
    [InlineData(0x12345678u, HvStackLeaves.Debugger)]
    public void Stack_By40000080H_IsTheDebuggersOrTheVirtualizationStacks(uint eax, HvStackLeaves expected)
    {
        HvCpuidSet set = Builder((0x40000000, AsciiSignature.MicrosoftHv)).Add(0x40000080, new CpuidRegisters(eax, 0, 0, 0)).Add(0x40000082, new CpuidRegisters(5, 0, 0, 0)).ToSet();

        Assert.Equal(expected, HvOrigin.From(HvReading.From(set)).Stack);
        HvDecodedLeaf leaf = HvDecoding.From(set).Leaves[2];
        Assert.Equal(expected == HvStackLeaves.VirtualizationStack ? ["IsPortable", "ExtendedIoApicRte"] : ["AllowRedSignedCode", "AllowUserModeDebugging"], leaf.Fields.Where(field => field.Value != 0).Select(field => field.Field.Name));
    }

    [Fact]
    public void Interface_OfWhatIsNotKnown_IsNotCertain()
    {
        Assert.False(Of((0x40000001, 1u)).IsCertain);
        HvReadingBuilder signed = new();
        AsciiSignature kvm = AsciiSignature.Kvm;
        signed.Tell(new BitAddress(0x40000000, CpuidRegister.Ebx, BitField.Whole), kvm.Ebx);
        signed.Tell(new BitAddress(0x40000000, CpuidRegister.Ecx, BitField.Whole), kvm.Ecx);
        signed.Tell(new BitAddress(0x40000000, CpuidRegister.Edx, BitField.Whole), kvm.Edx);
        HvOrigin origin = HvOrigin.From(signed.ToReading(isComplete: false));
        Assert.Equal((HypervisorInterface.Kvm, false), (origin.Interface, origin.IsCertain));
        Assert.True(HvOrigin.From(signed.ToReading(isComplete: true)).IsCertain);
        Assert.True(Of((0x40000003, 1u)).IsCertain);
    }

    [Theory]
    [InlineData("vmware", 0x40000010u, "TscFrequencyKHz 1500000, BusFrequencyKHz 66000")]
    [InlineData("xen", 0x40000001u, "Minor 11, Major 4")]
    [InlineData("xen", 0x40000000u, "MaximumFunction 40000005H, SignatureEbx 'XenV', SignatureEcx 'MMXe', SignatureEdx 'nVMM'")]
    public void Leaves_OfAnotherHypervisor_HaveTheNamesThatItGivesThem(string system, uint function, string fields) => Assert.Equal(
        fields, string.Join(", ", HvDecoding.From(Printed.Set(system)).Leaves.Single(leaf => leaf.Entry.Function == function).Fields.Select(field => $"{field.Field.Name} {field.Text}")));

    public static TheoryData<string> Systems => [.. Printed.Systems.Keys];

    // Whatever is forgotten of a system: whose leaves they are stays, or is not certain; only where neither signature nor interface is known they are taken as Hyper-V's.
    [Theory]
    [MemberData(nameof(Systems))]
    public void Interface_OfAPartOfASystem_IsTheSameOrNotCertain(string system)
    {
        HvCpuidSet set = Printed.Set(system);
        HvOrigin whole = HvOrigin.From(HvReading.From(set));
        var forgotten = from leaf in set from registers in Enumerable.Range(1, 15) from isComplete in new[] { true, false } select (leaf.Function, registers, isComplete);
        Assert.All(forgotten, part =>
        {
            HvReadingBuilder builder = new();
            foreach (CpuidEntry entry in set)
            {
                foreach (CpuidRegister register in Enum.GetValues<CpuidRegister>().Where(register => entry.Function != part.Function || (part.registers >> (int)register & 1) == 0))
                {
                    builder.Tell(new BitAddress(entry.Function, register, BitField.Whole), entry.Registers[register]);
                }
            }

            // A leaf of which nothing is told is absent where the reading is complete: that is another set.
            bool isAnother = part.isComplete && part.registers == 15;
            HvOrigin origin = HvOrigin.From(builder.ToReading(part.isComplete));
            Assert.True(isAnother || !origin.IsCertain || origin.Interface == whole.Interface || (origin.Signature is null && origin.Reading.ValueOf(HvCpuid.Leaves.HvBits.InterfaceSignature) is null), $"{part}: {origin.Interface}");
            Assert.DoesNotContain('\n', origin.Conclusion);
            Assert.NotEmpty(origin.Conclusion);
        });
    }

    [Fact]
    public void From_NoReading_IsRefused() => Assert.Throws<ArgumentNullException>(() => HvOrigin.From(null!));

    private static HvOrigin Of((uint Function, uint Eax) told)
    {
        HvReadingBuilder builder = new();
        builder.Tell(new BitAddress(told.Function, CpuidRegister.Eax, BitField.Whole), told.Eax);
        return HvOrigin.From(builder.ToReading(isComplete: false));
    }

    private static HvOrigin Origin(params (uint Function, object Is)[] leaves) => HvOrigin.From(HvReading.From(Builder(leaves).ToSet()));

    private static HvCpuidSetBuilder Builder(params (uint Function, object Is)[] leaves) => leaves.Aggregate(new HvCpuidSetBuilder(), (builder, leaf) => builder.Add(
        leaf.Function, leaf.Is is AsciiSignature signature ? new CpuidRegisters(leaf.Function + 1, signature.Ebx, signature.Ecx, signature.Edx) : new CpuidRegisters((uint)leaf.Is, 0, 0, 0)));

    // CPUID.40000003H:EBX[22] and CPUID.4000000CH (TLFS, "Isolation configuration"); CPUID.40000004H:EAX[12] (nested).
    [Theory]
    [InlineData(0u, "isolated, but of no type")]
    [InlineData(1u, "VBS")]
    [InlineData(2u, "SEV-SNP")]
    [InlineData(3u, "TDX")]
    [InlineData(9u, "isolation type 9")]
    public void Conclusion_OfAnIsolatedGuest_NamesTheType(uint type, string conclusion)
    {
        HvCpuidSetBuilder leaves = Printed.Set("azure-tdx").ToBuilder();
        leaves.Set(0x4000000C, new CpuidRegisters(0, type, 0, 0));
        Assert.EndsWith(", " + conclusion, HvOrigin.From(HvReading.From(leaves.ToSet())).Conclusion, StringComparison.Ordinal);
    }

    [Fact]
    public void Conclusion_OfANestedHyperV_SaysSo()
    {
        HvCpuidSet set = Printed.Set("azure-f72s-v2");
        Assert.True(set.TryGet(0x40000004, out CpuidRegisters registers));
        HvCpuidSet nested = set.ToBuilder().Set(0x40000004, registers with { Eax = registers.Eax | HvBits.NestedInHyperV.Bits.Mask }).ToSet();
        Assert.Contains("nested in another Hyper-V", HvOrigin.From(HvReading.From(nested)).Conclusion, StringComparison.Ordinal);
    }
}
