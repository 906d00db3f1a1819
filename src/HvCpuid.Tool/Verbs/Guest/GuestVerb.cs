using System.CommandLine;
using System.Globalization;
using HvCpuid.Documents;
using HvCpuid.Guest;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Text;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>guest</c>: what a guest concludes from a SOURCE's leaves, prints and switches on.</summary>
/// <remarks>JSON: <see cref="GuestDocument"/>. A refusal: <see cref="RefusalDocument"/>. All in docs/json.</remarks>
internal sealed class GuestVerb
{
    private readonly SourceOptions _source = new();
    private readonly ChoiceOption<GuestSystem> _as = VerbOptions.Choice("--as", "The guest's operating system.", GuestSystem.Linux, GuestSystem.FreeBsd, GuestSystem.Windows);
    private readonly Option<string> _kernel = new("--kernel")
    {
        Description = "The guest's Linux release, or what `uname -r` prints there. [default: the newest known]",
        HelpName = "K",
    };

    private readonly Option<string> _vcpus = new("--vcpus") { Description = "How many vCPUs the guest has. [default: 2]", HelpName = "N" };
    private readonly Option<string> _hz = new("--hz") { Description = "CONFIG_HZ of the guest's kernel. [default: 250]", HelpName = "N" };
    private readonly ChoiceOption<CpuVendor> _cpu = CpuOption.Create();
    private readonly ChoiceOption<OnOff> _x2apic = VerbOptions.Choice("--x2apic", "The guest is shown x2APIC, CPUID.00000001H:ECX[21].", OnOff.On, OnOff.Off);
    private readonly ChoiceOption<OnOff> _hpet = VerbOptions.Choice("--hpet", "The machine has an HPET.", OnOff.On, OnOff.Off);
    private readonly ChoiceOption<OnOff> _enforce = VerbOptions.Choice("--enforce", "KVM_CAP_HYPERV_ENFORCE_CPUID is enabled on the vCPUs.", OnOff.Off, OnOff.On);
    private readonly ChoiceOption<OutputFormat> _format = VerbOptions.Format(OutputFormat.Table, OutputFormat.Json);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        GuestVerb verb = new();
        Command command = new("guest", "What a guest makes of its leaves, line for line.")
        {
            verb._source.Argument, verb._as, verb._kernel, verb._vcpus, verb._hz, verb._cpu, verb._x2apic, verb._hpet, verb._enforce,
        };
        verb._source.AddTo(command);
        command.Add(verb._format);
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        OutputFormat format = result.Choice(_format);
        GuestSystem system = result.Choice(_as);
        LinuxGuestOptions options = Options(result);
        foreach (Option option in system == GuestSystem.Linux ? [] : new Option[] { _kernel, _vcpus, _hz, _cpu, _x2apic, _hpet, _enforce }.Where(result.IsGiven))
        {
            throw ToolFailure.Unusable($"{option.Name} is for --as linux: what {system.ToString().ToLowerInvariant()} does is told without it.");
        }

        SourceSet source = _source.Read(result, console, parts: system == GuestSystem.Linux);
        if (source.Refusal is { } refusal)
        {
            return Output.Refuse(format, refusal, console);
        }

        if (source.Query is { } query)
        {
            options = options with { Vendor = result.Vendor(_cpu, query.Host), HostKernel = query.Host.Kernel };
            console.Note(["these are the leaves that KVM supports, not those that a guest is shown: hvcpuid flags gives a guest's."]);
        }

        LinuxGuestView? linux = system == GuestSystem.Linux ? LinuxGuestView.From(source.Reading, Ordinary(result, source), options) : null;
        GuestDocument document = linux is not null ? GuestDocument.From(linux)
            : system == GuestSystem.FreeBsd ? GuestDocument.From(FreeBsdGuestView.From(source.Set))
            : GuestDocument.From(WindowsGuestView.From(source.Set));
        string name = linux is null ? system == GuestSystem.FreeBsd ? "FreeBSD" : "Windows"
            : $"Linux {options.Kernel}{(result.IsGiven(_kernel) ? "" : $" ({DefaultKernel.Remark("--kernel K")})")}";
        Output.Write(format, new Answer<GuestDocument>(page => GuestText.Add(page, $"{source.Description}: as {name} sees it", document, linux), () => document), console);
        return ExitCodes.Fine;
    }

    // Of a dump's ordinary leaves; what is said on the command line goes before them.
    private CpuidEntry[] Ordinary(ParseResult result, SourceSet source)
    {
        const uint X2Apic = 1u << 21;
        return
        [
            .. from entry in source.Ordinary
               where entry.Function != 0 || !result.IsGiven(_cpu)
               let features = entry.Registers
               select entry.Function != 1 || !result.IsGiven(_x2apic) ? entry
                   : entry with { Registers = features with { Ecx = result.Switch(_x2apic) ? features.Ecx | X2Apic : features.Ecx & ~X2Apic } },
        ];
    }

    private LinuxGuestOptions Options(ParseResult result)
    {
        LinuxGuestOptions options = new()
        {
            VcpuCount = Count(result, _vcpus, 2),
            TimerFrequency = Count(result, _hz, 250),
            Vendor = result.Vendor(_cpu, host: null),
            X2Apic = result.Switch(_x2apic),
            HasHpet = result.Switch(_hpet),
            Enforced = result.Switch(_enforce),
        };
        string? name = result.GetValue(_kernel);
        return name is null ? options
            : LinuxGuestKernel.TryParse(name, out LinuxGuestKernel? kernel) ? options with { Kernel = kernel }
            : throw ToolFailure.Unusable($"--kernel: '{Excerpt.Of(name)}' is not a Linux release: expected 6.12, 5.10.262 or what `uname -r` prints.");
    }

    private static int Count(ParseResult result, Option<string> option, int otherwise)
    {
        string? text = result.GetValue(option);
        return text is null ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0 ? count
            : throw ToolFailure.Unusable($"{option.Name}: expected a number of 1 or more, found '{Excerpt.Of(text)}'.");
    }
}

/// <summary>A guest's operating system.</summary>
internal enum GuestSystem
{
    /// <summary>Linux.</summary>
    Linux,

    /// <summary>FreeBSD.</summary>
    FreeBsd,

    /// <summary>Windows.</summary>
    Windows,
}
