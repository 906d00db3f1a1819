#if NET8_0_OR_GREATER
using System.Text.Json.Serialization;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Formats;

/// <summary>One leaf of <c>{"leaves":[…]}</c>, the form that <c>hvcpuid decode</c> prints; what else it says is not looked at.</summary>
internal sealed class JsonLeaf : IJsonRow, IJsonOnDeserialized
{
    [JsonConverter(typeof(JsonHexConverter))]
    public uint? Function { get; set => field = JsonMember.Once(field, value); }

    public JsonRegisters? Registers { get; set => field = JsonMember.Once(field, value); }

    public void OnDeserialized()
    {
        JsonMember.Require(Function, "function");
        JsonMember.Require(Registers, "registers");
    }

    public HvCpuidEntry ToEntry() => new(Function.GetValueOrDefault(), Registers!.ToRegisters());
}

/// <summary>The registers of a leaf.</summary>
internal sealed class JsonRegisters : IJsonOnDeserialized
{
    [JsonConverter(typeof(JsonHexConverter))]
    public uint? Eax { get; set => field = JsonMember.Once(field, value); }

    [JsonConverter(typeof(JsonHexConverter))]
    public uint? Ebx { get; set => field = JsonMember.Once(field, value); }

    [JsonConverter(typeof(JsonHexConverter))]
    public uint? Ecx { get; set => field = JsonMember.Once(field, value); }

    [JsonConverter(typeof(JsonHexConverter))]
    public uint? Edx { get; set => field = JsonMember.Once(field, value); }

    public void OnDeserialized()
    {
        JsonMember.Require(Eax, "eax");
        JsonMember.Require(Ebx, "ebx");
        JsonMember.Require(Ecx, "ecx");
        JsonMember.Require(Edx, "edx");
    }

    public CpuidRegisters ToRegisters() =>
        new(Eax.GetValueOrDefault(), Ebx.GetValueOrDefault(), Ecx.GetValueOrDefault(), Edx.GetValueOrDefault());
}
#endif
