using HvCpuid.Enlightenments;
using HvCpuid.Leaves;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class LibvirtDomainCapabilitiesTests
{
    private static readonly string[] Offered = ["relaxed", "vapic", "spinlocks", "vpindex", "runtime", "synic", "stimer", "reset", "vendor_id", "frequencies", "reenlightenment", "tlbflush", "ipi", "avic", "emsr_bitmap", "xmm_input"];

    [Fact]
    public void Parse_Document_TellsWhatIsOfferedAndWhatIsNotTold()
    {
        LibvirtDomainCapabilities host = LibvirtDomainCapabilities.Parse(Document("<defaults><spinlocks>4095</spinlocks><stimer_direct>on</stimer_direct><tlbflush_direct>off</tlbflush_direct><tlbflush_extended>on</tlbflush_extended><vendor_id>Linux KVM Hv</vendor_id></defaults>"));
        Assert.Equal((4095u, "Linux KVM Hv"), (host.SpinlockRetries, host.Vendor));
        Assert.True(host.Supported.HasFlag(HvSwitches.Synic | HvSwitches.StimerDirect | HvSwitches.TlbFlushExt));
        Assert.False((host.Supported & (HvSwitches.Evmcs | HvSwitches.TlbFlushDirect)) != 0);
        Assert.True(host.Told.HasFlag(HvSwitches.Evmcs | HvSwitches.TlbFlushDirect | HvSwitches.StimerDirect));
        Assert.False((host.Told & (HvSwitches.Time | HvSwitches.Crash | HvSwitches.SynDbg)) != 0);
    }

    [Fact]
    public void ToReading_KnowsTheBitsOfWhatIsToldAndNoOther()
    {
        HvReading reading = LibvirtDomainCapabilities.Parse(Document("")).ToReading();
        Assert.False(reading.IsComplete);
        Assert.Equal((1u, 0u, null, null), (
            reading.ValueOf(HvBits.AccessSynicRegs), reading.ValueOf(HvBits.EnlightenedVmcs), reading.ValueOf(HvBits.AccessPartitionReferenceCounter), reading.ValueOf(HvBits.DirectSyntheticTimers)));
        Assert.Null(reading.Has(0x40000005));
        Assert.Equal(1u, LibvirtDomainCapabilities.Parse(Document("")).AtBest().Extract(HvBits.DirectSyntheticTimers));
    }

    [Fact]
    public void ToReading_OfEvmcs_HasTheOneVersion() =>
        Assert.Equal(0x0101u, LibvirtDomainCapabilities.Parse(Document("", "evmcs")).ToReading().ValueOf(HvBits.EnlightenedVmcsVersions));

    [Theory]
    [InlineData("<domainCapabilities><features/></domainCapabilities>", false)]
    [InlineData("<domainCapabilities><features><hyperv supported='no'/></features></domainCapabilities>", true)]
    public void Parse_WithoutHyperv_TellsNothingOrThatThereIsNone(string xml, bool told)
    {
        LibvirtDomainCapabilities host = LibvirtDomainCapabilities.Parse(xml);
        Assert.Equal((HvSwitches.None, told), (host.Supported, host.Told.HasFlag(HvSwitches.Relaxed)));
    }

    [Fact]
    public void Parse_WithTextAround_IsRead()
    {
        string text = "$ virsh domcapabilities\n" + Document("") + "\n$ exit\n";
        Assert.True(LibvirtDomainCapabilities.IsMeant(System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.True(LibvirtDomainCapabilities.Parse(text).Supported.HasFlag(HvSwitches.Relaxed));
    }

    [Theory]
    [InlineData("<value>relaxed</value>", "<value>relaxd</value>", "<value> has 'relaxd': expected one of relaxed, vapic", 4)]
    [InlineData("supported='yes'", "supported='maybe'", "<hyperv> has supported='maybe': expected 'yes' or 'no'", 3)]
    [InlineData("</hyperv>", "", "The XML cannot be read", 0)]
    [InlineData("domainCapabilities", "domain", "<domain> is not libvirt's: expected <domainCapabilities>", 1)]
    [InlineData("</enum>", "</enum><defaults><stimer_direct>yes</stimer_direct></defaults>", "<stimer_direct> has 'yes': expected 'on' or 'off'", 0)]
    [InlineData("</enum>", "</enum><defaults><spinlocks>-1</spinlocks></defaults>", "<spinlocks> has '-1': expected a number of 32 bits", 0)]
    public void Parse_DamagedDocument_SaysWhatIsWrongAndWhere(string part, string replacement, string message, int line)
    {
        HvConfigurationException exception = Assert.Throws<HvConfigurationException>(() => LibvirtDomainCapabilities.Parse(Document("").Replace(part, replacement, StringComparison.Ordinal)));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.True(line == 0 || exception.Line == line, exception.Message);
        Assert.Throws<ArgumentNullException>(() => LibvirtDomainCapabilities.Parse(null!));
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("text\r\nbefore <domainCapabilities>\r\n", 3, 1)]
    [InlineData("before <domainCapabilities <", 1, 28)]
    public void Parse_TextThatEndsTooSoon_HasItsPlaceInTheText(string text, int line, int column)
    {
        HvConfigurationException exception = Assert.Throws<HvConfigurationException>(() => LibvirtDomainCapabilities.Parse(text));
        Assert.Equal((line, column), (exception.Line, exception.Column));
    }

    [Fact]
    public void Parse_OfMoreThanAMillionCharacters_IsRefusedWithAPlace()
    {
        HvConfigurationException exception = Assert.Throws<HvConfigurationException>(() => LibvirtDomainCapabilities.Parse(Document($"<defaults>{new string(' ', 0x100000)}</defaults>")));

        Assert.StartsWith("The XML cannot be read (line ", exception.Message, StringComparison.Ordinal);
        Assert.True(exception.Line > 0 && exception.Column > 0, exception.Message);
    }

    // Of the elements in <hyperv>, the list of features has no nested ones; <defaults> has those.
    [Theory]
    [InlineData("yes", HvSwitches.Relaxed)]
    [InlineData("no", HvSwitches.None)]
    public void Parse_ListOfFeatures_TellsOfItsElementsAlone(string supported, HvSwitches offered)
    {
        HvSwitches untold = HvSwitches.Time | HvSwitches.Crash | HvSwitches.SynDbg | HvSwitches.StimerDirect | HvSwitches.TlbFlushDirect | HvSwitches.TlbFlushExt;
        LibvirtDomainCapabilities host = LibvirtDomainCapabilities.Parse(
            $"<domainCapabilities><features><hyperv supported='{supported}'><enum name='other'><value>foo</value></enum><enum name='features'><value>relaxed</value></enum></hyperv></features></domainCapabilities>");

        Assert.Equal((offered, HvSwitches.All & ~untold), (host.Supported, host.Told));
        Assert.Null(host.ToReading().ValueOf(HvBits.EnlightenedVmcsVersions));
    }

    // hv-tlbflush and hv-ipi share a bit: the one that is offered sets it.
    [Fact]
    public void ToReading_BitOfASwitchThatIsNotOffered_IsClearUnlessAnotherHasIt()
    {
        HvReading reading = LibvirtDomainCapabilities.Parse(Document("").Replace("<value>ipi</value>", "", StringComparison.Ordinal)).ToReading();

        Assert.Equal((1u, 1u, 0u), (reading.ValueOf(HvBits.HypercallRemoteTlbFlush), reading.ValueOf(HvBits.ExProcessorMasks), reading.ValueOf(HvBits.SyntheticClusterIpi)));
    }

    [Theory]
    [InlineData("<domainCapabilities><features><hyperv/></features></domainCapabilities>", "<hyperv> has supported='': expected 'yes' or 'no' (line 1, column 32)")]
    [InlineData("<domainCapabilities><features><hyperv supported='yes'><enum name='features'><value>x</value></enum></hyperv></features></domainCapabilities>", "<value> has 'x': expected one of relaxed, vapic, reset, vpindex, runtime, synic, stimer, frequencies, reenlightenment, tlbflush, evmcs, ipi, avic, emsr_bitmap, xmm_input (line 1, column 78)")]
    [InlineData("<!DOCTYPE a><domainCapabilities/>", null)]
    [InlineData("<domainCapabilities>\n<!DOCTYPE a></domainCapabilities>", "The XML cannot be read (line 2, column 1): <!DOCTYPE is never taken, nor entities of one's own: expected libvirt's elements alone, <domainCapabilities>.")]
    public void Parse_WhatIsWrong_IsToldWhole(string xml, string? message) =>
        Assert.Equal(message, message is null ? LibvirtDomainCapabilities.Parse(xml).Vendor : Assert.Throws<HvConfigurationException>(() => LibvirtDomainCapabilities.Parse(xml)).Message);

    // What looks like the document's ends to a culture is none.
    [Fact]
    public void Parse_TextAroundThatLooksLikeTheDocument_IsPassedOver()
    {
        Assert.True(LibvirtDomainCapabilities.Parse("<domain\u00ADCapabilities\n" + Document("") + "\n</domain\u00ADCapabilities>").Supported.HasFlag(HvSwitches.Relaxed));
        Assert.Equal((4, 2), Place("\n<domainCapabilities/>\n\n<domainCapabilities>"));
        Assert.Equal(4, Place(Document("") + Document("")).Line - 0);
        Assert.True(LibvirtDomainCapabilities.IsMeant("<domainCapabilities>"u8));
        Assert.False(LibvirtDomainCapabilities.IsMeant("<domain>"u8));

        static (int Line, int Column) Place(string xml)
        {
            HvConfigurationException thrown = Assert.Throws<HvConfigurationException>(() => LibvirtDomainCapabilities.Parse(xml));
            return (thrown.Line!.Value, thrown.Column!.Value);
        }
    }

    [Fact]
    public void Parse_DocumentOfTheGreatestLength_IsReadAndNoneBeyond()
    {
        string Long(int length) => Document($"<defaults>{new string(' ', length - Document("<defaults></defaults>").Length)}</defaults>");

        Assert.True(LibvirtDomainCapabilities.Parse(Long(0x100000)).Supported.HasFlag(HvSwitches.Relaxed));
        Assert.Throws<HvConfigurationException>(() => LibvirtDomainCapabilities.Parse(Long(0x100001)));
    }

    private static string Document(string defaults, params string[] more) =>
        "<domainCapabilities>\n <features>\n  <hyperv supported='yes'><enum name='features'>\n" + string.Concat(Offered.Concat(more).Select(name => $"<value>{name}</value>")) + $"</enum>{defaults}</hyperv></features></domainCapabilities>";
}
