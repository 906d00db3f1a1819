using System.Diagnostics;
using HvCpuid.Leaves;

namespace HvCpuid.Tests.Leaves;

public sealed class HvFieldNamesTests
{
    [Fact]
    public void FindByName_EveryNameOfEveryField_FindsIt()
    {
        Assert.All(HvFieldTable.All, field =>
        {
            string?[] names = [field.Name, field.LinuxName, .. field.QemuFlags, .. field.Aliases];
            Assert.All(names.OfType<string>(), name =>
            {
                Assert.Contains(field, HvFieldTable.FindByName(name));
                Assert.Contains(field, HvFieldTable.FindByName(name.ToUpperInvariant()));
                Assert.Contains(field, HvFieldTable.FindByName(" +" + name.ToLowerInvariant()));
            });

            Assert.All(field.QemuFlags, flag => Assert.Contains(field, HvFieldTable.FindByName(flag.Replace('-', '_'))));
        });
    }

    [Theory]
    [InlineData("hv-stimer-direct", "CPUID.40000003H:EDX[19]")]
    [InlineData("HV_X64_NESTED_DIRECT_FLUSH", "CPUID.4000000AH:EAX[17]")]
    [InlineData("HV_MSR_VP_RUNTIME_AVAILABLE", "CPUID.40000003H:EAX[0]")]
    [InlineData("HV_X64_MSR_VP_RUNTIME_AVAILABLE", "CPUID.40000003H:EAX[0]")]
    [InlineData("HV_DEPRECATING_AEOI_RECOMMENDED", "CPUID.40000004H:EAX[9]")]
    [InlineData("hv-apicv", "CPUID.40000004H:EAX[9]")]
    [InlineData("+hv_time", "CPUID.40000003H:EAX[1] CPUID.40000003H:EAX[9]")]
    [InlineData("hv-synic", "CPUID.40000003H:EAX[2] CPUID.40000003H:EBX[4] CPUID.40000003H:EBX[5]")]
    [InlineData("hv-vapic", "CPUID.40000003H:EAX[4] CPUID.40000004H:EAX[3]")]
    [InlineData("hv-frequencies", "CPUID.40000003H:EAX[11] CPUID.40000003H:EDX[8]")]
    [InlineData("hv-tlbflush", "CPUID.40000004H:EAX[2] CPUID.40000004H:EAX[11]")]
    [InlineData("hv-ipi", "CPUID.40000004H:EAX[10] CPUID.40000004H:EAX[11]")]
    [InlineData("hv-evmcs", "CPUID.40000004H:EAX[14] CPUID.4000000AH:EAX[7:0] CPUID.4000000AH:EAX[15:8]")]
    [InlineData("hv-vendor-id", "CPUID.40000000H:EBX CPUID.40000000H:ECX CPUID.40000000H:EDX")]
    [InlineData("hv-version-id-snumber", "CPUID.40000002H:EDX[23:0]")]
    [InlineData("hv-spinlocks", "CPUID.40000004H:EBX")]
    [InlineData("x-hv-max-vps", "CPUID.40000005H:EAX")]
    [InlineData("AccessReenlightenmentControls", "CPUID.40000003H:EAX[13] CPUID.40000009H:EAX[12]")]
    [InlineData("ReferencePageForSyncedTimeline", "CPUID.40000004H:EAX[16]")]
    [InlineData("KVM_FEATURE_PV_UNHALT", "CPUID.40000101H:EAX[7]")]
    [InlineData("kvmclock", "CPUID.40000101H:EAX[0] CPUID.40000101H:EAX[3]")]
    public void FindByName_KnownName_GivesItsAddresses(string name, string addresses) =>
        Assert.Equal(addresses, string.Join(' ', HvFieldTable.FindByName(name).Select(field => field.Address)));

    // The bits from 0 on as OpenVMM has them in vm/hv1/hvdef; where it names none, or no more than "nested", '-'.
    [Theory]
    [InlineData("CPUID.40000003H:EAX", "access_vp_runtime_msr access_partition_reference_counter access_synic_msrs access_synthetic_timer_msrs access_apic_msrs access_hypercall_msrs access_vp_index access_reset_msr access_stats_msr access_partition_reference_tsc access_guest_idle_msr access_frequency_msrs access_debug_msrs access_reenlightenment_ctrls access_root_scheduler_msr access_tsc_invariant_controls")]
    [InlineData("CPUID.40000003H:EBX", "create_partitions access_partition_id access_memory_pool adjust_message_buffers post_messages signal_events create_port connect_port access_stats - - debugging cpu_management configure_profiler access_vp_exit_tracing enable_extended_gva_ranges_flush_va_list access_vsm access_vp_registers - fast_hypercall_output enable_extended_hypercalls start_virtual_processor isolation")]
    [InlineData("CPUID.40000003H:EDX", "mwait_available_deprecated guest_debugging_available performance_monitors_available cpu_dynamic_partitioning_available xmm_registers_for_fast_hypercall_available guest_idle_available hypervisor_sleep_state_support_available numa_distance_query_available frequency_regs_available synthetic_machine_check_available guest_crash_regs_available debug_regs_available npiep1_available disable_hypervisor_available extended_gva_ranges_for_flush_virtual_address_list_available fast_hypercall_output_available svm_features_available sint_polling_mode_available hypercall_msr_lock_available direct_synthetic_timers register_pat_available register_bndcfgs_available watchdog_timer_available synthetic_time_unhalted_timer_available device_domains_available s1_device_domains_available lbr_available ipt_available cross_vtl_flush_available idle_spec_ctrl_available translate_gva_flags_available apic_eoi_intercept_available")]
    [InlineData("CPUID.40000004H:EAX", "use_hypercall_for_address_space_switch use_hypercall_for_local_flush use_hypercall_for_remote_flush_and_local_flush_entire use_apic_msrs use_hv_register_for_reset use_relaxed_timing use_dma_remapping_deprecated use_interrupt_remapping_deprecated use_x2_apic_msrs deprecate_auto_eoi use_synthetic_cluster_ipi use_ex_processor_masks - use_int_for_mbec_system_calls use_vmcs_enlightenments use_synced_timeline core_scheduler_requested use_direct_local_flush_entire no_non_architectural_core_sharing use_x2_apic restore_time_on_resume use_hypercall_for_mmio_access use_gpa_pinning_hypercall wake_vps")]
    public void FindByName_OpenVmmsNames_AreFound(string register, string names) =>
        Assert.All(names.Split(' ').Select((name, bit) => (name, bit)).Where(name => name.name != "-"), name =>
            Assert.Contains($"{register}[{name.bit}]", HvFieldTable.FindByName(name.name).Select(field => field.Address.ToString())));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("+")]
    [InlineData("hv-")]
    [InlineData("stimer-direct")]
    [InlineData("++hv-time")]
    [InlineData("hv-time=on")]
    [InlineData("hv-time\0")]
    public void FindByName_NoName_GivesNothing(string name) => Assert.Empty(HvFieldTable.FindByName(name));

    [Fact]
    public void FindByName_Null_IsRefused() => Assert.Throws<ArgumentNullException>("name", () => HvFieldTable.FindByName(null!));

    [Theory]
    [InlineData("hv-stimer-drect", "hv-stimer-direct")]
    [InlineData("hv_relax", "hv-relaxed")]
    [InlineData("AccessVpRuntimeReg", "AccessVpRunTimeReg")]
    [InlineData("HV_X64_NESTED_DIRECT_FLSH", "HV_X64_NESTED_DIRECT_FLUSH")]
    [InlineData("synic", "hv-synic")]
    public void Nearest_SlipOfTheKeyboard_GivesTheNameFirst(string name, string nearest) =>
        Assert.Equal(nearest, HvFieldTable.Nearest(name, 3)[0]);

    [Fact]
    public void Nearest_Count_IsKept()
    {
        Assert.Empty(HvFieldTable.Nearest("hv-stimer", 0));
        Assert.Equal(["hv-stimer"], HvFieldTable.Nearest("hv-stimer", 1));
        Assert.Equal(["hv-stimer", "hv-stimer-direct"], HvFieldTable.Nearest("hv-stimer", 2));
        Assert.InRange(HvFieldTable.Nearest("a", int.MaxValue).Count, 0, HvFieldTable.All.Count * 4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("zzzzzzzzzzzzzzzzzzzz")]
    public void Nearest_NothingNear_GivesNothing(string name) => Assert.Empty(HvFieldTable.Nearest(name, 5));

    [Fact]
    public void Nearest_WrongArguments_AreRefused()
    {
        Assert.Throws<ArgumentNullException>("name", () => HvFieldTable.Nearest(null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => HvFieldTable.Nearest("hv-time", -1));
    }

    [Fact]
    public void Nearest_AbsurdlyLongText_GivesNothingAtOnce()
    {
        string longText = new('h', 50_000_000);
        long start = Stopwatch.GetTimestamp();

        Assert.Empty(HvFieldTable.Nearest(longText, 5));
        Assert.Empty(HvFieldTable.FindByName(longText));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("UseApicMsrs", "CPUID.40000004H:EAX[3]")]
    [InlineData("use_apic_msrs", "CPUID.40000004H:EAX[3]")]
    [InlineData("use_vmcs_enlightenments", "CPUID.40000004H:EAX[14]")]
    [InlineData("UseExProcessorMasks", "CPUID.40000004H:EAX[11]")]
    public void FindByName_WindowsAndOpenVmmsNames_AreThoseOfTheField(string name, string address) => Assert.Equal(address, Assert.Single(HvFieldTable.FindByName(name)).Address.ToString());
}
