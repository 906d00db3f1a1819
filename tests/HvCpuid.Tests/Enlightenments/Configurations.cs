using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Enlightenments;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Tests.Kvm;

namespace HvCpuid.Tests.Enlightenments;

/// <summary>Random configurations.</summary>
internal static class Configurations
{
    public static Gen<HvSwitches> Switches => Gen.Choose(0, (int)HvSwitches.All).Select(bits => (HvSwitches)bits);

    public static Gen<uint> Words => Gen.Choose(int.MinValue, int.MaxValue).Select(word => unchecked((uint)word));

    /// <summary>Any that QEMU flags can say.</summary>
    public static Gen<HvConfiguration> ForQemu =>
        from switches in Switches
        from passthrough in ArbMap.Default.GeneratorFor<bool>()
        from spinlocks in Words
        from vendor in Vendors
        from version in Versions
        from vps in Gen.Choose(-1, int.MaxValue)
        from sharing in Gen.Elements(Enum.GetValues<HvCoreSharing>())
        from enforce in ArbMap.Default.GeneratorFor<bool>()
        select new HvConfiguration
        {
            Mode = passthrough ? HvConfigurationMode.Passthrough : HvConfigurationMode.Custom,
            Switches = switches,
            SpinlockRetries = spinlocks,
            VendorId = vendor,
            Version = version,
            MaximumVps = vps,
            NoNonarchCoreSharing = sharing,
            EnforceCpuid = enforce,
        };

    /// <summary>Any, with what only code can say.</summary>
    public static Gen<HvConfiguration> Any =>
        from configuration in ForQemu
        from mode in Gen.Elements(Enum.GetValues<HvConfigurationMode>())
        from excluded in Switches
        from vcpu in Situations.Vcpus
        select configuration with { Mode = mode, Excluded = mode == HvConfigurationMode.HostModel ? excluded : HvSwitches.None, EvmcsVersions = vcpu.Evmcs };

    private static Gen<AsciiSignature> Vendors =>
        from length in Gen.Choose(0, AsciiSignature.Length)
        from letters in Gen.Choose(' ', '~').Select(letter => (char)letter).Where(letter => letter is not ',' and not '\\').ArrayOf(length)
        select AsciiSignature.Parse(new string(letters));

    private static Gen<HvSystemIdentity> Versions =>
        from registers in Words.ArrayOf(4)
        select new HvSystemIdentity(new CpuidRegisters(registers[0], registers[1], registers[2], registers[3]));
}
