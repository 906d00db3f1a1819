using System.Buffers.Binary;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Tests.Simulation;

/// <summary>KVM_GET_SUPPORTED_HV_CPUID against the fact sheet: every count, every state of the caller's memory, every byte.</summary>
public class SupportedHvCpuidReplayTests
{
    private const ulong Address = 0x50_0000;

    private static readonly uint[] Counts =
        [.. Enumerable.Range(0, 41).Select(count => (uint)count), 256, 257, 1_000_000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];

    [Theory]
    [MemberData(nameof(FactSheet.Releases), MemberType = typeof(FactSheet))]
    public void Call_AnySituationCountAndMemory_IsTheFactSheets(string release)
    {
        FactSheet sheet = FactSheet.Of(release);
        foreach (Situation situation in Situation.All)
        {
            Replay(sheet, situation);
        }
    }

    [Theory]
    [InlineData("6.8")]
    [InlineData("7.2.13")]
    public void Call_CompiledOut_IsEinvalForEveryArgument(string release)
    {
        foreach (Situation situation in Situation.All)
        {
            Replay(FactSheet.Of(release), situation with { CompiledOut = true });
        }
    }

    [Fact]
    public void Call_BuildWithMoreVcpus_SaysSoInLeaf5()
    {
        foreach (Situation situation in Situation.All)
        {
            Replay(FactSheet.Of("6.12.107"), situation with { MaxVcpus = 4096 });
        }
    }

    private static void Replay(FactSheet sheet, Situation situation)
    {
        Caller caller = new(situation.Host(sheet.Release));
        int fd = situation.System ? caller.System : caller.NewVcpu(situation.Lapic, situation.Evmcs);
        byte[] entries = sheet.Entries(situation);
        string? refusal = sheet.Refusal(situation);
        foreach (MemoryCase memory in MemoryCase.All)
        {
            memory.Map(caller.Memory, Address);
            foreach (uint count in Counts)
            {
                byte[] expected = memory.Prepare(count);
                string result = Expect(memory, refusal, count, entries, expected);
                string actual = Call(caller, fd, Address + memory.Offset);
                string what = $"{sheet.Release} {situation}, {memory.Name}, nent {count}";
                Assert.True(result == actual, $"{what}: expected {result}, was {actual}.");
                Assert.True(expected.AsSpan().SequenceEqual(memory.Bytes), $"{what}: the bytes differ.");
            }

            memory.Unmap(caller.Memory, Address);
        }

        Assert.Equal(situation.CompiledOut || (situation.System && !sheet.Has('y')) ? "EINVAL" : "EFAULT", Call(caller, fd, 0));
        Assert.Equal(situation.CompiledOut || (situation.System && !sheet.Has('y')) ? "EINVAL" : "EFAULT", Call(caller, fd, ulong.MaxValue - 3));
    }

    // The kernel's steps, a byte at a time. Returns what the call answers and turns the bytes into those it leaves.
    private static string Expect(MemoryCase memory, string? refusal, uint count, byte[] entries, byte[] bytes)
    {
        int start = (int)memory.Offset;
        if (refusal == "EINVAL")
        {
            return refusal;
        }

        for (int i = 0; i < 8; i++)
        {
            if (!memory.CanRead(start + i))
            {
                return "EFAULT";
            }
        }

        if (refusal is not null)
        {
            return refusal;
        }

        if (count < entries.Length / 40)
        {
            return "E2BIG";
        }

        for (int i = 0; i < entries.Length; i++)
        {
            if (!memory.CanWrite(start + 8 + i))
            {
                return "EFAULT";
            }

            bytes[start + 8 + i] = entries[i];
        }

        byte[] header = [.. bytes[start..(start + 8)]];
        BinaryPrimitives.WriteInt32LittleEndian(header, entries.Length / 40);
        for (int i = 0; i < 8; i++)
        {
            if (!memory.CanWrite(start + i))
            {
                return "EFAULT";
            }

            bytes[start + i] = header[i];
        }

        return "0";
    }

    private static string Call(Caller caller, int fd, ulong address)
    {
        try
        {
            int result = caller.Ioctl(fd, KvmRequest.GetSupportedHvCpuid, address);
            return result < 0 ? ((KvmErrno)(-result)).ToString() : $"{result}";
        }
        catch (KvmHostOopsException)
        {
            return "OOPS";
        }
    }
}
