using HvCpuid.Registers;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Leaves;

// Rows of leaves 40000000H to 40000002H.
public static partial class HvFieldTable
{
    private static HvField[] Leaf40000000() =>
    [
        new(
            new(HvVendor.Function, Eax, BitField.Whole),
            "MaximumFunction",
            "The highest hypervisor leaf the guest may ask for, inclusive; 40000005H or above.",
            Tlfs + " leaf 40000000H")
        {
            Aliases = ["MaxFunction"],
            Format = HvFieldFormat.Hex,
        },
        new(
            new(HvVendor.Function, Ebx, BitField.Whole),
            "SignatureEbx",
            "Characters 0 to 3 of the vendor signature, \"Micr\" in \"Microsoft Hv\".",
            Tlfs + " leaf 40000000H")
        {
            QemuFlags = ["hv-vendor-id"],
            Aliases = ["Signature"],
            Format = HvFieldFormat.Text,
        },
        new(
            new(HvVendor.Function, Ecx, BitField.Whole),
            "SignatureEcx",
            "Characters 4 to 7 of the vendor signature.",
            Tlfs + " leaf 40000000H")
        {
            QemuFlags = ["hv-vendor-id"],
            Aliases = ["Signature"],
            Format = HvFieldFormat.Text,
        },
        new(
            new(HvVendor.Function, Edx, BitField.Whole),
            "SignatureEdx",
            "Characters 8 to 11 of the vendor signature; Linux guests recognise \"Microsoft Hv\" only.",
            Tlfs + " leaf 40000000H")
        {
            QemuFlags = ["hv-vendor-id"],
            Aliases = ["Signature"],
            Format = HvFieldFormat.Text,
        },
    ];

    private static HvField[] Leaf40000001() =>
    [
        new(
            new(HvInterface.Function, Eax, BitField.Whole),
            "Signature",
            "The interface the leaves follow: \"Hv#1\". KVM treats the guest as Hyper-V aware exactly when it is set.",
            Tlfs + " leaf 40000001H")
        {
            Aliases = ["InterfaceSignature"],
            Remark = "The TLFS lets a guest rely on it; Linux guests do not look at it and go by the vendor signature.",
            Format = HvFieldFormat.Text,
        },
    ];

    private static HvField[] Leaf40000002() =>
    [
        new(
            new(HvSystemIdentity.Function, Eax, BitField.Whole),
            "BuildNumber",
            "The hypervisor's build.",
            Tlfs + " leaf 40000002H")
        {
            QemuFlags = ["hv-version-id-build"],
            Values = HvFieldValues.Builds,
            Format = HvFieldFormat.Number,
        },
        new(new(HvSystemIdentity.Function, Ebx, new BitField(15, 0)), "Minor", "The hypervisor's minor version.", Tlfs + " leaf 40000002H")
        {
            QemuFlags = ["hv-version-id-minor"],
            Aliases = ["MinorVersion"],
            Format = HvFieldFormat.Number,
        },
        new(new(HvSystemIdentity.Function, Ebx, new BitField(31, 16)), "Major", "The hypervisor's major version.", Tlfs + " leaf 40000002H")
        {
            QemuFlags = ["hv-version-id-major"],
            Aliases = ["MajorVersion"],
            Format = HvFieldFormat.Number,
        },
        new(new(HvSystemIdentity.Function, Ecx, BitField.Whole), "ServicePack", "The hypervisor's service pack.", MuMsvm)
        {
            QemuFlags = ["hv-version-id-spack"],
            Remark = "The TLFS web page stops at EBX; the 2012 requirements paper and mu_msvm define it.",
            Format = HvFieldFormat.Number,
        },
        new(
            new(HvSystemIdentity.Function, Edx, new BitField(23, 0)),
            "ServiceNumber",
            "The number of the update within its service branch.",
            MuMsvm)
        {
            QemuFlags = ["hv-version-id-snumber"],
            Remark = "The TLFS web page stops at EBX; the 2012 requirements paper and mu_msvm define it.",
            Format = HvFieldFormat.Number,
        },
        new(
            new(HvSystemIdentity.Function, Edx, new BitField(31, 24)),
            "ServiceBranch",
            "The branch the hypervisor's updates come from.",
            MuMsvm)
        {
            QemuFlags = ["hv-version-id-sbranch"],
            Remark = "The TLFS web page stops at EBX; the 2012 requirements paper and mu_msvm define it.",
            Format = HvFieldFormat.Number,
        },
    ];
}
