using System.Globalization;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Sets;

/// <summary>Says in one line what leaves are, as far as they are known: whose interface, who gives it, its version, nesting and isolation.</summary>
internal static class HvConclusion
{
    private const string NoHyperV = "no Hyper-V leaves";

    /// <summary>The line, without a full stop.</summary>
    public static string Of(HvOrigin origin)
    {
        if (origin.Reading.Set.Count == 0)
        {
            return origin.Reading.IsComplete ? "No leaves from 40000000H on: no hypervisor, or one that shows none" : "Nothing is known of any hypervisor leaf";
        }

        return origin.IsHyperV ? string.Join(", ", Parts(origin)) : Another(origin);
    }

    private static IEnumerable<string> Parts(HvOrigin origin)
    {
        yield return Interface(origin);
        if (origin.Value(HvBits.NestedInHyperV) == 1)
        {
            yield return "nested in another Hyper-V";
        }

        if (origin.Value(HvBits.EnlightenedVmcs) == 1 && origin.Value(HvBits.EnlightenedVmcsVersions) is > 0 and uint versions)
        {
            yield return string.Format(CultureInfo.InvariantCulture, "eVMCS {0}..{1}", versions & 0xFF, versions >> 8);
        }

        if (Isolation(origin) is { } isolation)
        {
            yield return isolation;
        }
    }

    private static string Interface(HvOrigin origin)
    {
        string? version = Version(origin);
        string named = version is null ? "" : $" ({version})";
        return origin.Giver switch
        {
            HypervisorInterface.HyperV when origin.IsRootPartition => $"Hyper-V{Spaced(version)} root partition",
            HypervisorInterface.HyperV when version is null && origin.Value(HvBits.BuildNumber) == 0 => "Hyper-V interface given by OpenVMM or another virtualization stack of Microsoft's, without a version",
            HypervisorInterface.HyperV => $"Azure or Hyper-V{Spaced(version)} guest",
            HypervisorInterface.Kvm => $"Hyper-V interface given by {(IsQemus(origin) ? "KVM/QEMU" : "KVM")}{named}",
            HypervisorInterface.Other when origin.Others.Count > 0 => $"Hyper-V interface{named}, another's behind it with signature '{origin.Others[0].Signature}'",
            { } giver when HypervisorTable.For(giver) is { } row => $"Hyper-V interface given by {row.Name}{named}",
            _ => version is null && origin.Value(HvBits.BuildNumber) == 0 ? "Hyper-V interface without a version" : $"Hyper-V interface{named}",
        };
    }

    // QEMU moves KVM's leaves to 40000100H, and signs as Microsoft unless it is told otherwise; the plain copy of KVM's answer signs as KVM.
    private static bool IsQemus(HvOrigin origin) => origin.Others.Count > 0 || origin.Signature != AsciiSignature.LinuxKvmHv;

    private static string Another(HvOrigin origin)
    {
        string name = HypervisorTable.For(origin.Interface)?.Name is { } known ? Possessive(known) : "Another hypervisor's";
        string version = origin.Interface == HypervisorInterface.Xen && origin.Reading.Set.Contains(HvInterface.Function) && origin.Value(HvBits.InterfaceSignature) is { } xen
            ? string.Format(CultureInfo.InvariantCulture, " ({0}.{1})", xen >> 16, xen & 0xFFFF) : "";
        string signature = origin.Interface == HypervisorInterface.Other && origin.Signature is { } signed ? $", signature '{signed}'" : "";
        string given = origin.Giver is { } giver && giver != origin.Interface && HypervisorTable.For(giver) is { } row ? $" given by {row.Name}" : "";
        return $"{name}{(given.Length > 0 ? "" : " own")} interface{version}{signature}{given}: {NoHyperV}";
    }

    private static string Possessive(string name) => Capital(name) + (name[name.Length - 1] == 's' ? "'" : "'s");

    private static string Capital(string name) => name == "bhyve" ? name : char.ToUpperInvariant(name[0]) + name.Substring(1);

    private static string Spaced(string? text) => text is null ? "" : " " + text;

    private static string? Version(HvOrigin origin) => (origin.Value(HvBits.Major), origin.Value(HvBits.Minor), origin.Value(HvBits.BuildNumber)) is ({ } major, { } minor, { } build) && (major | minor | build) != 0
        ? string.Format(CultureInfo.InvariantCulture, "{0}.{1}.{2}", major, minor, build)
        : null;

    private static string? Isolation(HvOrigin origin)
    {
        string? type = origin.Value(HvBits.Isolation) switch
        {
            0 => "not isolated",
            1 => origin.Value(HvBits.IsolationType) switch
            {
                null => "isolated",
                0 => "isolated, but of no type",
                1 => "VBS",
                2 => "SEV-SNP",
                3 => "TDX",
                { } other => string.Format(CultureInfo.InvariantCulture, "isolation type {0}", other),
            },
            _ => null,
        };
        return type is not null && origin.Value(HvBits.Isolation) == 1 && origin.Value(HvBits.ParavisorPresent) == 1 ? type + " with a paravisor" : type;
    }
}
