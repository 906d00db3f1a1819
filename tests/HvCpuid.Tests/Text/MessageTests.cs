using System.Reflection;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Enlightenments;
using HvCpuid.Formats;
using HvCpuid.Registers;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Text;

/// <summary>No message of the library holds foreign text as it came.</summary>
public class MessageTests
{
    /// <summary>Every public static method that makes something of one text and throws where it cannot.</summary>
    public static TheoryData<string, string> Parsers =>
        [.. typeof(BitAddress).Assembly.GetExportedTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.Name.StartsWith("Parse", StringComparison.Ordinal) && method.GetParameters()[0].ParameterType == typeof(string))
            .Select(method => (method.DeclaringType!.FullName!, method.Name)).Distinct()];

    [Theory]
    [MemberData(nameof(Parsers))]
    public void Parse_HostileText_IsRefusedWithAPrintableMessage(string type, string name)
    {
        MethodInfo method = typeof(BitAddress).Assembly.GetType(type)!.GetMethods().First(method => method.Name == name && method.GetParameters()[0].ParameterType == typeof(string));
        Prop.ForAll(Hostile.Texts.ToArbitrary(), text =>
        {
            object?[] arguments = [text, .. method.GetParameters().Skip(1).Select(_ => (object?)null)];
            try
            {
                _ = method.Invoke(null, arguments);
            }
            catch (TargetInvocationException exception)
            {
                return Hostile.IsPrintable(exception.InnerException!.Message);
            }

            return arguments.OfType<IReadOnlyList<string>>().All(told => told.All(Hostile.IsPrintable));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Parsers_OfTheLibrary_AreFound() => Assert.InRange(Parsers.Count, 5, int.MaxValue);

    [Fact]
    public void ParseLibvirt_HostileNamesAndValues_AreShown() => Prop.ForAll(Hostile.Texts.Two().ToArbitrary(), pair =>
    {
        (string one, string other) = pair;
        string[] documents = [$"<hyperv mode=\"{one}\"/>", $"<hyperv><{one} state='{other}'/></hyperv>", $"<hyperv><relaxed state='{one}'/></hyperv>", $"<{one}>", $"<hyperv>&{one};"];
        return documents.All(document =>
        {
            try
            {
                LibvirtXml.Parse(document, out IReadOnlyList<string> ignored);
                return ignored.All(Hostile.IsPrintable);
            }
            catch (HvConfigurationException exception)
            {
                return Hostile.IsPrintable(exception.Message);
            }
        });
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void TryRead_HostileBytes_AreRefusedWithAPrintableReason()
    {
        string[] frames = ["{0}", "CPU 0:\n   0x40000000 0x00: eax=0x{0}", "{{\"{0}\":1}}", "{{\"entries\":[{{\"function\":\"{0}\"}}]}}", "{{\"error\":\"{0}\",\"message\":\"{0}\"}}", "{{\"{0}"];
        HvCpuidFormat?[] formats = [null, .. Enum.GetValues<HvCpuidFormat>().Cast<HvCpuidFormat?>()];
        Prop.ForAll(Hostile.Texts.ToArbitrary(), text => Array.TrueForAll(frames, frame => Array.TrueForAll(formats, format =>
        {
            byte[] input = Encoding.UTF8.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, frame, text));
            return HvCpuidFormats.TryRead(input, format, out HvCpuidDump? dump, out HvCpuidFormatError? error)
                ? dump.Note is null || Hostile.IsPrintable(dump.Note)
                : Hostile.IsPrintable(error.Message);
        }))).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }
}
