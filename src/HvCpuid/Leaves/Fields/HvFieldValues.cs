namespace HvCpuid.Leaves;

/// <summary>What single values of fields mean, for <see cref="HvField.Values"/>.</summary>
internal static class HvFieldValues
{
    private const uint Unlimited = 0xFFFFFFFF;

    /// <summary>
    /// The Windows whose hypervisor has a build (Microsoft, Windows Server release information and Windows 11 release information; of 7100, QEMU's
    /// hw/i386/pc.c).
    /// </summary>
    public static IReadOnlyDictionary<uint, string> Builds { get; } = new Dictionary<uint, string>
    {
        [6001] = "Windows Server 2008.",
        [6002] = "Windows Server 2008 SP2; Xen gives it unless told another.",
        [7100] = "Windows 7 release candidate; QEMU's machine types up to 6.1 give it.",
        [7600] = "Windows Server 2008 R2, Windows 7.",
        [7601] = "Windows Server 2008 R2 SP1, Windows 7 SP1.",
        [9200] = "Windows Server 2012, Windows 8.",
        [9600] = "Windows Server 2012 R2, Windows 8.1.",
        [10240] = "Windows 10 1507.",
        [10586] = "Windows 10 1511.",
        [14393] = "Windows Server 2016, Windows 10 1607; KVM and QEMU give it unless told another.",
        [15063] = "Windows 10 1703.",
        [16299] = "Windows 10 1709.",
        [17134] = "Windows 10 1803.",
        [17763] = "Windows Server 2019, Windows 10 1809.",
        [18362] = "Windows 10 1903.",
        [18363] = "Windows 10 1909.",
        [19041] = "Windows 10 2004.",
        [19042] = "Windows 10 20H2.",
        [19043] = "Windows 10 21H1.",
        [19044] = "Windows 10 21H2.",
        [19045] = "Windows 10 22H2.",
        [20348] = "Windows Server 2022.",
        [22000] = "Windows 11 21H2.",
        [22621] = "Windows 11 22H2.",
        [22631] = "Windows 11 23H2.",
        [25398] = "Windows Server 23H2.",
        [26100] = "Windows Server 2025, Windows 11 24H2.",
        [26200] = "Windows 11 25H2.",
    };

    /// <summary>Of a number of processors.</summary>
    public static IReadOnlyDictionary<uint, string> Processors { get; } = new Dictionary<uint, string> { [0] = "Not told.", [Unlimited] = "No limit is told." };

    /// <summary>Of <c>SpinlockRetries</c>.</summary>
    public static IReadOnlyDictionary<uint, string> SpinlockRetries { get; } = new Dictionary<uint, string> { [0] = "Off.", [Unlimited] = "The guest never tells the hypervisor of a long wait." };

    /// <summary>Of a version of the enlightened VMCS.</summary>
    public static IReadOnlyDictionary<uint, string> EvmcsVersion { get; } = new Dictionary<uint, string> { [0] = "None." };

    /// <summary>Of <c>IsolationType</c>.</summary>
    public static IReadOnlyDictionary<uint, string> IsolationType { get; } = new Dictionary<uint, string> { [0] = "Not isolated.", [1] = "VBS.", [2] = "SEV-SNP.", [3] = "TDX." };

    /// <summary>Of <c>HypervisorLevel</c>.</summary>
    public static IReadOnlyDictionary<uint, string> Level { get; } = new Dictionary<uint, string> { [0] = "The hypervisor runs on the machine itself." };

    /// <summary>Of a number that 0 leaves open.</summary>
    public static IReadOnlyDictionary<uint, string> NotTold { get; } = new Dictionary<uint, string> { [0] = "Not told." };
}
