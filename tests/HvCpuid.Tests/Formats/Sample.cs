using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Formats;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Formats;

/// <summary>Sets for the laws of the formats, and the two texts that many tests begin with.</summary>
internal static class Sample
{
    /// <summary>Made up, in the form of a guest with two CPUs: ordinary leaves before and behind the hypervisor's, indexes up to two digits.</summary>
    public const string TwoCpus = """
        CPU 0:
           0x00000000 0x00: eax=0x0000001f ebx=0x756e6547 ecx=0x6c65746e edx=0x49656e69
           0x0000000d 0x3f: eax=0x00000000 ebx=0x00000000 ecx=0x00000000 edx=0x00000000
           0x40000000 0x00: eax=0x40000001 ebx=0x7263694d ecx=0x666f736f edx=0x76482074
           0x40000001 0x00: eax=0x31237648 ebx=0x00000000 ecx=0x00000000 edx=0x00000000
           0x80000000 0x00: eax=0x80000008 ebx=0x00000000 ecx=0x00000000 edx=0x00000000
        CPU 1:
           0x00000000 0x00: eax=0x0000001f ebx=0x756e6547 ecx=0x6c65746e edx=0x49656e69
           0x40000003 0x00: eax=0x00002aff ebx=0x00000830 ecx=0x00000000 edx=0x00080d12

        """;

    public static CpuidEntry NestedFeatures { get; } = new(0x4000000A, new CpuidRegisters(0x000E0101, 1, 2, 3));

    public static Gen<uint> Word { get; } = Gen.Choose(int.MinValue, int.MaxValue).Select(value => unchecked((uint)value));

    /// <summary>A random choice of functions in a random order: 40000000H–400000FFH, KVM's own, and some far beyond.</summary>
    public static Gen<HvCpuidSet> Any { get; } =
        from functions in Gen.Shuffle([.. Enumerable.Range(0, 0x100), 0x100, 0x101, 0x1FF, 0x200, 0x12345, 0xFFFFFFF])
        from count in Gen.Frequency((9, Gen.Choose(0, 20)), (1, Gen.Choose(0, functions.Length)))
        from words in Gen.ArrayOf(Word, 4 * count)
        select ToSet(functions, words, count);

    public static Gen<HvCpuidSet> NotEmpty { get; } = Any.Where(set => set.Count > 0);

    /// <summary>One CPU without a number, or up to five in any order, some of them without leaves.</summary>
    public static Gen<HvCpuidDump> Dump { get; } = Gen.OneOf(
        NotEmpty.Select(set => new HvCpuidDump(HvCpuidFormat.CpuidRaw, [new HvCpuidDumpCpu(null, set)])),
        from numbers in Gen.Shuffle([0, 1, 2, 10, 191, 999_999_999])
        from first in NotEmpty
        from others in Gen.Choose(0, numbers.Length - 1).SelectMany(count => Gen.ArrayOf(Any, count))
        select new HvCpuidDump(HvCpuidFormat.CpuidRaw, others.Append(first).Select((set, i) => new HvCpuidDumpCpu(numbers[i], set))));

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static HvCpuidSet ToSet(params CpuidEntry[] entries) => new HvCpuidSetBuilder().AddRange(entries).ToSet();

    public static HvCpuidDump Read(string text, HvCpuidFormat? force = null) => HvCpuidFormats.Read(Bytes(text), force);

    public static HvCpuidFormatException Refused(byte[] input, HvCpuidFormat? force = null)
    {
        HvCpuidFormatException exception = Assert.Throws<HvCpuidFormatException>(() => HvCpuidFormats.Read(input, force));
        Assert.False(HvCpuidFormats.TryRead(input, force, out HvCpuidDump? dump, out HvCpuidFormatError? error));
        Assert.Null(dump);
        Assert.Equal(exception.Error, error);
        Assert.Equal(exception.Message, error.Message);
        Assert.InRange(exception.Offset, 0, input.Length);
        return exception;
    }

    public static HvCpuidFormatException Refused(string text, HvCpuidFormat? force = null) => Refused(Bytes(text), force);

    private static HvCpuidSet ToSet(int[] functions, uint[] words, int count)
    {
        HvCpuidSetBuilder builder = new();
        for (int i = 0; i < count; i++)
        {
            CpuidRegisters registers = new(words[4 * i], words[(4 * i) + 1], words[(4 * i) + 2], words[(4 * i) + 3]);
            builder.Add(HvCpuidSet.FirstFunction + (uint)functions[i], registers);
        }

        return builder.ToSet();
    }
}
