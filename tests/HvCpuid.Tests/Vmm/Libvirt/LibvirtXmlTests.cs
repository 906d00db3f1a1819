using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Enlightenments;
using HvCpuid.Registers;
using HvCpuid.Tests.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class LibvirtXmlTests
{
    private const string Domain = """
        <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
          <name>w</name>
          <features>
            <acpi/>
            <!-- a comment -->
            <hyperv mode='custom'>
              <relaxed state='on'/>
              <vapic state='on'/>
              <spinlocks state='on' retries='8191'/>
              <vpindex state='on'/>
              <runtime state='off'/>
              <synic state='on'/>
              <stimer state='on'>
                <direct state='on'/>
              </stimer>
              <vendor_id state='on' value='Some&#x2e;one'/>
              <tlbflush state='on'>
                <direct state='on'/>
                <extended state='on'/>
              </tlbflush>
              <emsr_bitmap state='on'/>
              <xmm_input state='on'/>
            </hyperv>
            <kvm><hidden state='on'/></kvm>
          </features>
          <clock offset='localtime'>
            <timer name='rtc' tickpolicy='catchup'/>
            <timer name='hpet' present='no'/>
            <timer name='hypervclock' present='yes'/>
          </clock>
          <devices><panic model='isa'/><panic model='hyperv'/></devices>
          <qemu:commandline><qemu:arg value='-x'/></qemu:commandline>
        </domain>
        """;

    [Fact]
    public void Parse_WholeDomain_TakesWhatIsInIt()
    {
        HvConfiguration expected = QemuFlags.Parse(
            "hv-relaxed,hv-vapic,hv-time,hv-crash,hv-vpindex,hv-synic,hv-stimer,hv-tlbflush,hv-stimer-direct,hv-emsr-bitmap,hv-xmm-input,hv-tlbflush-ext,hv-tlbflush-direct,"
            + "hv-spinlocks=0x1fff,hv-vendor-id=Some.one");
        Assert.Equal(expected, LibvirtXml.Parse(Domain));
    }

    [Theory]
    [InlineData("<hyperv><avic state='on'/></hyperv>", HvSwitches.Avic)]
    [InlineData("<features><acpi/><hyperv mode='custom'><ipi state='on'></ipi></hyperv></features>", HvSwitches.Ipi)]
    [InlineData("<domain><clock><timer name='hypervclock' present='no'/></clock></domain>", HvSwitches.None)]
    [InlineData("<domain><clock><timer name='hypervclock'/></clock></domain>", HvSwitches.None)]
    [InlineData("<hyperv><stimer state='off'><direct state='on'/></stimer><reset state='on'/></hyperv>", HvSwitches.Reset)]
    [InlineData("<domain/>", HvSwitches.None)]
    public void Parse_AnyRoot_IsTaken(string xml, HvSwitches switches) => Assert.Equal(new HvConfiguration { Switches = switches }, LibvirtXml.Parse(xml));

    [Fact]
    public void Parse_Modes_AreTaken()
    {
        Assert.Equal(HvConfigurationMode.Passthrough, LibvirtXml.Parse("<hyperv mode='passthrough'/>").Mode);
        HvConfiguration hostModel = LibvirtXml.Parse("<hyperv mode='host-model'><evmcs state='off'/><ipi state='on'/></hyperv>");
        Assert.Equal((HvConfigurationMode.HostModel, HvSwitches.Ipi, HvSwitches.Evmcs), (hostModel.Mode, hostModel.Switches, hostModel.Excluded));
    }

    [Fact]
    public void Parse_WhatToLibvirtPrinted_IsTheSameButForWhatItLists() => Prop.ForAll(Configurations.Any.ToArbitrary(), configuration =>
    {
        HvConfiguration sayable = Sayable(configuration);
        HvConfiguration parsed = LibvirtXml.Parse(configuration.ToLibvirt(out IReadOnlyList<string> unsaid));
        bool nothingLost = LibvirtXml.Parse(sayable.ToLibvirt(out IReadOnlyList<string> nothing)).Equals(sayable) && nothing.Count == 0;
        return nothingLost && (parsed.Equals(configuration) || unsaid.Count > 0 || configuration.Excluded != HvSwitches.None);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ToLibvirt_Configuration_IsTheXmlOnePastes()
    {
        string xml = QemuFlags.Parse("hv-time,hv-vpindex,hv-synic,hv-stimer,hv-stimer-direct,hv-crash,hv-spinlocks=0x1fff,hv-vendor-id=A&\"<").ToLibvirt(out IReadOnlyList<string> unsaid);
        Assert.Empty(unsaid);
        Assert.Equal(
            """
            <domain>
              <features>
                <hyperv mode="custom">
                  <vpindex state="on" />
                  <synic state="on" />
                  <stimer state="on">
                    <direct state="on" />
                  </stimer>
                  <spinlocks state="on" retries="8191" />
                  <vendor_id state="on" value="A&amp;&quot;&lt;" />
                </hyperv>
              </features>
              <clock>
                <timer name="hypervclock" present="yes" />
              </clock>
              <devices>
                <panic model="hyperv" />
              </devices>
            </domain>
            """.ReplaceLineEndings("\n"),
            xml.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void ToLibvirt_WhatLibvirtCannotSay_IsListed()
    {
        QemuFlags.Parse("hv-relaxed,hv-syndbg,hv-stimer-direct,hv-spinlocks=100,hv-version-id-build=1,hv-enforce-cpuid,x-hv-max-vps=4").ToLibvirt(out IReadOnlyList<string> unsaid);
        Assert.Equal(["hv-stimer-direct", "hv-syndbg", "hv-spinlocks=0x64", "hv-version-id-build=0x1", "hv-enforce-cpuid", "x-hv-max-vps=4"], unsaid);
    }

    [Theory]
    [InlineData("<hyperv>\n  <stimmer state='on'/>\n</hyperv>", 2, 4, "stimer")]
    [InlineData("<hyperv><tlbflush state='on'><extend state='on'/></tlbflush></hyperv>", 1, 31, "extended")]
    [InlineData("<hyperv><emsr-bitmap state='on'/></hyperv>", 1, 10, "emsr_bitmap")]
    [InlineData("<hyperv><relaxed state='on'><x/></relaxed></hyperv>", 1, 30, null)]
    [InlineData("<hyperv mode='pass-through'/>", 1, 2, "passthrough")]
    [InlineData("<hyperv><relaxed/></hyperv>", 1, 10, null)]
    [InlineData("<hyperv><relaxed state='yes'/></hyperv>", 1, 10, null)]
    [InlineData("<hyperv><spinlocks state='on'/></hyperv>", 1, 10, null)]
    [InlineData("<hyperv><spinlocks state='on' retries='4094'/></hyperv>", 1, 10, null)]
    [InlineData("<hyperv><spinlocks state='on' retries='many'/></hyperv>", 1, 10, null)]
    [InlineData("<hyperv><vendor_id state='on' value='thirteen char'/></hyperv>", 1, 10, null)]
    [InlineData("<cpu/>", 1, 2, null)]
    public void Parse_WhatIsWrong_NamesThePlaceAndTheNearest(string xml, int line, int column, string? suggestion)
    {
        HvConfigurationException error = Assert.Throws<HvConfigurationException>(() => LibvirtXml.Parse(xml));
        Assert.Equal((line, column, suggestion), (error.Line!.Value, error.Column!.Value, error.Suggestion));
        Assert.Contains($"(line {line}, column {column})", error.Message, StringComparison.Ordinal);
        Assert.Null(error.Offset);
    }

    [Theory]
    [InlineData("<!-- <x -->\n <!DOCTYPE a>\n<hyperv/>", "The XML cannot be read (line 2, column 2): <!DOCTYPE is never taken, nor entities of one's own: expected libvirt's elements alone, <domain>, <features> or <hyperv>.")]
    [InlineData("<hyperv>\n<relaxed state='&x;'/></hyperv>", "The XML cannot be read (line 2, column 18): Reference to undeclared entity 'x'.")]
    [InlineData("<hyperv><spinlocks state='on' retries='010000'/></hyperv>", "<spinlocks> has retries='010000': expected a number from 4095 to 4294967295, decimal or with 0x hexadecimal; the leading zero says octal: write 4096 if it is, 10000 if not (line 1, column 10)")]
    public void Parse_WhatIsWrong_SaysWhatWasExpected(string xml, string message) =>
        Assert.Equal(message, Assert.Throws<HvConfigurationException>(() => LibvirtXml.Parse(xml)).Message);

    [Fact]
    public void Parse_XmlBeyondTheLimits_NamesThem()
    {
        Assert.Equal(
            "The XML is too long: expected at most 1048576 characters, found 1048577.",
            Assert.Throws<HvConfigurationException>(() => LibvirtXml.Parse(new string(' ', 1048577))).Message);
        Assert.Equal(
            "The XML is nested too deep: expected at most 64 elements in one another (line 1, column 199)",
            Assert.Throws<HvConfigurationException>(() => LibvirtXml.Parse("<domain>" + string.Concat(Enumerable.Repeat("<a>", 70)))).Message);
    }

    [Theory]
    [InlineData("<!DOCTYPE hyperv [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><hyperv><vendor_id state='on' value='&b;'/></hyperv>")]
    [InlineData("<!DOCTYPE hyperv SYSTEM 'file:///etc/hostname'><hyperv/>")]
    [InlineData("<!DOCTYPE hyperv [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><hyperv><vendor_id state='on' value='&x;'/></hyperv>")]
    [InlineData("<hyperv><vendor_id state='on' value='&x;'/></hyperv>")]
    [InlineData("<hyperv><relaxed state='on'></hyperv>")]
    [InlineData("<hyperv")]
    public void Parse_XmlThatMustNotBeTaken_IsRefusedWithItsPlace(string xml)
    {
        HvConfigurationException error = Assert.Throws<HvConfigurationException>(() => LibvirtXml.Parse(xml));
        Assert.NotNull(error.Line);
        Assert.NotNull(error.Column);
        Assert.StartsWith("The XML cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_HostileXml_TakesBoundedTimeAndMemory()
    {
        string deep = string.Concat(Enumerable.Repeat("<a>", 340_000));
        string[] texts =
        [
            "<domain>" + deep,
            "<hyperv><relaxed state='" + new string('x', 1_000_000) + "'/></hyperv>",
            "<hyperv><" + new string('r', 1_000_000) + "/></hyperv>",
            "<domain>" + new string(' ', 1 << 21) + "</domain>",
        ];
        Stopwatch watch = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.All(texts, text =>
        {
            HvConfigurationException error = Assert.Throws<HvConfigurationException>(() => LibvirtXml.Parse(text));
            Assert.InRange(error.Message.Length, 1, 500);
        });

        // Long names around many children: no text is built from names again and again.
        string name = new('n', 20_000);
        string wide = $"<domain><{name}><{name}>{string.Concat(Enumerable.Repeat("<a/>", 200_000))}</{name}></{name}></domain>";
        Assert.Equal(HvConfiguration.Default, LibvirtXml.Parse(wide));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    // Only what libvirt has an element for; it says tlbflush-direct within tlbflush, though QEMU requires no such thing.
    private static HvConfiguration Sayable(HvConfiguration configuration)
    {
        HvSwitches around = (configuration.Switches & HvSwitches.TlbFlushDirect) != 0 ? HvSwitches.TlbFlush : HvSwitches.None;
        HvSwitches switches = configuration.With(around).Close().Switches & ~HvSwitches.SynDbg;
        return new HvConfiguration
        {
            Mode = configuration.Mode,
            Switches = switches,
            Excluded = configuration.Excluded & ~switches & ~(HvSwitches.SynDbg | HvSwitches.Crash | HvSwitches.StimerDirect | HvSwitches.TlbFlushDirect | HvSwitches.TlbFlushExt),
            SpinlockRetries = Math.Max(4095, configuration.SpinlockRetries),
            VendorId = AsciiSignature.Parse(configuration.VendorId.ToString()),
        };
    }
}
