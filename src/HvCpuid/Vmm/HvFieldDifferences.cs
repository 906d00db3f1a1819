using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>Compares what a guest reads of two sets: a leaf that is not there reads as zeros.</summary>
internal static class HvFieldDifferences
{
    /// <summary>The fields in which the sets differ, in function order, the lowest bit first.</summary>
    public static IReadOnlyList<HvFieldDifference> Between(HvCpuidSet host, HvCpuidSet guest)
    {
        IEnumerable<uint> functions = host.Concat(guest).Select(entry => entry.Function).Distinct().OrderBy(function => function);
        return
        [
            .. from function in functions
               from register in new[] { CpuidRegister.Eax, CpuidRegister.Ebx, CpuidRegister.Ecx, CpuidRegister.Edx }
               from difference in Between(host, guest, new BitAddress(function, register, BitField.Whole))
               select difference,
        ];
    }

    private static IEnumerable<HvFieldDifference> Between(HvCpuidSet host, HvCpuidSet guest, BitAddress whole)
    {
        uint changed = host.Extract(whole) ^ guest.Extract(whole);
        if (changed == 0)
        {
            return [];
        }

        HvField[] fields = [.. HvFieldTable.Find(whole).Where(field => (field.Address.Bits.Mask & changed) != 0)];
        uint unnamed = fields.Aggregate(changed, (left, field) => left & ~field.Address.Bits.Mask);
        return fields.Select(field => (field.Address, Name: (string?)field.Name))
            .Concat(Enumerable.Range(0, 32).Where(bit => (unnamed >> bit & 1) != 0).Select(bit => (new BitAddress(whole.Function, whole.Register, bit), (string?)null)))
            .OrderBy(place => place.Item1.Bits.Low)
            .Select(place => new HvFieldDifference(place.Item1, place.Item2, host.Extract(place.Item1), guest.Extract(place.Item1)));
    }
}
