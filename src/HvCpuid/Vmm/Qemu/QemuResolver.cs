using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>One configuration on one host by one QEMU.</summary>
internal sealed class QemuResolver
{
    private readonly QemuVmm _vmm;
    private readonly QemuBehavior _behavior;
    private readonly HvConfigurationEdits? _edits;
    private readonly QemuView _view;
    private readonly HvConfiguration _asked;
    private readonly HvConfiguration _configuration;
    private readonly HvFixes _fixes;
    private readonly List<HvVcpuEnabling> _enabled = [];
    private List<HvSwitchFinding>? _findings;
    private ushort _evmcs;

    /// <summary>A configuration on a host.</summary>
    /// <param name="vmm">The QEMU.</param>
    /// <param name="asked">The configuration as it was asked for.</param>
    /// <param name="configuration">The same with the defaults of release and machine type.</param>
    /// <param name="edits">The text that it is from; null where there is none.</param>
    /// <param name="host">The host.</param>
    public QemuResolver(QemuVmm vmm, HvConfiguration asked, HvConfiguration configuration, HvConfigurationEdits? edits, HvHost host)
    {
        (_vmm, _behavior, _edits) = (vmm, vmm.Behavior, edits);
        _view = vmm.View(host, configuration, configuration.Mode == HvConfigurationMode.Passthrough);
        bool hostModel = configuration.Mode == HvConfigurationMode.HostModel;
        (_asked, _configuration) = hostModel ? (HostModel(asked), HostModel(configuration)) : (asked, configuration);
        _fixes = new HvFixes(_view.Query, edits?.Language ?? HvConfigurationLanguage.Qemu);
    }

    private bool Passthrough => _configuration.Mode == HvConfigurationMode.Passthrough;

    private bool Copies => Passthrough && _behavior.Has(QemuTrait.PassthroughCopies);

    /// <summary>The outcome.</summary>
    public HvResolution Resolve()
    {
        Add(QemuFindings.Machine(_vmm));
        Add(QemuFindings.Unknown(_vmm, _asked, _edits, signed: false));
        Add(QemuFindings.VpIndexNotSettable(_configuration, _edits, _view));
        Add(QemuFindings.Unknown(_vmm, _asked, _edits, signed: true));
        bool offers = _configuration.IsEnabled && _view.HasHyperV;
        if (offers && _view.Answer.Refusal is { } refusal)
        {
            Add(QemuFindings.Refused(refusal, _view.Query!.Value));
            return Done(null, HvSwitches.None);
        }

        HvSwitches switches = HvSwitches.None;
        bool early = _behavior.Has(QemuTrait.ChecksBeforeVcpu) && _view.Answer.AskedOn == HvAskedOn.System;
        Add(early ? [] : QemuFindings.UserspaceApic(_vmm));
        if (offers)
        {
            switches = Check();
        }

        Add(early ? QemuFindings.UserspaceApic(_vmm) : []);
        if (offers && !Stopped)
        {
            Enable(switches);
        }

        if (_configuration.IsEnabled && !_view.HasHyperV)
        {
            WithoutHyperV();
        }

        HvCpuidSet? set = offers ? Lay(switches) : HvCpuidSet.Empty;
        // Of a switch at which QEMU stops, no guest sees anything.
        Add(QemuFindings.Warnings(_vmm, _asked, _configuration, _edits, _view, switches).Where(finding => finding.Id != HvSwitchFindingIds.NotHonoured || !StopsAt(finding.Flag)));
        return Done(set, switches);
    }

    private HvSwitches Check()
    {
        bool evmcsFirst = _behavior.Has(QemuTrait.EnablesEvmcsBeforeAsking);
        HvSwitches named = _configuration.Switches & _behavior.Switches;
        if (evmcsFirst && !Stopped && (Passthrough || (named & HvSwitches.Evmcs) != 0))
        {
            Evmcs(named);
        }

        HvSwitches switches = named;
        if (Copies)
        {
            Add(QemuChecks.Copied(_behavior, _configuration, _view, _fixes, out switches).Where(IsNew));
        }
        else if (Passthrough)
        {
            switches |= _view.Supported & (_behavior.Has(QemuTrait.PassthroughTakesSynDbg) ? HvSwitches.All : ~HvClosure.OnlyOnRequest);
            Add(QemuChecks.SynicAlone(_configuration, switches, _view, _fixes));
        }
        else if ((named & _view.Unsure) != 0 || Faulty(named))
        {
            Add(QemuChecks.Explicit(_behavior, _configuration, _view, _fixes).Where(IsNew));
        }

        return switches;
    }

    private bool StopsAt(string flag) => _findings?.Exists(known => known.StopsVmm && known.Flag == flag) == true;

    // Before 6.1 hv-evmcs is refused when it cannot be enabled, and not once more for what KVM does not report then.
    private bool IsNew(HvSwitchFinding finding) => _findings is null || !_findings.Exists(known => known.Id == finding.Id && known.Flag == finding.Flag && known.Message == finding.Message);

    // Most configurations have no fault: three comparisons say so.
    private bool Faulty(HvSwitches named)
    {
        HvSwitches required = HvSwitches.None;
        foreach (QemuSwitch row in _behavior.Rows)
        {
            bool counts = (named & row.Row.Switch) != 0 && !(row.Row.RequirementsCheckedLast && _configuration.SynicKvmOnly);
            required |= counts ? row.Row.Requires : HvSwitches.None;
        }

        return (named & ~_view.Supported) != 0 || (required & ~named) != 0;
    }

    private void WithoutHyperV()
    {
        HvSwitches told = _findings?.Exists(finding => finding.Id == HvSwitchFindingIds.NoHyperV) == true ? HvSwitches.VpIndex : HvSwitches.None;
        HvSwitches switches = _configuration.Switches & _behavior.Switches & ~told;
        bool synic = (switches & HvSwitches.Synic) != 0 && _behavior.Has(QemuTrait.EnablesSynicAfterLeaves);
        if (synic && !Stopped)
        {
            EnableSynic();
        }

        Add(QemuFindings.NoHyperV(_configuration, synic ? switches & ~HvSwitches.Synic : switches));
    }

    private void EnableSynic()
    {
        KvmCapability capability = QemuQuestion.SynicOf(_configuration.SynicKvmOnly);
        KvmOutcome outcome = _view.Enabling[capability].Outcome;
        _enabled.Add(new HvVcpuEnabling(capability, 0, outcome) { AfterLeaves = _behavior.Has(QemuTrait.EnablesSynicAfterLeaves) });
        Add(outcome.IsDone ? [] : QemuFindings.SynicRefused(_vmm, _view));
    }

    private void Enable(HvSwitches switches)
    {
        if ((switches & HvSwitches.Synic) != 0)
        {
            EnableSynic();
        }

        if ((switches & HvSwitches.Evmcs) != 0 && !_behavior.Has(QemuTrait.EnablesEvmcsBeforeAsking) && !Stopped)
        {
            Evmcs(switches);
        }

        if (_configuration.EnforceCpuid && !Stopped)
        {
            KvmOutcome outcome = _view.Enabling[KvmCapability.HyperVEnforceCpuid].Outcome;
            _enabled.Add(new HvVcpuEnabling(KvmCapability.HyperVEnforceCpuid, 1, outcome));
            Add(outcome.IsDone ? [] : [QemuFindings.EnforcementRefused()]);
        }
    }

    private void Evmcs(HvSwitches wanted)
    {
        (KvmOutcome outcome, ushort version) = _view.Enabling[KvmCapability.HyperVEnlightenedVmcs];
        _enabled.Add(new HvVcpuEnabling(KvmCapability.HyperVEnlightenedVmcs, 0, outcome));
        _evmcs = version;
        if ((wanted & HvSwitches.Evmcs) == 0)
        {
            return;
        }

        if (!outcome.IsDone)
        {
            Add(QemuFindings.EvmcsRefused(_fixes));
        }
        else if (!_behavior.Has(QemuTrait.EnablesEvmcsBeforeAsking))
        {
            Add(QemuFindings.EvmcsVersions(_configuration, version, _fixes, out EvmcsVersionRange? given));
            _evmcs = given?.Word ?? 0;
        }
    }

    private HvCpuidSet Lay(HvSwitches switches)
    {
        if (Copies)
        {
            return _view.TakesRetries ? WithSpinlocks(_view.Set) : _view.Set;
        }

        uint retries = !Passthrough || _view.TakesRetries ? _configuration.SpinlockRetries : _view.Set.Recommendations?.SpinlockRetries ?? 0;
        QemuValues values = Passthrough ? QemuValues.Of(_view.Set, retries) : QemuValues.Of(_configuration);
        return QemuLayout.Build(_behavior, _configuration, switches, (switches & HvSwitches.Evmcs) != 0 ? _evmcs : (ushort)0, values, _view.Set);
    }

    private HvCpuidSet WithSpinlocks(HvCpuidSet set) => set.TryGet(HvRecommendations.Function, out CpuidRegisters leaf)
        ? set.ToBuilder().Set(HvRecommendations.Function, leaf with { Ebx = _configuration.SpinlockRetries }).ToSet()
        : set;

    private HvConfiguration HostModel(HvConfiguration configuration)
    {
        HvSwitches offered = _view.Usable & ~configuration.Excluded & ~HvClosure.OnlyOnRequest;
        bool retriesGiven = configuration.SpinlockRetries != HvConfiguration.Default.SpinlockRetries;
        return configuration with
        {
            Mode = HvConfigurationMode.Custom,
            Excluded = HvSwitches.None,
            Switches = configuration.Switches | HvClosure.Downward(offered),
            SpinlockRetries = retriesGiven || _view.Set.Recommendations is not { } host ? configuration.SpinlockRetries : host.SpinlockRetries,
        };
    }

    private bool Stopped => _findings is not null && _findings.Exists(finding => finding.StopsVmm);

    private void Add(IEnumerable<HvSwitchFinding> findings)
    {
        foreach (HvSwitchFinding finding in findings)
        {
            (_findings ??= []).Add(finding);
        }
    }

    private HvResolution Done(HvCpuidSet? set, HvSwitches switches)
    {
        bool stopped = Stopped;
        IReadOnlyList<HvSwitchFinding> findings = _findings is null ? [] : [.. _findings.OrderByDescending(finding => finding.Severity).ThenByDescending(finding => finding.StopsVmm)];
        return new HvResolution(_vmm, _asked, _view.Answer, stopped ? null : set, findings)
        {
            Effective = _configuration,
            Switches = stopped ? HvSwitches.None : switches,
            EvmcsVersions = !stopped && (switches & HvSwitches.Evmcs) != 0 && _evmcs != 0 ? new EvmcsVersionRange(_evmcs & 0xFF, _evmcs >> 8) : null,
            Enabled = _enabled,
        };
    }
}
