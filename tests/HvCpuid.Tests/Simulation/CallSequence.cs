using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Tests.Simulation;

/// <summary>What a random program does in one line; <see cref="Call"/> has the descriptor and two numbers.</summary>
internal enum CallKind
{
    Open,
    Close,
    CreateVm,
    CreateIrqchip,
    SplitIrqchip,
    CreateVcpu,
    Evmcs,
    Synic,
    Enforce,
    Supported,
    SetCpuid,
    GetCpuid,
    MarkRun,
    Smt,
}

/// <summary>One call of a random program. Its text is the C# that makes it.</summary>
internal sealed record Call(CallKind Kind, int Fd, uint A, uint B)
{
    public static byte[] Entries(uint count, uint seed) => [.. Enumerable.Range(0, (int)count * 40).Select(i => unchecked((byte)(i + (seed * 50))))];

    /// <summary>What the simulation answers: the result, and the page of answers.</summary>
    public string Run(Caller caller)
    {
        caller.Clean();
        int result = Kind switch
        {
            CallKind.Open => caller.Table.Open(),
            CallKind.Close => caller.Table.Close(Fd),
            CallKind.CreateVm => caller.Ioctl(Fd, KvmRequest.CreateVm),
            CallKind.CreateIrqchip => caller.Ioctl(Fd, KvmRequest.CreateIrqchip),
            CallKind.SplitIrqchip => caller.Enable(Fd, KvmCapability.SplitIrqchip, A * 1000),
            CallKind.CreateVcpu => caller.Ioctl(Fd, KvmRequest.CreateVcpu, A),
            CallKind.Evmcs => caller.Enable(Fd, KvmCapability.HyperVEnlightenedVmcs, A % 4 == 0 ? 0 : Caller.Answers, B / 6),
            CallKind.Synic => caller.Enable(Fd, KvmCapability.HyperVSynic),
            CallKind.Enforce => caller.Enable(Fd, KvmCapability.HyperVEnforceCpuid, A),
            CallKind.Supported => caller.Fill(Fd, KvmRequest.GetSupportedHvCpuid, A + 2),
            CallKind.SetCpuid => caller.SetCpuid(Fd, Entries(A % 4, B % 2)),
            CallKind.GetCpuid => caller.Fill(Fd, KvmRequest.GetCpuid2, A % 6),
            CallKind.MarkRun => caller.MarkRun(Fd),
            _ => caller.SwitchSmt(A % 2 == 0),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{result} {Convert.ToHexString(caller.Answer[..512])}");
    }

    public override string ToString() => Kind switch
    {
        CallKind.Open => "caller.Table.Open();",
        CallKind.Close => $"caller.Table.Close({Fd});",
        CallKind.CreateVm => $"caller.Ioctl({Fd}, KvmRequest.CreateVm);",
        CallKind.CreateIrqchip => $"caller.Ioctl({Fd}, KvmRequest.CreateIrqchip);",
        CallKind.SplitIrqchip => $"caller.Enable({Fd}, KvmCapability.SplitIrqchip, {A * 1000});",
        CallKind.CreateVcpu => $"caller.Ioctl({Fd}, KvmRequest.CreateVcpu, {A});",
        CallKind.Evmcs => $"caller.Enable({Fd}, KvmCapability.HyperVEnlightenedVmcs, {(A % 4 == 0 ? "0" : "Caller.Answers")}, flags: {B / 6});",
        CallKind.Synic => $"caller.Enable({Fd}, KvmCapability.HyperVSynic);",
        CallKind.Enforce => $"caller.Enable({Fd}, KvmCapability.HyperVEnforceCpuid, {A});",
        CallKind.Supported => $"caller.Fill({Fd}, KvmRequest.GetSupportedHvCpuid, {A + 2});",
        CallKind.SetCpuid => $"caller.SetCpuid({Fd}, Call.Entries({A % 4}, {B % 2}));",
        CallKind.GetCpuid => $"caller.Fill({Fd}, KvmRequest.GetCpuid2, {A % 6});",
        CallKind.MarkRun => $"caller.MarkRun({Fd});",
        _ => $"caller.SwitchSmt({(A % 2 == 0 ? "true" : "false")});",
    };
}

/// <summary>A random program on a random host. Its text is the C# that runs it.</summary>
internal sealed record CallSequence(string Release, CpuVendor Vendor, bool Nested, IReadOnlyList<Call> Calls)
{
    public static Arbitrary<CallSequence> Arbitrary { get; } = Arb.From(
        from release in Gen.Elements("5.7", "5.10.223", "5.14", "6.1.192", "7.2.13")
        from vendor in Gen.Frequency((3, Gen.Constant(CpuVendor.Intel)), (1, Gen.Constant(CpuVendor.Amd)))
        from nested in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
        from start in Gen.Elements(Starts)
        from calls in Gen.ListOf(AnyCall)
        select new CallSequence(release, vendor, nested, [.. start, .. calls]),
        Shrink);

    private static Call[][] Starts =>
    [
        [],
        [new(CallKind.CreateVm, 3, 0, 0), new(CallKind.CreateVcpu, 4, 0, 0)],
        [new(CallKind.CreateVm, 3, 0, 0), new(CallKind.CreateIrqchip, 4, 0, 0), new(CallKind.CreateVcpu, 4, 0, 0), new(CallKind.CreateVcpu, 4, 1, 0)],
    ];

    private static Gen<Call> AnyCall =>
        from kind in Gen.Elements(Enum.GetValues<CallKind>())
        from fd in Gen.Choose(3, 8)
        from a in Gen.Choose(0, 9)
        from b in Gen.Choose(0, 7)
        select new Call(kind, fd, (uint)a, (uint)b);

    public Caller Start() => new(new KvmHost { Kernel = KvmRelease.Parse(Release), Vendor = Vendor, Nested = Nested });

    public override string ToString() => string.Join(
        "\n",
        [
            "",
            $"Caller caller = new(new KvmHost {{ Kernel = KvmRelease.Parse(\"{Release}\"), Vendor = CpuVendor.{Vendor}, Nested = {(Nested ? "true" : "false")} }});",
            .. Calls.Select(call => call.ToString()),
        ]);

    // Without a half, a quarter, … a single call; then with smaller numbers.
    private static IEnumerable<CallSequence> Shrink(CallSequence sequence)
    {
        IReadOnlyList<Call> calls = sequence.Calls;
        for (int length = calls.Count; length > 0; length /= 2)
        {
            for (int at = 0; at + length <= calls.Count; at += length)
            {
                yield return sequence with { Calls = [.. calls.Take(at), .. calls.Skip(at + length)] };
            }
        }

        for (int i = 0; i < calls.Count; i++)
        {
            foreach (Call smaller in new[] { calls[i] with { A = calls[i].A / 2 }, calls[i] with { B = calls[i].B / 2 } })
            {
                if (smaller != calls[i])
                {
                    yield return sequence with { Calls = [.. calls.Take(i), smaller, .. calls.Skip(i + 1)] };
                }
            }
        }
    }
}
