using System.Globalization;
using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>Reads QEMU's command line, option by option (qemu-options.hx and system/vl.c).</summary>
internal sealed class QemuCommandLineReader
{
    private const int MaxCharacters = 0x100000;
    private const string SystemEmulator = "qemu-system-";
    private const string LogVersion = "qemu version: ";
    private static readonly HashSet<string> Marks = ["-cpu", "--cpu", "-machine", "--machine", "-M", "-accel", "--accel", "-smp", "--smp", "-global", "--global"];

    // What stands behind a mark in a command; in YAML's lists, a line's end does.
    private static readonly char[] Separators = [' ', '\t', '\0'];
    private static readonly string[] X86 = ["x86", "i386"];
    private static readonly string[] Accelerators = ["kvm", "tcg", "hvf", "whpx", "xen", "mshv", "nvmm", "nitro", "hax", "qtest"];

    // Of the options without an argument, those that stand before others in practice; behind an unknown one, a word without '-' is its argument.
    private static readonly HashSet<string> Alone =
    [
        "enable-kvm", "no-kvm", "no-acpi", "no-hpet", "nodefaults", "no-user-config", "no-reboot", "no-shutdown", "no-fd-bootchk", "S", "s", "h", "help", "version",
        "daemonize", "nographic", "snapshot", "usb", "full-screen", "preconfig", "only-migratable", "no-quit", "win2k-hack", "singlestep",
    ];

    // What asks QEMU of itself, and starts no VM where nothing is said of one.
    private static readonly HashSet<string> Questions = ["version", "help", "h"];

    // Names that people choose: an hv- in them means nothing.
    private static readonly HashSet<string> Names = ["name", "pidfile", "uuid", "D", "qmp", "monitor", "serial", "chardev", "object", "blockdev", "drive", "device", "netdev", "smbios", "fw_cfg", "append", "kernel", "initrd", "hda", "hdb", "hdc", "hdd", "cdrom"];

    private readonly List<string> _notes = [];
    private readonly List<VmWord> _globals = [];
    private readonly List<VmWord> _machines = [];
    private VmWord? _cpu;
    private VmWord? _variable;
    // Of several -accel the first counts; of -machine accel= and its older spellings, which no QEMU takes beside -accel, the last.
    private bool? _accelerator;
    private bool? _kvm;
    private QemuIrqchip _irqchip;
    private string? _name;
    private int? _vcpus;
    private int? _maximumVcpus;

    private QemuCommandLineReader()
    {
    }

    /// <summary>True for text in which a QEMU command stands.</summary>
    public static bool IsIn(string text) => text.Length <= MaxCharacters && (text.Contains("qemu-") || Marks.Any(mark => Separators.Any(separator => text.Contains(mark + separator))))
        && ShellCommand.Split(text, IsMark).Any(words => Start(words) is not null);

    /// <summary>Reads the command in a text; of several the last, or the last of the VM that is named.</summary>
    public static VmDefinition Read(string text, string? name = null)
    {
        if (text.Length > MaxCharacters)
        {
            throw VmErrors.At(HvTextPlace.At(1, 1), $"The command line is too long: expected at most {MaxCharacters} characters, found {text.Length}");
        }

        List<IReadOnlyList<VmWord>> commands = Starts(text);
        if (commands.Count == 0)
        {
            throw VmErrors.At(HvTextPlace.At(1, 1), "There is no QEMU command in it: expected qemu-system-x86_64 and its options, -cpu among them");
        }

        commands = OfVm(commands, name);
        IReadOnlyList<VmWord> last = commands[commands.Count - 1];
        RefuseOtherArchitectures(last);
        QemuCommandLineReader reader = new();
        VmDefinition definition = reader.Options([.. last.Skip(Start(last)!.Value)]);
        if (IsQuestion(last))
        {
            throw last[0].Error("The command asks QEMU of itself and starts no VM: expected qemu-system-x86_64 and its options, -cpu among them");
        }

        string[] several = commands.Count > 1 ? [string.Format(CultureInfo.InvariantCulture, "{0} QEMU commands stand in it: the last is taken, {1}.", commands.Count, last[0].Place)] : [];
        return definition with { Qemu = VersionIn(text, last[0]), Notes = [.. several, .. definition.Notes] };
    }

    /// <summary>Reads the options that a management adds: libvirt's qemu:arg, Proxmox's args.</summary>
    public static VmDefinition Read(IReadOnlyList<VmWord> words) => new QemuCommandLineReader().Options(words);

    // The commands that start a VM. Where QEMU's own name begins one, another program's -cpu is its own affair.
    private static List<IReadOnlyList<VmWord>> Starts(string text)
    {
        List<IReadOnlyList<VmWord>> all = [.. ShellCommand.Split(text, IsMark).Where(words => Start(words) is not null)];
        List<IReadOnlyList<VmWord>> starts = all.FindAll(words => !IsQuestion(words));
        List<IReadOnlyList<VmWord>> named = starts.FindAll(words => words.Any(word => IsProgram(word.Text)));
        return named.Count > 0 ? named : starts.Count > 0 ? starts : all;
    }

    private static bool IsQuestion(IReadOnlyList<VmWord> words) => !words.Any(word => Marks.Contains(word.Text))
        && words.Any(word => word.Text.TrimStart('-') is var option && option.Length < word.Text.Length && Questions.Contains(option));

    // ps lists several VMs; a log or a script has several starts of one.
    private static List<IReadOnlyList<VmWord>> OfVm(List<IReadOnlyList<VmWord>> commands, string? name)
    {
        List<IReadOnlyList<VmWord>> found = name is null ? commands : commands.FindAll(words => NameOf(words) == name);
        string[] names = [.. commands.Select(NameOf).OfType<string>().Distinct()];
        string all = string.Join(", ", names.Select(each => Excerpt.Of(each)));
        return found.Count == 0 ? throw VmErrors.At(commands[0][0].Place, $"There is no VM '{Excerpt.Of(name!)}' in it: expected {(names.Length > 0 ? all : "a -name")}")
            : name is null && names.Length > 1 ? throw VmErrors.At(commands[commands.Count - 1][0].Place, $"There are several VMs in it: expected --domain and one of {all}")
            : found;
    }

    private static string? NameOf(IReadOnlyList<VmWord> words)
    {
        int at = Find(words, word => word.Text is "-name" or "--name");
        return at >= 0 && at + 1 < words.Count ? NameIn(words[at + 1]) : null;
    }

    // The options begin behind QEMU's name; in a part of a script at the first option. Many programs have a --cpu, but QEMU's own spelling has one dash:
    // with two, the words before it may be no other program's.
    private static int? Start(IReadOnlyList<VmWord> words)
    {
        int program = Find(words, word => IsProgram(word.Text));
        bool part = words[0].Text.Begins('-') || (words[0].Text.Begins('$') && words[0].Text.Length > 1) || words[0].Text.Ends('=');
        int option = Find(words, word => Marks.Contains(word.Text) && (part || word.Text[1] != '-'));
        return program >= 0 && words.Skip(program + 1).Any(word => word.Text.Begins('-')) ? program + 1 : option >= 0 ? Find(words, word => word.Text.Begins('-')) : null;
    }

    private static int Find(IReadOnlyList<VmWord> words, Predicate<VmWord> match)
    {
        int at = 0;
        while (at < words.Count && !match(words[at]))
        {
            at++;
        }

        return at < words.Count ? at : -1;
    }

    private static bool IsMark(string word) => Marks.Contains(word) || IsProgram(word);

    private static bool IsProgram(string word)
    {
        string name = ProgramName(word);
        return IsEmulator(name) || name is "qemu-kvm" or "kvm" or "qemu";
    }

    // With a colon behind it the name begins a message of QEMU's, as logs have them.
    private static bool IsEmulator(string name) => name.Begins(SystemEmulator) && !name.Ends(':');

    private static string ProgramName(string word) => word.Substring(word.LastIndexOf('/') + 1);

    private static void RefuseOtherArchitectures(IReadOnlyList<VmWord> words)
    {
        VmWord? other = words.FirstOrDefault(word => ProgramName(word.Text) is var name && IsEmulator(name)
            && !X86.Any(architecture => name.Begins(SystemEmulator + architecture)));
        if (other is not null)
        {
            throw other.Error($"'{other.Shown()}' is of another architecture than x86, which alone has Hyper-V's leaves: expected qemu-system-x86_64 or qemu-system-i386");
        }
    }

    // libvirt's log says before each start: starting up libvirt version: 9.0.0, qemu version: 7.2.22, kernel: …
    private static QemuRelease? VersionIn(string text, VmWord first)
    {
        int at = text.LastIndexOf(LogVersion, first.Offset(0), StringComparison.Ordinal);
        return at >= 0 && QemuRelease.TryParse(new string([.. text.Skip(at + LogVersion.Length).TakeWhile(letter => char.IsDigit(letter) || letter == '.')]), out QemuRelease release) ? release : null;
    }

    private VmDefinition Options(IReadOnlyList<VmWord> words)
    {
        for (int at = 0; at < words.Count; at++)
        {
            VmWord word = words[at];
            if (word.Text.Length < 2 || word.Text[0] != '-')
            {
                Misplaced(word, "no option");
                _variable ??= word.Text.Any(letter => letter == '$') ? word : null;
                continue;
            }

            string option = word.Text.Substring(word.Text[1] == '-' ? 2 : 1);
            RefuseJoined(word, option);
            bool argument = !Alone.Contains(option) && at + 1 < words.Count && (Takes(option) || !words[at + 1].Text.Begins('-'));
            VmWord? value = argument ? words[++at] : null;
            Take(word, option, value ?? (Takes(option) ? throw word.Error($"{word.Shown()} has no argument: expected {word.Shown()} and a value") : null));
        }

        return Definition();
    }

    private static void RefuseJoined(VmWord word, string option)
    {
        string before = option.Split('=')[0];
        if (before.Length < option.Length && Takes(before))
        {
            throw word.Error($"'{word.Shown()}' is no option of QEMU's: expected -{before} and its value, with a blank between them and no '='");
        }
    }

    private static bool Takes(string option) => Marks.Contains("-" + option);

    private void Take(VmWord word, string option, VmWord? value)
    {
        switch (option)
        {
            case "cpu":
                _notes.AddRange(_cpu is null ? [] : [$"-cpu is there twice: QEMU takes the last, {value!.Place}."]);
                _cpu = Expanded(NoHelp(value!, "a model such as host, and flags"));
                break;
            case "machine" or "M":
                _machines.Add(Expanded(NoHelp(value!, "a machine such as q35")));
                _kvm = value!.Split(',').Select(part => part.Pair()).Where(pair => pair.Name.Text == "accel").Select(pair => (bool?)IsKvm((pair.Value ?? pair.Name).Split(':').First())).LastOrDefault() ?? _kvm;
                break;
            case "accel":
                Accelerator(value!);
                break;
            case "enable-kvm":
                _kvm = true;
                break;
            case "no-kvm":
                _kvm = false;
                break;
            case "smp":
                Smp(value!);
                break;
            case "global":
                _globals.Add(value!);
                break;
            case "readconfig":
                _notes.Add($"-readconfig {value?.Shown()} is not read ({word.Place}).");
                break;
            default:
                _name = option == "name" && value is not null ? NameIn(value) : _name;
                Misplaced(Names.Contains(option) ? null : value, "-" + Excerpt.Of(option));
                break;
        }
    }

    private static VmWord NoHelp(VmWord value, string expected) => value.Text is "help" or "?" ? throw value.Error($"'{value.Text}' lists what there is and starts no VM: expected {expected}") : value;

    private static VmWord Expanded(VmWord value)
    {
        int variable = value.Text.IndexOf('$');
        return variable < 0 ? value : throw value.Error($"'{value.Slice(variable, value.Text.Length - variable).Shown()}' is a variable of the shell: expected its value, as ps or QEMU's log shows it", variable);
    }

    private static string NameIn(VmWord value) => value.Split(',').Select(part => part.Pair()).Where(pair => pair.Value is null || pair.Name.Text == "guest").Select(pair => (pair.Value ?? pair.Name).Text).LastOrDefault() ?? "";

    // An enlightenment where QEMU takes none is a slip that QEMU may not tell.
    private static void Misplaced(VmWord? word, string where)
    {
        foreach (VmWord part in word?.Split(',') ?? [])
        {
            VmWord name = part.Pair().Name;
            string written = HvNames.Normalize(name.Text.TrimStart('+', '-'));
            if (HvNames.IsFlag(written) || (where == "no option" && written.Begins("hv-")))
            {
                throw part.Error($"'{part.Shown()}' stands behind {where}: expected it in the value of -cpu");
            }
        }
    }

    private void Accelerator(VmWord value)
    {
        foreach ((VmWord name, VmWord? said) in value.Split(',').Select(part => part.Pair()))
        {
            if (said is null || name.Text == "accel")
            {
                _accelerator ??= IsKvm(said ?? name);
            }
            else if (HvNames.Normalize(name.Text) == "kernel-irqchip")
            {
                _irqchip = Behind("pc,kernel-irqchip=", said).Machine().KernelIrqchip;
            }
        }

        Misplaced(value, "-accel");
    }

    private static bool IsKvm(VmWord name) => Accelerators.Contains(name.Text) ? name.Text == Accelerators[0]
        : throw name.Error($"'{name.Shown()}' is no accelerator of QEMU's: expected {string.Join(", ", Accelerators)}", 0, HvNames.Nearest(name.Text, Accelerators));

    private void Smp(VmWord value)
    {
        foreach ((VmWord name, VmWord? said) in value.Split(',').Select(part => part.Pair()))
        {
            bool number = int.TryParse((said ?? name).Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count);
            _vcpus = number && (said is null || name.Text == "cpus") ? count : _vcpus;
            _maximumVcpus = number && name.Text == "maxcpus" ? count : _maximumVcpus;
        }

        Misplaced(value, "-smp");
    }

    private VmDefinition Definition()
    {
        if (_cpu is null && _variable is not null)
        {
            // What stands in a variable may be the -cpu.
            Expanded(_variable);
        }

        QemuMachine? machine = Machine();
        HvConfigurationEdits cpu = _cpu?.Flags() ?? HvConfigurationEdits.None;
        HvConfigurationEdits edits = _globals.Select(value => Global(value, cpu.CpuModel)).OfType<HvConfigurationEdits>().Append(cpu).Aggregate((all, next) => all.Then(next));
        _notes.AddRange(cpu.CpuModel is { } model && !QemuCpuModels.IsModel(model) ? [$"'{Excerpt.Of(model)}' is no CPU model of QEMU's that is known here."] : Array.Empty<string>());
        return new VmDefinition(VmLanguage.QemuCommandLine, edits)
        {
            Name = _name,
            Machine = machine,
            UsesKvm = _accelerator ?? _kvm,
            Vcpus = _vcpus,
            MaximumVcpus = _maximumVcpus,
            Notes = _notes,
            NamesCpu = _cpu is not null,
        };
    }

    // QEMU merges several -machine, the later says what counts (machine_merge_property in system/vl.c).
    private QemuMachine? Machine()
    {
        QemuMachine? machine = null;
        foreach (VmWord value in _machines)
        {
            Misplaced(value, "-machine");
            VmWord first = value.Split(',').First();
            bool typed = first.Pair().Value is null || first.Pair().Name.Text == "type";
            QemuMachine said = typed ? value.Machine() : Behind("pc,", value).Machine();
            QemuIrqchip irqchip = said.KernelIrqchip == QemuIrqchip.Default ? machine?.KernelIrqchip ?? QemuIrqchip.Default : said.KernelIrqchip;
            machine = (typed ? said : machine ?? said) with { KernelIrqchip = irqchip };
        }

        return _irqchip == QemuIrqchip.Default || machine is { KernelIrqchip: not QemuIrqchip.Default } ? machine : (machine ?? QemuMachine.Pc) with { KernelIrqchip = _irqchip };
    }

    // A word of which an error's place is at least its beginning.
    private static VmWord Behind(string head, VmWord value) =>
        new(head + value.Text, [.. Enumerable.Repeat(value.Offset(0), head.Length), .. Enumerable.Range(0, value.Text.Length + 1).Select(value.Offset)], value.Lines);

    // DRIVER.PROPERTY=VALUE, or driver=,property=,value=: of CPUs, those of all models or of the one that runs.
    private HvConfigurationEdits? Global(VmWord written, string? model)
    {
        VmWord? Named(string part) => written.Split(',').Select(piece => piece.Pair()).LastOrDefault(pair => pair.Name.Text == part).Value;
        VmWord value = Named("driver") is { } typed && Named("property") is { } named && Named("value") is { } given ? typed.Then('.', named).Then('=', given) : written;
        (VmWord name, VmWord? said) = value.Pair();
        int dot = name.Text.LastIndexOf('.');
        string property = HvNames.Normalize(name.Text.Substring(dot + 1));
        if (said is null || dot < 0 || (HvNames.Switch(property) is null && HvNames.Setting(property) is null && !property.Begins("hv-")))
        {
            Misplaced(value, "-global");
            return value.Text.Contains("=hv-") || value.Text.Contains("=hv_") ? throw value.Error($"'{value.Shown()}' is not understood: expected -global CPU.hv-x=on, as in x86_64-cpu.hv-time=on") : null;
        }

        string driver = name.Text.Substring(0, dot);
        if (driver != "cpu" && !driver.Ends("-cpu"))
        {
            throw value.Error($"'{Excerpt.Of(driver)}' is no CPU: expected x86_64-cpu, or a model's type such as host-x86_64-cpu, before .{Excerpt.Of(property)}");
        }

        bool all = driver is "cpu" or "x86-cpu" or "x86_64-cpu" or "i386-cpu";
        if (all || driver.Begins((model ?? "qemu64") + "-"))
        {
            return value.Slice(dot + 1, value.Text.Length - dot - 1).Flags();
        }

        _notes.Add($"-global {value.Shown()} is about another CPU model than {Excerpt.Of(model ?? "qemu64")}: it does nothing.");
        return null;
    }
}
