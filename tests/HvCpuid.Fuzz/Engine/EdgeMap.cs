using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace HvCpuid.Fuzz.Engine;

/// <summary>
/// What the instrumented assemblies count: a byte for each pair of places that control went from and to. As AFL has it, an input is new when a pair is, or when
/// one was taken a different number of times, in the ranges 1, 2, 3, 4–7, 8–15, 16–31, 32–127 and 128–255.
/// </summary>
internal sealed unsafe class EdgeMap
{
    private const int Size = 1 << 16;
    private static readonly byte[] Ranges = MakeRanges();
    private static readonly byte[] Counts = GC.AllocateArray<byte>(Size, pinned: true);
    private readonly byte[] _seen = new byte[Size];

    /// <summary>How many pairs any input took.</summary>
    public int Edges { get; private set; }

    /// <summary>Gives the instrumented code memory to count in: it has to have some before any of it runs.</summary>
    public static void Attach() => Trace.SharedMem = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(Counts, 0);

    /// <summary>Forgets what was counted since the last input.</summary>
    public void Begin()
    {
        Counts.AsSpan().Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Takes what an input counted into what was seen, and clears it.</summary>
    /// <returns>True when some of it is new.</returns>
    public bool Take()
    {
        bool isNew = false;
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(Counts.AsSpan());
        int at = 0;
        while ((at = NextUsed(words, at)) < words.Length)
        {
            for (int i = at * sizeof(ulong); i < (at + 1) * sizeof(ulong); i++)
            {
                byte range = Ranges[Counts[i]];
                if ((_seen[i] & range) != range)
                {
                    Edges += _seen[i] == 0 ? 1 : 0;
                    _seen[i] |= range;
                    isNew = true;
                }
            }

            words[at++] = 0;
        }

        Trace.PrevLocation = 0;
        return isNew;
    }

    /// <summary>A number that two inputs have in common when they took the same pairs as often, and hardly else; clears what was counted.</summary>
    public ulong TakeSignature()
    {
        ulong signature = 14695981039346656037;
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(Counts.AsSpan());
        int at = 0;
        while ((at = NextUsed(words, at)) < words.Length)
        {
            for (int i = at * sizeof(ulong); i < (at + 1) * sizeof(ulong); i++)
            {
                signature = Counts[i] == 0 ? signature : unchecked((signature ^ (((ulong)i << 8) | Ranges[Counts[i]])) * 1099511628211);
            }

            words[at++] = 0;
        }

        Trace.PrevLocation = 0;
        return signature;
    }

    private static int NextUsed(ReadOnlySpan<ulong> words, int from)
    {
        int next = words[from..].IndexOfAnyExcept(0UL);
        return next < 0 ? words.Length : from + next;
    }

    private static byte[] MakeRanges()
    {
        byte[] ranges = new byte[256];
        for (int count = 1; count < ranges.Length; count++)
        {
            ranges[count] = (byte)(count switch { 1 => 1, 2 => 2, 3 => 4, < 8 => 8, < 16 => 16, < 32 => 32, < 128 => 64, _ => 128 });
        }

        return ranges;
    }
}
