using System.Diagnostics.CodeAnalysis;
using HvCpuid.Text;

namespace HvCpuid.Kvm;

/// <summary>
/// The kernels of distributions, as rows: what <see cref="KvmKernel.Parse"/> knows of names. <see cref="BuiltIn"/> are those of this library; others can be
/// loaded and go before them.
/// </summary>
public sealed partial class KvmKernels
{
    // Of a name; a text that names changes may be longer.
    private const int LongestName = 128;

    /// <summary>Kernels by their lines; the first line whose form a name has counts.</summary>
    /// <param name="lines">The lines.</param>
    /// <exception cref="ArgumentNullException">There are no lines.</exception>
    public KvmKernels(IReadOnlyList<KvmKernelLine> lines) => Lines = Guard.NotNull(lines);

    /// <summary>The kernels that this library knows.</summary>
    public static KvmKernels BuiltIn { get; } = new(
        [.. RedHatKernels.Lines, .. ProxmoxKernels.Lines, .. SuseKernels.Lines, .. DebianKernels.Lines, .. UbuntuKernels.Lines, .. OtherKernels.Lines]);

    /// <summary>The lines, in the order in which they are asked.</summary>
    public IReadOnlyList<KvmKernelLine> Lines { get; }

    /// <summary>The releases that go by a name, <c>rhel9.4</c>, and the kernel of each as <c>uname -r</c> prints it.</summary>
    public IEnumerable<KeyValuePair<string, string>> Releases =>
        from line in Lines from name in line.Names from release in line.Releases select new KeyValuePair<string, string>(name + release.Key, release.Value);

    /// <summary>These kernels behind others, which are asked first.</summary>
    /// <param name="others">The others.</param>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    public KvmKernels Behind(KvmKernels others) => new([.. Guard.NotNull(others).Lines, .. Lines.Where(line => others.Lines.All(other => other.Id != line.Id))]);

    /// <summary>Reads a kernel in any of the spellings of <see cref="KvmKernel.Parse"/>, by these lines.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is none of them.</exception>
    public KvmKernel Parse(string text) => Read(text, null, out KvmKernel? kernel) is { } error ? throw new FormatException(error) : kernel!;

    /// <summary>Reads a kernel, as <see cref="Parse"/> does, without throwing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kernel">The kernel.</param>
    /// <returns>False when the text is null or no kernel.</returns>
    public bool TryParse(string? text, [NotNullWhen(true)] out KvmKernel? kernel)
    {
        _ = Read(text, null, out kernel);
        return kernel is not null;
    }

    /// <summary>
    /// The kernel of a running machine: by what <c>uname -r</c> prints, and by what else it says of its build, which tells the stable level where the
    /// name does not.
    /// </summary>
    /// <param name="uname">What <c>uname -r</c> prints.</param>
    /// <param name="build">What <c>uname -v</c> prints or /proc/version_signature has; null where that is not known.</param>
    /// <param name="kernel">The kernel.</param>
    /// <returns>False when the name is no kernel's.</returns>
    public bool TryRecognise(string? uname, string? build, [NotNullWhen(true)] out KvmKernel? kernel)
    {
        _ = Read(uname, BuiltFrom(build), out kernel);
        return kernel is not null;
    }

    /// <summary>The lines of a name, its whole or a part, of an id, a distribution or a release's name.</summary>
    /// <param name="pattern">The part, upper and lower case alike; <c>*</c> stands for anything.</param>
    /// <exception cref="ArgumentNullException">There is no part.</exception>
    public IReadOnlyList<KvmKernelLine> Matching(string pattern)
    {
        KvmKernelPattern part = KvmKernelPattern.Parse($"*{Guard.NotNull(pattern).Replace("{", "").Replace("}", "")}*");
        return
        [
            .. Lines.Where(line => line.Find(pattern) is not null || line.Find(pattern, open: true) is not null
                || new[] { line.Id, line.Distribution }.Concat(line.Patterns.Select(form => form.ToString()))
                    .Concat(from name in line.Names from release in line.Releases select name + release.Key)
                    .Any(text => part.Match(text) is not null)),
        ];
    }

    // The word behind "Debian" is the version of the package: the stable release it was made from, '-', Debian's own number. Behind "Ubuntu" that release
    // comes second, after the version of the package.
    internal static KvmRelease? BuiltFrom(string? build)
    {
        string[] words = build?.Split(' ') ?? [];
        int index = words.Length > 0 && words[0] == "Ubuntu" ? 2 : Array.IndexOf(words, "Debian") + 1;
        return index > 0 && index < words.Length && UnameRelease.TryParse(words[index], out UnameRelease? uname) ? uname.Release : null;
    }

    /// <summary>Reads a kernel.</summary>
    /// <returns>Null, or what is wrong with the text.</returns>
    internal string? Read(string text, out KvmKernel? kernel) => Read(text, null, out kernel);

    // Null, or what is wrong with the text.
    private string? Read(string? text, KvmRelease? built, out KvmKernel? kernel)
    {
        kernel = null;
        if (text is not { Length: > 0 })
        {
            return NoKernel(text);
        }

        bool isName = text.Length <= LongestName;

        int colon = text.IndexOf(':');
        if (isName && colon > 0)
        {
            return ReadOf(text.Substring(0, colon), text.Substring(colon + 1), built, out kernel);
        }

        if (isName && char.IsLetter(text[0]) && !(text[0] is 'v' or 'V' && text.Length > 1 && text[1] is >= '0' and <= '9'))
        {
            return ReadRelease(text, out kernel);
        }

        if (!UnameRelease.TryParse(text, out UnameRelease? uname))
        {
            return NoKernel(text);
        }

        if (KvmKernel.NamesChanges(uname.Suffix))
        {
            return KvmKernel.ReadChanges(text, uname, out kernel);
        }

        if (!isName)
        {
            return NoKernel(text);
        }

        kernel = uname.IsReleaseCandidate ? Candidate(uname, text) : uname.Suffix.Length == 0 ? KvmKernel.From(uname.Release) : Named(text, uname, built);
        return null;
    }

    private KvmKernel Named(string text, UnameRelease uname, KvmRelease? built)
    {
        foreach (KvmKernelLine line in Lines)
        {
            if (line.Find(text, built: built) is { } known)
            {
                return known;
            }
        }

        KvmRelease release = uname.SaysStableLevel || built?.Series != uname.Release.Series ? uname.Release : built!.Value;
        KvmKernel kernel = KvmKernel.From(release) with { Name = text };
        KvmKernel later = KvmChanges.All.Where(change => change.Backports.Any(backport => backport.Series == release.Series))
            .Aggregate(kernel, (with, change) => with.With(change));
        return kernel with
        {
            Basis = $"'{uname.Suffix}' is not the name of a known distribution's kernel: taken as Linux {release}.",
            Remark = $"{text}: '{uname.Suffix}' is not known here: answered as Linux {release}. What its builder put in or left out is not in its name.",
            Neighbour = release.Stable != 0 || later.Changes == kernel.Changes ? null : later,
        };
    }

    // A distribution's name, and what uname -r prints there, or the part of it up to the build.
    private string? ReadOf(string name, string rest, KvmRelease? built, out KvmKernel? kernel)
    {
        KvmKernelLine[] own = [.. Lines.Where(line => line.Names.Contains(name, StringComparer.OrdinalIgnoreCase))];
        kernel = null;
        if (own.Length == 0)
        {
            return $"'{Excerpt.Of(name)}' is not the name of a distribution: expected {string.Join(", ", Lines.SelectMany(line => line.Names).Distinct())}.";
        }

        foreach (KvmKernelLine line in Lines.Where(line => line.Names.Count == 0 || own.Contains(line)))
        {
            kernel ??= line.Find(rest, built: built);
        }

        foreach (KvmKernelLine line in own)
        {
            kernel ??= line.Find(rest, open: true, built);
        }

        kernel = kernel is null ? null : kernel with { Name = $"{name}:{rest}" };

        return kernel is not null ? null
            : $"'{Excerpt.Of(rest)}' is not a kernel of {name}: expected {string.Join(" or ", own.SelectMany(line => line.Patterns).Take(4))}.";
    }

    // rhel9.4, debian12, or rhel9 for the newest release of it that is known.
    private string? ReadRelease(string text, out KvmKernel? kernel)
    {
        kernel = null;
        IEnumerable<(KvmKernelLine Line, string Name)> names = Lines.SelectMany(line => line.Names.Select(name => (line, name)));
        (KvmKernelLine Line, string Version)[] found =
        [
            .. names.Where(pair => text.StartsWith(pair.Name, StringComparison.OrdinalIgnoreCase))
                .Select(pair => (pair.Line, Version: text.Substring(pair.Name.Length).TrimStart('-'))),
        ];
        foreach ((KvmKernelLine line, string version) in found)
        {
            string? uname = line.Releases.FirstOrDefault(release => release.Key == version).Value;
            kernel ??= uname is null ? null : Parse(uname) with { Name = text };
        }

        foreach ((KvmKernelLine line, string version) in found.Where(pair => KvmBuild.TryParse(pair.Version, out _)))
        {
            kernel ??= Newest(text, line, KvmBuild.Parse(version));
        }

        return kernel is not null ? null
            : found.Length == 0 ? NoKernel(text)
            : $"'{Excerpt.Of(text)}' is not a release that is known here: expected {string.Join(", ", Known(found))}, or what `uname -r` prints there.";
    }

    // Of a version without its second number the newest that was seen; of one beyond those known the last before it, and what may have come since.
    private KvmKernel? Newest(string text, KvmKernelLine line, KvmBuild version)
    {
        KeyValuePair<string, string>[] releases =
        [
            .. line.Releases.Where(release => KvmBuild.TryParse(release.Key, out KvmBuild known) && known[0] == version[0] && (version.Count == 1 || known < version)),
        ];
        if (releases.Length == 0)
        {
            return null;
        }

        (string Key, KvmKernel Kernel)[] kernels = [.. releases.Select(release => (release.Key, Parse(release.Value)))];
        (string key, KvmKernel kernel) = version.Count == 1 && kernels.Any(one => one.Kernel.Remark is null) ? kernels.Last(one => one.Kernel.Remark is null) : kernels[kernels.Length - 1];
        return version.Count == 1
            ? kernel with { Name = text, Remark = $"{text} is taken as the newest release of it that is known, {key}.{(kernel.Remark is null ? "" : " " + kernel.Remark)}" }
            : kernel with
            {
                Name = text,
                Remark = $"{text} is not among the releases known: answered as {key}, the last one before it; what may differ is uncertain.",
                Neighbour = line.Later(kernel.Neighbour ?? kernel),
            };
    }

    // 5.0's first three candidates answered otherwise; any other is taken as its release.
    private static KvmKernel Candidate(UnameRelease uname, string text)
    {
        string number = new([.. uname.Suffix.Skip("-rc".Length).TakeWhile(c => c is >= '0' and <= '9')]);
        bool first = uname.Release == KvmRelease.First && number is "1" or "2" or "3";
        KvmKernel kernel = KvmKernel.From(uname.Release);
        return first
            ? kernel.Without(KvmChanges.FirstAnswersCorrected) with { Name = text, Basis = "Linux 5.0-rc1 to 5.0-rc3, corrected in 5.0-rc4." }
            : kernel with { Name = text, Basis = $"a release candidate, taken as Linux {uname.Release}.", Remark = $"{text} is a release candidate: taken as Linux {uname.Release}." };
    }

    private static IEnumerable<string> Known(IEnumerable<(KvmKernelLine Line, string Version)> found) =>
        found.SelectMany(pair => pair.Line.Releases.Select(release => pair.Line.Names[0] + release.Key)).Distinct();

    private static string NoKernel(string? text) => $"'{Excerpt.Of(text)}' is not a Linux kernel: expected {KvmKernel.Forms}.";
}
