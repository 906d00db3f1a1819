using HvCpuid.Enlightenments;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Verbs;

/// <summary>What verbs share that ask as a VMM does, or tell its switches.</summary>
internal static class VmmChoice
{
    /// <summary>The names of all presets.</summary>
    public static string[] Presets() => [.. HvPresetTable.All.Concat(HvFieldPresetTable.All).Select(preset => preset.Name)];

    /// <summary>Refuses a VM that KVM does not run.</summary>
    /// <param name="text">What the VM is given; null for nothing.</param>
    /// <exception cref="ToolFailure">QEMU's emulator runs it.</exception>
    public static void RequireKvm(Wishes? text)
    {
        if (text is { Definition.UsesKvm: false })
        {
            throw ToolFailure.NotThere("this VM does not run on KVM but on another accelerator, such as QEMU's own emulator (TCG): KVM gives it no Hyper-V leaf, whatever the switches.");
        }
    }

    /// <summary>The VMM: what the command line says goes before what the VM's definition says.</summary>
    /// <param name="vmm">What <c>--vmm</c> says; null for nothing.</param>
    /// <param name="machine">What <c>--machine</c> says; null for nothing.</param>
    /// <param name="definition">What the VM's definition says; null where there is none.</param>
    /// <param name="console">For notes.</param>
    /// <exception cref="ToolFailure">It is none.</exception>
    public static HvVmm Read(string? vmm, string? machine, VmDefinition? definition, ToolConsole console)
    {
        try
        {
            QemuRelease? logged = vmm is null && definition?.Qemu is { } release && release >= QemuVmm.Oldest.Release ? release : null;
            console.Note(logged is null ? [] : [$"the log says QEMU {logged}: --vmm takes another."]);
            return HvVmm.Parse(vmm ?? (logged is null ? "qemu" : $"qemu:{logged}"), machine is null ? definition?.Machine : QemuMachine.Parse(machine));
        }
        catch (HvConfigurationException exception)
        {
            throw ToolFailure.Unusable($"--machine: {exception.Message}");
        }
        catch (FormatException exception)
        {
            throw ToolFailure.Unusable($"--vmm: {exception.Message}");
        }
    }

    /// <summary>What is not known of a VMM, to be said beside the answer.</summary>
    /// <param name="vmm">The VMM; null for none.</param>
    public static IEnumerable<string> Notes(HvVmm? vmm) => vmm?.Note is { } note ? [note] : [];

    /// <summary>The switches of an offer in a language in which VMs are described; what that cannot say is noted.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="language">The language.</param>
    /// <param name="console">For notes.</param>
    public static string Switches(HvOffer offer, OutputFormat language, ToolConsole console)
    {
        IReadOnlyList<string> notExpressible = [];
        string text = language switch
        {
            OutputFormat.Qemu => offer.ToFlags() + "\n",
            OutputFormat.Libvirt => offer.Explicit.ToLibvirt(out notExpressible) + "\n",
            OutputFormat.Proxmox => offer.Explicit.ToProxmox(out notExpressible),
            _ => offer.Explicit.ToKubeVirt(out notExpressible),
        };
        string has = language switch
        {
            OutputFormat.Libvirt => "libvirt's XML has no element",
            OutputFormat.Proxmox => "a Proxmox VM's configuration has no line",
            _ => "KubeVirt has no field",
        };
        console.Note(notExpressible.Select(what => $"{has} for {what}."));
        return text;
    }
}
