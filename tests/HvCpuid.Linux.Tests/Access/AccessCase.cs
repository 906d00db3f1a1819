using HvCpuid.Access;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Linux.Tests.Access;

/// <summary>The Hyper-V leaves that a guest is shown, with a name.</summary>
internal sealed record AccessCase(string Name, HvCpuidSet Leaves)
{
    private const uint Hv1 = 0x31237648;
    private static readonly uint[] Functions = [0x40000000, 0x40000001, 0x40000003, 0x40000004, 0x40000082];

    // Every bit that a row asks for, or a value, or the input of a hypercall.
    private static readonly BitAddress[] Needs =
    [
        .. HvMsrTable.All.SelectMany(row => row.Needs)
            .Concat(HvMsrTable.All.Select(row => row.Values?.GuardedBy).OfType<BitAddress>())
            .Concat(HvHypercallTable.All.SelectMany(row => row.Needs))
            .Append(HvHypercallTable.KernelDebugging)
            .Append(HvHypercallTable.XmmInput)
            .Distinct(),
    ];

    private static readonly BitAddress SpinRetries = new(HvRecommendations.Function, CpuidRegister.Ebx, BitField.Whole);
    private static readonly HvCpuidSet Everything =
        With(Set(_ => new CpuidRegisters(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue)), SpinRetries, 0xFFF);

    private static readonly HvCpuidSet Nothing = Set(_ => default);

    public static IReadOnlyList<AccessCase> All { get; } =
    [
        new("every bit", Everything),
        new("every bit, spinlock retries FFFFFFFFH", With(Everything, SpinRetries, HvRecommendations.NeverNotify)),
        new("no bit", Nothing),
        new("no leaves", HvCpuidSet.Empty),
        new("every bit, not Hv#1", With(Everything, new BitAddress(HvInterface.Function, CpuidRegister.Eax, BitField.Whole), 0)),
        new("Hv#1 only", Only(HvInterface.Function)),
        .. Functions.Select(function => new AccessCase($"without leaf {BitAddress.FunctionText(function)}", Only([.. Functions.Where(other => other != function)]))),
        .. Needs.Select(need => new AccessCase($"every bit but {need}", With(Everything, need, 0))),
        .. Needs.Select(need => new AccessCase($"no bit but {need}", With(Nothing, need, 1))),
    ];

    public override string ToString() => Name;

    private static HvCpuidSet Set(Func<uint, CpuidRegisters> registersOf)
    {
        HvCpuidSetBuilder builder = new();
        foreach (uint function in Functions)
        {
            builder.Add(function, function switch
            {
                HvVendor.Function => new CpuidRegisters(0x40000082, 0x756E694C, 0x564B2078, 0x7648204D),
                HvInterface.Function => new CpuidRegisters(Hv1, 0, 0, 0),
                _ => registersOf(function),
            });
        }

        return builder.ToSet();
    }

    private static HvCpuidSet With(HvCpuidSet set, BitAddress address, uint value)
    {
        HvCpuidSetBuilder builder = new();
        foreach (CpuidEntry entry in set)
        {
            builder.Add(entry.Function, entry.Function == address.Function
                ? entry.Registers.With(address.Register, address.Bits.Insert(entry.Registers[address.Register], value))
                : entry.Registers);
        }

        return builder.ToSet();
    }

    private static HvCpuidSet Only(params uint[] functions) => new HvCpuidSetBuilder().AddRange(Everything.Where(entry => functions.Contains(entry.Function))).ToSet();
}
