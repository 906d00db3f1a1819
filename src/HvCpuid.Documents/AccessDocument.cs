using System.Text.Json.Serialization;
using HvCpuid.Access;

namespace HvCpuid.Documents;

/// <summary>Which MSRs and hypercalls a guest may use.</summary>
public sealed record AccessDocument
{
    /// <summary>The MSRs, by number.</summary>
    public required IReadOnlyList<MsrAccessDocument> Msrs { get; init; }

    /// <summary>The hypercalls, by code.</summary>
    public required IReadOnlyList<HypercallAccessDocument> Hypercalls { get; init; }

    /// <summary>Whether fast hypercalls may have their input in XMM registers.</summary>
    public required bool XmmInput { get; init; }

    /// <summary>Makes it of all that a guest may use.</summary>
    /// <param name="access">What it may use.</param>
    /// <exception cref="ArgumentNullException"><paramref name="access"/> is null.</exception>
    public static AccessDocument From(HvAccess access)
    {
        ArgumentNullException.ThrowIfNull(access);
        return new AccessDocument
        {
            Msrs = [.. access.Msrs.Select(msr => MsrAccessDocument.From(msr.Row.Msr, msr.Row, msr.Read.IsAllowed, msr.Write.IsAllowed))],
            Hypercalls =
            [
                .. from hypercall in access.Hypercalls
                   from code in Enumerable.Range(hypercall.Row.Code, hypercall.Row.LastCode - hypercall.Row.Code + 1)
                   select HypercallAccessDocument.From(code, hypercall.Row, AccessWords.EndOf(hypercall.Gate)),
            ],
            XmmInput = access.AllowsXmmInput,
        };
    }
}

/// <summary>What a guest may do with an MSR.</summary>
public sealed record MsrAccessDocument
{
    /// <summary>The number: <c>0x</c> and eight digits.</summary>
    public required string Msr { get; init; }

    /// <summary>The name; null where KVM does not implement it.</summary>
    public required string? Name { get; init; }

    /// <summary>Whether it may be read.</summary>
    public required bool Read { get; init; }

    /// <summary>Whether it may be written: <see cref="Value"/> where there is one, else some value.</summary>
    public required bool Write { get; init; }

    /// <summary>The addresses of the bits that it needs where CPUID is enforced.</summary>
    public required IReadOnlyList<string> Needs { get; init; }

    /// <summary>The addresses of the bits that it needs enforced or not; left out where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? AlwaysNeeds { get; init; }

    /// <summary>Of a single access that was asked about: the value written, <c>0x</c> and sixteen digits; left out for a read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Value { get; init; }

    /// <summary>Of a single access that was asked about: why; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Makes it of a single access.</summary>
    /// <param name="msr">The number.</param>
    /// <param name="value">The value written; null for a read.</param>
    /// <param name="read">Whether it may be read.</param>
    /// <param name="write">Whether it may be written.</param>
    /// <param name="reason">Why.</param>
    public static MsrAccessDocument From(uint msr, ulong? value, bool read, bool write, string reason) =>
        From(msr, HvMsrTable.Find(msr), read, write) with { Value = value is { } written ? DocumentText.Hex(written) : null, Reason = reason };

    internal static MsrAccessDocument From(uint msr, HvMsrRow? row, bool read, bool write) => new()
    {
        Msr = DocumentText.Hex(msr),
        Name = row?.Name,
        Read = read,
        Write = write,
        Needs = DocumentText.Texts(row?.Needs ?? []),
        AlwaysNeeds = row?.AlwaysNeeds is { } always ? [always.ToString()] : null,
    };
}

/// <summary>What a hypercall gives.</summary>
public sealed record HypercallAccessDocument
{
    /// <summary>The code: <c>0x</c> and four digits.</summary>
    public required string Code { get; init; }

    /// <summary>The name; null where KVM does not implement it.</summary>
    public required string? Name { get; init; }

    /// <summary>What CPUID and the kernel make of the code.</summary>
    [JsonConverter(typeof(LowerCaseConverter<AccessWord>))]
    public required AccessWord Result { get; init; }

    /// <summary>The addresses of the bits that it needs where CPUID is enforced.</summary>
    public required IReadOnlyList<string> Needs { get; init; }

    /// <summary>The addresses of the bits that it needs enforced or not; left out where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? AlwaysNeeds { get; init; }

    /// <summary>Of a single hypercall that was asked about: the input value, <c>0x</c> and sixteen digits; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Input { get; init; }

    /// <summary>Of a single hypercall that was asked about: what KVM answers this input value in the end; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(LowerCaseConverter<AccessWord>))]
    public AccessWord? Outcome { get; init; }

    /// <summary>Of a single hypercall that was asked about: why; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Makes it of a single hypercall.</summary>
    /// <param name="input">The input value.</param>
    /// <param name="result">What CPUID and the kernel make of the code.</param>
    /// <param name="outcome">What KVM answers in the end.</param>
    /// <param name="reason">Why.</param>
    public static HypercallAccessDocument From(ulong input, AccessWord result, AccessWord outcome, string reason)
    {
        ushort code = new HvHypercallInput(input).Code;
        return From(code, HvHypercallTable.Find(code), result) with { Input = DocumentText.Hex(input), Outcome = outcome, Reason = reason };
    }

    internal static HypercallAccessDocument From(int code, HvHypercallRow? row, AccessWord result) => new()
    {
        Code = DocumentText.Code(code),
        Name = row?.Name,
        Result = result,
        Needs = DocumentText.Texts(row?.Needs ?? []),
        AlwaysNeeds = row?.AlwaysNeeds is { } always ? [always.ToString()] : null,
    };
}
