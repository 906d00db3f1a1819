using System.Buffers.Binary;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Tests.Simulation;

/// <summary>KVM_ENABLE_CAP on a vCPU against the fact sheet, row by row.</summary>
public class EnableCapReplayTests
{
    private const int Enotty = -25, Enodev = -19, Einval = -22, Efault = -14;

    private static readonly (CpuVendor Vendor, bool Nested)[] Hosts =
        [(CpuVendor.Intel, true), (CpuVendor.Intel, false), (CpuVendor.Amd, true), (CpuVendor.Amd, false)];

    [Theory]
    [MemberData(nameof(FactSheet.Releases), MemberType = typeof(FactSheet))]
    public void Evmcs_EveryHost_AnswersAndWritesTwoBytes(string release)
    {
        foreach ((CpuVendor vendor, bool nested) in Hosts)
        {
            Caller caller = TestKvm.Caller($"{release},{TestKvm.Words(vendor, nested)}");
            int vcpu = caller.NewVcpu();
            (int result, ushort? version) = Evmcs(release, vendor, nested);

            for (int time = 0; time < 2; time++)
            {
                caller.Fill(caller.System, (KvmRequest)0, 0x5A5A5A5A);
                Assert.Equal(result, caller.Enable(vcpu, KvmCapability.HyperVEnlightenedVmcs, Caller.Answers));
                byte[] expected = Caller.Expected(0x5A5A5A5A, []);
                if (version is { } word)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(expected, word);
                }

                Assert.True(expected.AsSpan().SequenceEqual(caller.Answer));
                AssertAnswer(caller, vcpu, release, vendor, nested, evmcs: result == 0);
            }
        }
    }

    [Theory]
    [MemberData(nameof(FactSheet.Releases), MemberType = typeof(FactSheet))]
    public void Evmcs_UnwritableVersion_IsEfaultAndEnabled(string release)
    {
        foreach ((CpuVendor vendor, bool nested) in Hosts)
        {
            foreach (ulong address in new ulong[] { 0, Caller.Unmapped, 0x6_0000, ulong.MaxValue })
            {
                Caller caller = TestKvm.Caller($"{release},{TestKvm.Words(vendor, nested)}");
                caller.Memory.Map(0x6_0000, new byte[2], writable: false);
                int vcpu = caller.NewVcpu();
                (int result, _) = Evmcs(release, vendor, nested);

                Assert.Equal(result == 0 ? Efault : result, caller.Enable(vcpu, KvmCapability.HyperVEnlightenedVmcs, address));
                AssertAnswer(caller, vcpu, release, vendor, nested, evmcs: result == 0);
            }
        }
    }

    [Fact]
    public void Evmcs_HalfOfTheVersionWritable_WritesThatHalf()
    {
        Caller caller = TestKvm.Caller("6.14");
        byte[] bytes = Caller.Dirty(2);
        caller.Memory.Map(0x6_0000, new ArraySegment<byte>(bytes, 0, 1));

        Assert.Equal(Efault, caller.Enable(caller.NewVcpu(), KvmCapability.HyperVEnlightenedVmcs, 0x6_0000));
        Assert.Equal([0x01, Caller.Dirt], bytes);
    }

    [Theory]
    [MemberData(nameof(FactSheet.Releases), MemberType = typeof(FactSheet))]
    public void Evmcs_WithFlags_IsEinvalAndNotEnabled(string release)
    {
        foreach ((CpuVendor vendor, bool nested) in Hosts)
        {
            Caller caller = TestKvm.Caller($"{release},{TestKvm.Words(vendor, nested)}");
            int vcpu = caller.NewVcpu();

            Assert.Equal(Einval, caller.Enable(vcpu, KvmCapability.HyperVEnlightenedVmcs, Caller.Answers, flags: 1));
            Assert.Equal(Einval, caller.Enable(vcpu, KvmCapability.HyperVEnlightenedVmcs, 0, flags: 0x80000000));
            AssertAnswer(caller, vcpu, release, vendor, nested, evmcs: false);
        }
    }

    [Theory]
    [MemberData(nameof(FactSheet.Releases), MemberType = typeof(FactSheet))]
    public void OtherCapabilities_EveryHost_AreTheFactSheets(string release)
    {
        FactSheet sheet = FactSheet.Of(release);
        foreach ((CpuVendor vendor, bool nested) in Hosts)
        {
            foreach (bool lapic in new[] { false, true })
            {
                Caller caller = TestKvm.Caller($"{release},{TestKvm.Words(vendor, nested)}");
                int vcpu = caller.NewVcpu(lapic);
                int synic = lapic ? 0 : Einval;
                int enforce = sheet.IsAtOrAfter("5.14") ? 0 : Einval;

                Assert.Equal(sheet.IsAtOrAfter("5.4") ? Enotty : Einval, caller.Enable(vcpu, KvmCapability.HyperVDirectTlbFlush));
                Assert.Equal(synic, caller.Enable(vcpu, KvmCapability.HyperVSynic, 1));
                Assert.Equal(synic, caller.Enable(vcpu, KvmCapability.HyperVSynic2));
                Assert.Equal(Einval, caller.Enable(vcpu, KvmCapability.HyperVSynic2, 1));
                Assert.Equal(lapic, caller.Vcpu(vcpu).HasSynic);
                foreach (ulong argument in new ulong[] { 1, 0, 0x1_0000_0000 })
                {
                    Assert.Equal(enforce, caller.Enable(vcpu, KvmCapability.HyperVEnforceCpuid, argument));
                    Assert.Equal(enforce == 0 && argument != 0, caller.Vcpu(vcpu).EnforcesCpuid);
                }

                Assert.Equal(Einval, caller.Enable(vcpu, KvmCapability.HyperVCpuid));
                Assert.Equal(Einval, caller.Enable(vcpu, KvmCapability.SplitIrqchip, 24));
                Assert.Equal(Einval, caller.Enable(vcpu, (KvmCapability)(-1)));
                Assert.Equal(Efault, caller.Ioctl(vcpu, KvmRequest.EnableCap, Caller.Arguments + Caller.Room - 103));
                AssertAnswer(caller, vcpu, release, vendor, nested, evmcs: false, lapic);
            }
        }
    }

    [Fact]
    public void EveryCapability_CompiledOut_IsEinval()
    {
        Caller caller = new(new KvmHost { Kernel = new KvmRelease(6, 8), HyperVCompiledIn = false });
        int vcpu = caller.NewVcpu(lapic: true);

        Assert.All(Enum.GetValues<KvmCapability>(), capability => Assert.Equal(Einval, caller.Enable(vcpu, capability)));
    }

    private static (int Result, ushort? Version) Evmcs(string release, CpuVendor vendor, bool nested) => (vendor, nested, release) switch
    {
        (CpuVendor.Intel, true, _) => (0, 0x0101),
        (CpuVendor.Intel, false, "5.0" or "5.3" or "5.4" or "5.7" or "7.2.13") => (Enotty, null),
        (CpuVendor.Intel, false, _) => (0, 0),
        (_, _, "5.0" or "5.3") => (Enodev, null),
        _ => (Enotty, null),
    };

    private static void AssertAnswer(Caller caller, int vcpu, string release, CpuVendor vendor, bool nested, bool evmcs, bool lapic = false)
    {
        Situation situation = new(vendor, nested, System: false, lapic, evmcs, NoSmt: false);
        FactSheet sheet = FactSheet.Of(release);
        if (sheet.Refusal(situation) is null)
        {
            byte[] entries = sheet.Entries(situation);
            Assert.Equal(0, caller.Fill(vcpu, KvmRequest.GetSupportedHvCpuid, 16));
            Assert.True(Caller.Expected((uint)entries.Length / 40, entries).AsSpan().SequenceEqual(caller.Answer));
        }
    }
}
