using System.Diagnostics.CodeAnalysis;
using HvCpuid.Kvm;

namespace HvCpuid.Guest;

/// <summary>The kernel that runs as a guest: a Linux release, or what <c>uname -r</c> prints there.</summary>
/// <remarks>
/// A distribution's name that does not tell its stable level, <c>5.10.0-46-amd64</c>, is taken as the newest level of its series: distributions
/// follow the stable releases. <see cref="Note"/> says so.
/// </remarks>
public sealed record LinuxGuestKernel
{
    /// <summary>Linux 3.10, the first release that the rows speak of.</summary>
    public static KvmRelease First { get; } = new(3, 10);

    private LinuxGuestKernel(UnameRelease uname, string name)
    {
        Release = uname.Release;
        SaysStableLevel = uname.SaysStableLevel || uname.IsReleaseCandidate;
        Name = name;
    }

    /// <summary>The newest release that the model knows.</summary>
    public static LinuxGuestKernel Newest { get; } = From(KvmRelease.Newest);

    /// <summary>The name as it was given.</summary>
    public string Name { get; }

    /// <summary>The numbers of the name.</summary>
    public KvmRelease Release { get; }

    /// <summary>False where the name does not tell its stable level.</summary>
    public bool SaysStableLevel { get; }

    /// <summary>The release that rows are compared with: <see cref="Release"/>, or the last level of its series where the name does not tell.</summary>
    public KvmRelease Level => SaysStableLevel ? Release : new KvmRelease(Release.Major, Release.Minor, ushort.MaxValue);

    /// <summary>
    /// What such a kernel writes to HV_X64_MSR_GUEST_OS_ID (hv_generate_guest_id, include/asm-generic/mshyperv.h): 8100H in bits 63:48, the release in
    /// bits 39:16, its stable level at most 255. Null where the name does not tell the level.
    /// </summary>
    public ulong? GuestOsId => SaysStableLevel && Release is { Major: <= byte.MaxValue, Minor: <= byte.MaxValue }
        ? (0x8100UL << 48) | ((ulong)Release.Major << 32) | ((ulong)Release.Minor << 24) | ((ulong)Math.Min(Release.Stable, (int)byte.MaxValue) << 16)
        : null;

    /// <summary>What a reader has to know about the name, as a sentence; null when it says all.</summary>
    public string? Note =>
        Release < First ? $"{Name} is older than Linux {First}, the first release that the rows about Linux guests speak of: what they say of it is a guess."
        : Release.Series > KvmRelease.Newest.Series ? $"{Name} is newer than Linux {KvmRelease.Newest}, the newest release known: taken as that one."
        : !SaysStableLevel ? $"{Name} does not say its stable level: taken as the newest of Linux {Release.Series}. Where the level is known, give that one, e.g. {Release.Series}.9."
        : null;

    /// <summary>The kernel of a release.</summary>
    /// <param name="release">The release.</param>
    public static LinuxGuestKernel From(KvmRelease release) => Parse(release.ToString());

    /// <summary>Reads a name.</summary>
    /// <param name="text"><c>6.12</c>, <c>5.10.262</c>, <c>6.1.0-50-amd64</c>.</param>
    /// <exception cref="FormatException">The text does not start with the numbers of a release.</exception>
    public static LinuxGuestKernel Parse(string text) => new(UnameRelease.Parse(text), text);

    /// <summary>Reads a name, as <see cref="Parse"/> does, without throwing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kernel">The kernel.</param>
    /// <returns>False when the text is null or no release.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out LinuxGuestKernel? kernel)
    {
        kernel = UnameRelease.TryParse(text, out UnameRelease? uname) ? new LinuxGuestKernel(uname, text!) : null;
        return kernel is not null;
    }

    /// <summary>The name.</summary>
    /// <returns>The text, which <see cref="Parse"/> reads back.</returns>
    public override string ToString() => Name;
}
