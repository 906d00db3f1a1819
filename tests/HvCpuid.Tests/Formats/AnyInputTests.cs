using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Formats;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Formats;

/// <summary>Whatever the bytes are: a dump or the documented error, and memory by the length of the input.</summary>
public class AnyInputTests
{
    private const int BytesPerByte = 24;
    private const int BytesAnyway = 64 * 1024;
    private static readonly HvCpuidFormat?[] Forces = [null, HvCpuidFormat.CpuidRaw, HvCpuidFormat.KvmCpuid2, HvCpuidFormat.Json];

    private static readonly byte[][] Valid =
    [
        Sample.Bytes(Sample.TwoCpus),
        Sample.Bytes(JsonFormat.Write(Sample.Read(Sample.TwoCpus).Cpus[0].Set, indented: true)),
        Sample.Bytes("""{"leaves":[{"function":"0x40000003","registers":{"eax":"0x1","ebx":"0x2","ecx":"0x3","edx":"0x4"},"fields":[]}],"error":"E"}"""),
        Structure(Sample.Read(Sample.TwoCpus).Cpus[0].Set),
    ];

    private static readonly Gen<byte> AnyByte = Gen.Frequency(
        (3, Gen.Choose(0, 255).Select(value => (byte)value)),
        (1, Gen.Elements("\0\r\n\t {}[]\",:0xCPU=aEF9\uFEFF"u8.ToArray())));

    // A piece of a valid input is replaced by a random piece, or by a piece of another valid input; several times over.
    private static readonly Gen<byte[]> Mutated =
        from seed in Gen.Elements(Valid)
        from edits in Gen.Choose(1, 4).SelectMany(count => Gen.ArrayOf(Edit(), count))
        select edits.Aggregate(seed, (input, edit) => edit(input));

    [Fact]
    public void TryRead_ArbitraryBytes_GivesADumpOrAnError() =>
        Prop.ForAll(Gen.ArrayOf(AnyByte).ToArbitrary(), Holds).QuickCheckThrowOnFailure();

    [Fact]
    public void TryRead_MutatedInputs_GiveADumpOrAnError() =>
        Prop.ForAll(Mutated.ToArbitrary(), Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    // Inputs that ask for the most objects per byte.
    [Theory]
    [InlineData("CPU {0}:\n")]
    [InlineData("CPU {0}:\n0x400001ff 0x0: eax=0x00000000 ebx=0x00000000 ecx=0x00000000 edx=0x00000000\n")]
    [InlineData("0x4{0:x7} 0x0: eax=0x00000000 ebx=0x00000000 ecx=0x00000000 edx=0x00000000\n")]
    [InlineData("\n")]
    [InlineData("\"function\":{0},\"eax\":0,\"ebx\":0,\"ecx\":0,\"edx\":0", "{\"entries\":[{", "},{", "}]}")]
    [InlineData("\"x{0}\":[[{{}}]]", "{", ",", "}")]
    [InlineData("{{}}", "{\"entries\":[", ",", "]}")]
    [InlineData("[]", "{\"error\":[", ",", "]}")]
    public void TryRead_ManySmallParts_TakesMemoryByTheLength(string part, string before = "", string between = "", string after = "")
    {
        IEnumerable<string> parts = Enumerable.Range(0x40000000, 20_000)
            .Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, part, part.Contains("fun", StringComparison.Ordinal) ? i : i - 0x40000000));
        Assert.True(Holds(Sample.Bytes(before + string.Join(between, parts) + after)));
    }

    [Fact]
    public void TryRead_LargestInputsWithoutALineEnd_AreRefusedByTheirFirstBytes()
    {
        byte[] input = new byte[HvCpuidFormats.MaximumLength];
        Assert.All("\0x0 {"u8.ToArray(), fill =>
        {
            input.AsSpan().Fill(fill);

            // The first call of all makes tables that stay; they are not this input's.
            HvCpuidFormats.TryRead(input.AsSpan(0, 0x4000).ToArray(), out _, out _);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.False(HvCpuidFormats.TryRead(input, out _, out HvCpuidFormatError? error));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, BytesAnyway);
            Assert.Equal(1, error.Line);
            Assert.InRange(error.Message.Length, 1, 400);
        });
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void TryRead_InputOfTheLargestSize_IsReadAndOneByteMoreIsNot(int more, bool read)
    {
        byte[] input = new byte[HvCpuidFormats.MaximumLength + more];
        input.AsSpan().Fill((byte)' ');
        for (int end = 0xFF; end < input.Length; end += 0x100)
        {
            input[end] = (byte)'\n';
        }

        Sample.Bytes("CPU 0:\n   0x40000001 0x00: eax=0x31237648 ebx=0x00000000 ecx=0x00000000 edx=0x00000000").CopyTo(input, 0);

        Assert.Equal(read, HvCpuidFormats.TryRead(input, out HvCpuidDump? dump, out HvCpuidFormatError? error));
        Assert.Equal(read ? 1 : null, dump?.Cpus[0].Set.Count);
        Assert.Equal(read ? null : "expected at most 67108864 bytes, found 67108865", error?.Message);
    }

    private static bool Holds(byte[] input)
    {
        bool holds = true;
        foreach (HvCpuidFormat? force in Forces)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool isRead = HvCpuidFormats.TryRead(input, force, out HvCpuidDump? dump, out HvCpuidFormatError? error);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            holds &= allocated <= ((long)BytesPerByte * input.Length) + BytesAnyway;
            holds &= isRead ? dump is { Cpus.Count: > 0 } && error is null : dump is null && IsPresentable(error!, input.Length);
        }

        return holds;
    }

    private static bool IsPresentable(HvCpuidFormatError error, int length) =>
        error.Message.Length is > 0 and < 1000
        && !error.Message.Any(char.IsControl)
        && error.Offset >= 0 && error.Offset <= length
        && (error.Line == 0) == (error.Column == 0);

    private static Gen<Func<byte[], byte[]>> Edit() =>
        from at in Gen.Choose(0, 1000)
        from removed in Gen.Choose(0, 12)
        from donor in Gen.Elements(Valid)
        from donorAt in Gen.Choose(0, 1000)
        from donorLength in Gen.Choose(0, 90)
        from random in Gen.Choose(0, 4).SelectMany(count => Gen.ArrayOf(AnyByte, count))
        from isDonated in Gen.Elements(true, false)
        select new Func<byte[], byte[]>(input =>
        {
            int start = at % (input.Length + 1);
            byte[] inserted = isDonated ? [.. donor.Skip(donorAt % donor.Length).Take(donorLength)] : random;
            return [.. input.Take(start), .. inserted, .. input.Skip(start + removed)];
        });

    private static byte[] Structure(HvCpuidSet set)
    {
        byte[] bytes = new byte[KvmCpuid2Format.GetByteCount(set)];
        KvmCpuid2Format.Write(set, bytes);
        return bytes;
    }
}
