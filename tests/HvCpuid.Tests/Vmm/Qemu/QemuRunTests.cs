using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Tests.Vectors;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

/// <summary>What QEMU is said to do, held to what real QEMUs did.</summary>
public class QemuRunTests
{
    // Spellings that QEMU takes and the reader refuses, with the reason that it gives.
    internal static IReadOnlyList<(string Written, string Because)> Stricter { get; } =
    [
        ("hv-spinlocks=010", "the leading zero says octal"),
        ("hv-spinlocks=0b101", "decimal or with 0x hexadecimal"), // read by a QEMU built with glibc 2.38 or later, by none before
        ("hv-spinlocks=+5", "decimal or with 0x hexadecimal"),
        ("hv-vendor-id=1234567890123", "up to 12 printable ASCII characters"), // cut, with a warning
        ("hv-vendor-id=éè", "up to 12 printable ASCII characters"),
        ("hv-vendor-id=éééééé", "up to 12 printable ASCII characters"),
        ("hv-vendor-id", "has no value"), // the vendor 'on'
        ("hv-version-id-snumber=0x1000000", "a number from 0 to 16777215"), // cut to 24 bits
        ("hv-version-id-snumber=0xffffffff", "a number from 0 to 16777215"),
        ("x-hv-max-vps=-2", "a number from -1"),
    ];

    // On Linux 5.10 with nested=0 KVM writes version 0 (nested_get_evmcs_version), and QEMU refuses: 11.1 did in its runs. Where these two were
    // recorded nothing was written, and QEMU looked at what its stack held (supported_evmcs_version in hyperv_init_vcpu is not initialised).
    private static readonly (QemuRelease Release, string Flags)[] VersionNotWritten = [(new(7, 2, 22), "hv-vapic,hv-evmcs"), (new(7, 2, 22), "hv-passthrough")];

    public static TheoryData<string> Series => [.. QemuRun.All.Select(run => run.Release.Series.ToString()).Distinct()];

    [Theory]
    [MemberData(nameof(Series))]
    public void Resolve_WhatARealQemuWasGiven_IsWhatItDid(string series)
    {
        QemuRun[] runs = [.. QemuRun.All.Where(run => run.Release.Series == QemuRelease.Parse(series))];

        Assert.Multiple([.. runs.Select(run => (Action)(() => Compare(run)))]);
    }

    [Theory]
    [InlineData("qemu-runs.txt", 611)]
    [InlineData("qemu-runs-modelled.txt", 362)]
    public void Runs_OfAFile_AreAll(string file, int count)
    {
        QemuRun[] runs = [.. QemuRun.All.Where(run => run.File == file)];
        Assert.Equal((count, 4), (runs.Length, runs.Select(run => run.Release).Distinct().Count()));
    }

    private static void Compare(QemuRun run)
    {
        string name = run.ToString();
        HvConfigurationEdits edits;
        try
        {
            edits = QemuFlags.ParseEdits("qemu64," + run.Flags);
        }
        catch (HvConfigurationException refused)
        {
            (string Written, string Because)[] stricter = [.. Stricter.Where(row => run.Flags.Split(',').Contains(row.Written))];
            Assert.True(run.Leaves is null || stricter.Any(row => refused.Message.Contains(row.Because, StringComparison.Ordinal)), $"{name}: QEMU starts; {refused.Message}");
            return;
        }

        if (run.Host is { Nested: false, Vendor: CpuVendor.Intel } && run.Host.Kernel.Base < new KvmRelease(5, 11) && VersionNotWritten.Contains((run.Release, run.Flags)))
        {
            return;
        }

        HvResolution resolution = new QemuVmm(run.Release, run.Machine).Resolve(edits, HvHost.From(run.Host));
        string Shown(object? what) => $"{name}\n{what}";
        Assert.Equal(Shown(run.Message), Shown(resolution.First?.Message));
        Assert.Equal(Shown(run.Leaves), Shown(resolution.Set));
        Assert.Equal(Shown(string.Join(" ", run.Enabled)), Shown(string.Join(" ", resolution.Enabled.Where(enabling => !enabling.AfterLeaves).Select(Text))));
    }

    private static string Text(HvVcpuEnabling enabling) =>
        $"{(int)enabling.Capability}{(enabling.Argument == 0 ? "" : $":{enabling.Argument}")}{(enabling.Outcome.IsDone ? "" : "!")}";
}
