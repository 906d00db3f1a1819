using System.Runtime.InteropServices;
using HvCpuid.Linux.Native;
using HvCpuid.Simulation;

namespace HvCpuid.Linux.Tests.Replay;

/// <summary>
/// The memory that the calls of a replay name: pages of this process, and the same pages at the same addresses for the simulation. Between them are
/// holes; every byte that no call prepared is A5.
/// </summary>
internal sealed class ReplayMemory : IDisposable
{
    public const int PageSize = GuestMemory.PageSize;
    private const byte Dirt = 0xA5;
    private const nint ProtectCall = 10; // SYS_mprotect
    private const nint ProtectNone = 0, ProtectRead = 1;

    // A page each: - a hole, w writable, r read-only.
    private const string Layout = "-www-w-rw-wr-";

    private readonly MappedPages _pages = MappedPages.Anonymous(Layout.Length * PageSize);
    private readonly byte[] _prepared = new byte[Layout.Length * PageSize];
    private readonly byte[] _simulated = new byte[Layout.Length * PageSize];
    private readonly byte[] _live = new byte[Layout.Length * PageSize];

    public ReplayMemory()
    {
        _prepared.AsSpan().Fill(Dirt);
        Base = (ulong)_pages.DangerousGetHandle();
        for (int first = 0, next; first < Layout.Length; first = next)
        {
            for (next = first + 1; next < Layout.Length && Layout[next] == Layout[first];)
            {
                next++;
            }

            if (Layout[first] == '-')
            {
                Protect(first, ProtectNone);
                continue;
            }

            ArraySegment<byte> run = new(_simulated, first * PageSize, (next - first) * PageSize);
            Simulated.Map(At(first), run, Layout[first] == 'w');
        }
    }

    public MappedUserMemory Simulated { get; } = new();

    public ulong Base { get; }

    /// <summary>The addresses where a buffer may start, by what is special about them; the first has three pages.</summary>
    public IReadOnlyList<(string Name, ulong Address)> Places =>
    [
        ("mapped", At(1)),
        ("misaligned by 3", At(1) + 3),
        ("over the end of a page", At(2) - 20),
        ("NULL", 0),
        ("a hole", At(4)),
        ("one byte before a hole", At(4) - 1),
        ("half of the header before a hole", At(4) - 4),
        ("the header without its last byte", At(4) - 7),
        ("the header before a hole", At(4) - 8),
        ("two entries before a hole", At(6) - 88),
        ("two entries and 13 bytes before a hole", At(6) - 101),
        ("103 bytes before a hole", At(6) - 103),
        ("104 bytes before a hole", At(6) - 104),
        ("a read-only page", At(7)),
        ("a read-only header, the rest writable", At(8) - 8),
        ("half of the header read-only", At(8) - 4),
        ("a writable header, the rest read-only", At(11) - 8),
        ("two entries before a read-only page", At(11) - 88),
        ("two writable bytes, the rest read-only", At(11) - 2),
        ("the kernel's half", 0xFFFF_8880_0000_0000),
        ("no canonical address", 0x8000_0000_0000_0000),
        ("the end of the address space", ulong.MaxValue - 3),
    ];

    /// <summary>The place of a name.</summary>
    public ulong this[string name] => Places.Single(place => place.Name == name).Address;

    /// <summary>Fills both memories alike: A5, and these bytes at an address, as far as there is memory.</summary>
    public void Prepare(ulong address, ReadOnlySpan<byte> bytes)
    {
        _prepared.CopyTo(_simulated, 0);
        int offset = OffsetOf(address);
        if (offset >= 0)
        {
            bytes[..Math.Min(bytes.Length, _simulated.Length - offset)].CopyTo(_simulated.AsSpan(offset));
        }

        ForEachPage((page, start) =>
        {
            // SafeBuffer's spans are copied an element at a time.
            Unprotect(page, () => Marshal.Copy(_simulated, start, (nint)At(page), PageSize));
        });
    }

    /// <summary>Where both memories differ first: the address, the live byte and the simulated one; null where they do not.</summary>
    public (ulong Address, byte Live, byte Simulated)? FirstDifference()
    {
        int at = -1;
        ForEachPage((page, start) =>
        {
            Marshal.Copy((nint)At(page), _live, start, PageSize);
            int common = _live.AsSpan(start, PageSize).CommonPrefixLength(_simulated.AsSpan(start, PageSize));
            at = at < 0 && common < PageSize ? start + common : at;
        });
        return at < 0 ? null : (Base + (ulong)at, _live[at], _simulated[at]);
    }

    /// <summary>An address by its page: <c>page 5 + FF8H</c>.</summary>
    public string Describe(ulong address) =>
        OffsetOf(address) is var offset and >= 0 ? $"page {offset / PageSize} + {offset % PageSize:X}H" : $"{address:X}H";

    public void Dispose() => _pages.Dispose();

    private static void ForEachPage(Action<int, int> action)
    {
        for (int page = 0; page < Layout.Length; page++)
        {
            if (Layout[page] != '-')
            {
                action(page, page * PageSize);
            }
        }
    }

    private ulong At(int page) => Base + (ulong)(page * PageSize);

    private int OffsetOf(ulong address) => unchecked(address - Base) is var offset && offset < (ulong)_prepared.Length ? (int)offset : -1;

    private void Unprotect(int page, Action write)
    {
        if (Layout[page] == 'w')
        {
            write();
            return;
        }

        Protect(page, LibC.ProtectReadWrite);
        write();
        Protect(page, ProtectRead);
    }

    private void Protect(int page, nint protection) => Assert.Equal(0, LibC.SystemCall(ProtectCall, (nint)At(page), PageSize, protection));
}
