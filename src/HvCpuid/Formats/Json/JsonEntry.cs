#if NET8_0_OR_GREATER
using System.Text.Json.Serialization;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Formats;

/// <summary>One entry of <c>{"entries":[…]}</c>; its members are written in the order they have here.</summary>
internal sealed class JsonEntry : IJsonRow, IJsonOnDeserialized
{
    [JsonConverter(typeof(JsonHexConverter))]
    public uint? Function { get; set => field = JsonMember.Once(field, value); }

    [JsonConverter(typeof(JsonNumberConverter))]
    public uint? Index { get; set => field = JsonMember.Once(field, value); }

    [JsonConverter(typeof(JsonNumberConverter))]
    public uint? Flags { get; set => field = JsonMember.Once(field, value); }

    [JsonConverter(typeof(JsonHexConverter))]
    public uint? Eax { get; set => field = JsonMember.Once(field, value); }

    [JsonConverter(typeof(JsonHexConverter))]
    public uint? Ebx { get; set => field = JsonMember.Once(field, value); }

    [JsonConverter(typeof(JsonHexConverter))]
    public uint? Ecx { get; set => field = JsonMember.Once(field, value); }

    [JsonConverter(typeof(JsonHexConverter))]
    public uint? Edx { get; set => field = JsonMember.Once(field, value); }

    public static JsonEntry From(HvCpuidEntry entry) => new()
    {
        Function = entry.Function,
        Index = entry.Index,
        Flags = entry.Flags,
        Eax = entry.Registers.Eax,
        Ebx = entry.Registers.Ebx,
        Ecx = entry.Registers.Ecx,
        Edx = entry.Registers.Edx,
    };

    public void OnDeserialized()
    {
        JsonMember.Require(Function, "function");
        JsonMember.Require(Eax, "eax");
        JsonMember.Require(Ebx, "ebx");
        JsonMember.Require(Ecx, "ecx");
        JsonMember.Require(Edx, "edx");
    }

    public HvCpuidEntry ToEntry() =>
        new(Function.GetValueOrDefault(), new CpuidRegisters(
            Eax.GetValueOrDefault(), Ebx.GetValueOrDefault(), Ecx.GetValueOrDefault(), Edx.GetValueOrDefault()))
        {
            Index = Index.GetValueOrDefault(),
            Flags = Flags.GetValueOrDefault(),
        };
}
#endif
