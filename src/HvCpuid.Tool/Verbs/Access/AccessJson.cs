using System.Globalization;
using System.Text.Json;
using HvCpuid.Access;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>Writes the members of an MSR and of a hypercall.</summary>
internal static class AccessJson
{
    /// <summary>The word for what a guest meets, in tables too.</summary>
    public static string Word(this HvAccessOutcome outcome) => outcome switch
    {
        HvAccessOutcome.Allowed => "allowed",
        HvAccessOutcome.GeneralProtection => "gp",
        HvAccessOutcome.UndefinedOpcode => "ud",
        HvAccessOutcome.AccessDenied => "denied",
        HvAccessOutcome.InvalidHypercallCode => "invalid_code",
        HvAccessOutcome.InvalidHypercallInput => "invalid_input",
        HvAccessOutcome.InvalidParameter => "invalid_parameter",
        HvAccessOutcome.HostOops => "host_oops",
        _ => "not_hyperv",
    };

    /// <summary>What KVM answers in the end: a code that it lets through without implementing it is an invalid one.</summary>
    public static string EndWord(this HvAccessResult result) => (result is { IsAllowed: true, IsImplemented: false } ? HvAccessOutcome.InvalidHypercallCode : result.Outcome).Word();

    /// <summary>Writes the members of an MSR.</summary>
    public static void Msr(Utf8JsonWriter writer, uint msr, HvAccessRow? row, bool read, bool write)
    {
        writer.WriteString("msr", string.Create(CultureInfo.InvariantCulture, $"0x{msr:x8}"));
        writer.WriteString("name", row?.Name);
        writer.WriteBoolean("read", read);
        writer.WriteBoolean("write", write);
        Needs(writer, row);
    }

    /// <summary>Writes the members of a hypercall.</summary>
    public static void Hypercall(Utf8JsonWriter writer, int code, HvAccessRow? row, HvAccessResult result, string? word = null)
    {
        writer.WriteString("code", string.Create(CultureInfo.InvariantCulture, $"0x{code:x4}"));
        writer.WriteString("name", row?.Name);
        writer.WriteString("result", word ?? result.EndWord());
        Needs(writer, row);
    }

    private static void Needs(Utf8JsonWriter writer, HvAccessRow? row)
    {
        writer.WriteTexts("needs", (row?.Needs ?? []).Select(need => need.ToString()));
        if (row?.AlwaysNeeds is { } always)
        {
            writer.WriteTexts("alwaysNeeds", [always.ToString()]);
        }
    }
}
