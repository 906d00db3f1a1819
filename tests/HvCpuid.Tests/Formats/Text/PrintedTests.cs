using HvCpuid.Formats;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Formats;

/// <summary>Every published system, in every format, with every noise: read, and nothing else.</summary>
public class PrintedTests
{
    public static TheoryData<HvCpuidFormat, string> All
    {
        get
        {
            TheoryData<HvCpuidFormat, string> all = [];
            foreach (HvCpuidFormat format in Printed.Lines.Keys)
            {
                foreach (string noise in Printed.Noises.Keys)
                {
                    all.Add(format, noise);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Read_PrintedSystem_IsTheSystem(HvCpuidFormat format, string noise) => Assert.Multiple([.. Printed.Systems.Select(system => (Action)(() =>
    {
        string text = Printed.Noises[noise](Printed.Print(format, system.Value));
        IReadOnlyList<HvCpuidDump> dumps = HvCpuidFormats.ReadAll(Sample.Bytes(text));
        Assert.True(dumps.Count == 1, $"{system.Key}: {dumps.Count} dumps");
        Assert.Equal((system.Key, format), (system.Key, dumps[0].Format));
        Assert.Equal((system.Key, Printed.Set(system.Key)), (system.Key, Assert.Single(dumps[0].Cpus).Set));
        Assert.True(dumps[0].Cpus[0].Reading.IsWhole, system.Key);
    }))]);

    [Theory]
    [MemberData(nameof(All))]
    public void Recognize_PrintedSystem_IsItsFormat(HvCpuidFormat format, string noise)
    {
        byte[] text = Sample.Bytes(Printed.Noises[noise](Printed.Print(format, Printed.Systems["azure-f72s-v2"])));
        Assert.Equal(format, HvCpuidFormats.Recognize(text, text.Length));
    }

    // As a stream gives it: pieces end anywhere.
    [Theory]
    [MemberData(nameof(All))]
    public void Append_InPieces_ReadsTheSame(HvCpuidFormat format, string noise)
    {
        byte[] text = Sample.Bytes(Printed.Noises[noise](Printed.Print(format, Printed.Systems["azure-tdx"])));
        HvCpuidTextReader reader = new();
        int size = 1;
        for (int at = 0; at < text.Length; at += size, size = (size % 13) + 1)
        {
            size = Math.Min(size, text.Length - at);
            Assert.True(reader.Append(text.AsSpan(at, size)));
        }

        Assert.True(reader.TryFinish(out IReadOnlyList<HvCpuidDump>? dumps, out _));
        Assert.Equal(Printed.Set("azure-tdx"), Assert.Single(dumps).Cpus[0].Set);
    }

    public static TheoryData<HvCpuidFormat, string, string> Damages
    {
        get
        {
            TheoryData<HvCpuidFormat, string, string> all = [];
            foreach (HvCpuidFormat format in Printed.Lines.Keys)
            {
                string line = Printed.Lines[format](Printed.Systems["azure-f72s-v2"].Single(leaf => leaf.Function == 0x40000003)).Split('\n')[0];
                int words = line.IndexOf("2e7f", StringComparison.OrdinalIgnoreCase);
                string ebx = line.Contains("003b8030", StringComparison.Ordinal) ? "003b8030" : "003B8030";
                all.Add(format, "a digit too few", line.Remove(words, 1));
                all.Add(format, "a digit too many", line.Insert(words, "0"));
                all.Add(format, "O for 0", line.Replace(ebx, "O" + ebx[1..], StringComparison.Ordinal));
                all.Add(format, "another letter", line.Replace(ebx, ebx[..7] + "g", StringComparison.Ordinal));
                all.Add(format, "a digit of the leaf too few", line.Replace("40000003", "4000003", StringComparison.Ordinal));
                all.Add(format, "a digit of the leaf too many", line.Replace("40000003", "400000030", StringComparison.Ordinal));
                all.Add(format, "cut in a register", line[..(line.IndexOf(ebx, StringComparison.Ordinal) + 3)]);
                all.Add(format, "cut behind a register", line[..(line.IndexOf(ebx, StringComparison.Ordinal) + 8)]);
                all.Add(format, "a register missing", line.Remove(line.IndexOf(ebx, StringComparison.Ordinal), 8));
                all.Add(format, "two registers run together", line.Remove(line.IndexOf(ebx, StringComparison.Ordinal) + 8, 1));
                all.Add(format, "a typographic dash", line.Replace(ebx, "\u2013" + ebx[1..], StringComparison.Ordinal));
                all.Add(format, "the leaf twice", Printed.Lines[format](new CpuidEntry(0x40000004, default)).Split('\n')[0]);
            }

            return all;
        }
    }

    // In the middle of a good dump, in a mail: the line is named, whatever was done to it.
    [Theory]
    [MemberData(nameof(Damages))]
    public void Read_DamagedLine_IsToldWithItsNumber(HvCpuidFormat format, string damage, string line)
    {
        CpuidEntry[] leaves = Printed.Systems["azure-f72s-v2"];
        string before = "Hello,\n\n" + Printed.Print(format, leaves.TakeWhile(leaf => leaf.Function < 0x40000003));
        string behind = string.Concat(leaves.SkipWhile(leaf => leaf.Function <= 0x40000003).Select(leaf => Printed.Lines[format](leaf) + "\n")) + "Bye\n";
        int number = before.Count(c => c == '\n') + 1;
        HvCpuidFormatException exception = Sample.Refused(before + line + "\n" + behind);
        bool isTwice = damage == "the leaf twice";
        Assert.True(exception.Line == number + (isTwice ? 1 : 0), $"{damage}: expected line {number}, found {exception.Message}");
        Assert.Contains(isTwice ? "twice" : "expected ", exception.Message, StringComparison.Ordinal);
    }

    // A line that goes on below, in lines that quoted-printable broke: found by fuzzing.
    [Theory]
    [InlineData("guestCPUID level 40000004, 00\nJun guestCPUID level 40000005, 0: 0x00000000 0x000000=\n00 0x0000:17 0x000000=\n00 0x00000000\n")]
    [InlineData("guestCPUID level 40000003, 0: 0x00000262 0\nguestCPUID level 40000004, 0: 0x00000000 0xffffff=\nff: 0x00000000 0xffffff=\nff 0x00000000 0x00000000\n")]
    [InlineData("guestCPUID level 40000003, 0: 0x00000262\n0x0000=\n0000 0x000000=\n00 0x0000000g\n")]
    public void TryReadAll_WrappedBeforeSoftBreaks_TellsAPlaceOfTheInput(string lines)
    {
        string text = "Content-Transfer-Encoding: quoted-printable\n\n" + lines;

        Assert.False(HvCpuidFormats.TryReadAll(Sample.Bytes(text), null, out _, out HvCpuidFormatError? error));
        Assert.InRange(error.Offset, 0, text.Length);
        int line = text[..error.Offset].Count(c => c == '\n');
        int start = error.Offset == 0 ? 0 : text.LastIndexOf('\n', error.Offset - 1) + 1;
        Assert.Equal((line + 1, error.Offset - start + 1), (error.Line, error.Column));
    }

    [Fact]
    public void ReadAll_WrappedBeforeSoftBreaks_IsRead()
    {
        string text = "Content-Transfer-Encoding: quoted-printable\n\nguestCPUID level 40000003, 0: 0x00000262\n0x0000=\n0000 0x000000=\n00 0x00000007\n";

        Assert.Equal(new CpuidRegisters(0x262, 0, 0, 7), Assert.Single(HvCpuidFormats.Read(Sample.Bytes(text)).Cpus[0].Set).Registers);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Append_ByteOrderMarkInPieces_IsReadAsWhole(int length)
    {
        foreach (string text in new[] { "\uFEFFCPUID 40000000:00 = 00800\n", "\uFEFFCPUID 40000001:00 = 31237648 00000000 00000000 00000000 | Hv#1\n", "\uFEFF" })
        {
            byte[] bytes = Sample.Bytes(text);
            bool isRead = HvCpuidFormats.TryReadAll(bytes, HvCpuidFormat.TychoCpuid, out _, out HvCpuidFormatError? error);
            HvCpuidTextReader reader = new(HvCpuidFormat.TychoCpuid);
            for (int at = 0; at < bytes.Length; at += length)
            {
                reader.Append(bytes.AsSpan(at, Math.Min(length, bytes.Length - at)));
            }

            Assert.Equal((isRead, error), (reader.TryFinish(out _, out HvCpuidFormatError? wrong), wrong));
        }
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("=00")]
    public void Read_NulAmongDigitsOfQuotedPrintable_IsNoDigitLeftOut(string nul) =>
        Sample.Refused($"=3DguestCPUID level 4000000a, 0: 0x0000aaaa 0x00aaa0a0 0x0000000a 0x000aaaa{nul}a\n", HvCpuidFormat.VmwareLog);
}
