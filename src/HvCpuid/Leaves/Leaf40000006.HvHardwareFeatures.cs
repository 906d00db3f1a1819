using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000006H: what the hypervisor makes of the machine's hardware (TLFS, "Feature and interface discovery").</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct HvHardwareFeatures(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 40000006H.</summary>
    public const uint Function = 0x40000006;

    private const uint FeaturesMask = 0xFFFFC3FF;
    private static readonly BitField HypervisorLevelBits = new(13, 10);
    private static readonly BitField DeviceDomainInputWidthBits = new(7, 0);

    /// <summary>EAX[13:10]. How deep the hypervisor is nested, 0 to 15; 0 = not at all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is greater than 0xF.</exception>
    public byte HypervisorLevel
    {
        get => (byte)HypervisorLevelBits.Extract(Registers.Eax);
        init => Registers = Registers with { Eax = HypervisorLevelBits.Insert(Registers.Eax, value) };
    }

    /// <summary>EAX[31:14], EAX[9:0]. The hardware features, bits without a name included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value has bits outside EAX[31:14], EAX[9:0].</exception>
    public HvHardwareFlags Features
    {
        get => (HvHardwareFlags)(Registers.Eax & FeaturesMask);
        init => Registers = Registers with { Eax = BitFlags.Replace(Registers.Eax, FeaturesMask, (uint)value) };
    }

    /// <summary>EBX[7:0]. Address bits of a device domain (OpenVMM).</summary>
    public byte DeviceDomainInputWidth
    {
        get => (byte)DeviceDomainInputWidthBits.Extract(Registers.Ebx);
        init => Registers = Registers with { Ebx = DeviceDomainInputWidthBits.Insert(Registers.Ebx, value) };
    }
}

/// <summary>Leaf 40000006H, EAX[31:14], EAX[9:0]: hardware features.</summary>
[Flags]
public enum HvHardwareFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EAX[0]. The hypervisor uses the processor's help for the APIC's overlay page.</summary>
    ApicOverlayAssist = 1u << 0,

    /// <summary>EAX[1]. The hypervisor uses MSR bitmaps.</summary>
    MsrBitmaps = 1u << 1,

    /// <summary>EAX[2]. The hypervisor uses architectural performance counters.</summary>
    ArchitecturalPerformanceCounters = 1u << 2,

    /// <summary>EAX[3]. The hypervisor uses second level address translation: EPT or NPT.</summary>
    SecondLevelAddressTranslation = 1u << 3,

    /// <summary>EAX[4]. The hypervisor uses DMA remapping: an IOMMU.</summary>
    DmaRemapping = 1u << 4,

    /// <summary>EAX[5]. The hypervisor uses interrupt remapping.</summary>
    InterruptRemapping = 1u << 5,

    /// <summary>EAX[6]. The machine has a memory patrol scrubber.</summary>
    MemoryPatrolScrubber = 1u << 6,

    /// <summary>EAX[7]. The hypervisor protects memory from devices.</summary>
    DmaProtection = 1u << 7,

    /// <summary>EAX[8]. The hypervisor wants the HPET.</summary>
    HpetRequested = 1u << 8,

    /// <summary>EAX[9]. Synthetic timers are volatile.</summary>
    VolatileSyntheticTimers = 1u << 9,

    /// <summary>EAX[14]. Interrupts must use the physical destination mode.</summary>
    PhysicalDestinationModeRequired = 1u << 14,

    /// <summary>EAX[15]. Alias maps are switched by VMFUNC.</summary>
    VmfuncForAliasMapSwitch = 1u << 15,

    /// <summary>EAX[16]. The hypervisor has hardware that zeroes memory.</summary>
    HardwareMemoryZeroing = 1u << 16,

    /// <summary>EAX[17]. Unrestricted guest mode is there.</summary>
    UnrestrictedGuest = 1u << 17,

    /// <summary>EAX[18]. Resource allocation is there: RDT-A.</summary>
    ResourceAllocation = 1u << 18,

    /// <summary>EAX[19]. Resource monitoring is there: RDT-M.</summary>
    ResourceMonitoring = 1u << 19,

    /// <summary>EAX[20]. Guests can have a virtual performance monitoring unit.</summary>
    GuestVirtualPmu = 1u << 20,

    /// <summary>EAX[21]. Guests can have virtual last branch records.</summary>
    GuestVirtualLbr = 1u << 21,

    /// <summary>EAX[22]. Guests can have virtual Intel Processor Trace.</summary>
    GuestVirtualIpt = 1u << 22,

    /// <summary>EAX[23]. The hypervisor can emulate the APIC.</summary>
    ApicEmulation = 1u << 23,

    /// <summary>EAX[24]. The hypervisor uses the ACPI watchdog action table.</summary>
    AcpiWdat = 1u << 24,

    /// <summary>EAX[25]. The hypervisor keeps the hardware watchdog to itself.</summary>
    HardwareWatchdogReserved = 1u << 25,

    /// <summary>EAX[26]. Accesses by devices can be tracked.</summary>
    DeviceAccessTracking = 1u << 26,

    /// <summary>EAX[27]. Hardware tracks accesses to guest physical addresses.</summary>
    HardwareGpaAccessTracking = 1u << 27,
}
