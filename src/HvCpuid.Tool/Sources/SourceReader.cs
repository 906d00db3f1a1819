using HvCpuid.Formats;
using HvCpuid.Sets;

namespace HvCpuid.Tool.Sources;

/// <summary>Where a set of leaves comes from, by the one word SOURCE.</summary>
internal static class SourceReader
{
    /// <summary>The forms of a SOURCE, for messages and help.</summary>
    public const string Forms = $"a file, - for standard input, {KvmSource.Form} or the release alone, host, or cpu";

    /// <summary>Reads a SOURCE.</summary>
    /// <param name="source">The word.</param>
    /// <param name="force">The format of a file; null to recognise it.</param>
    /// <param name="cpuNumber">Which CPU of a file; null for the first.</param>
    /// <param name="console">For standard input.</param>
    /// <exception cref="ToolFailure">It could not be used.</exception>
    public static SourceSet Read(string source, HvCpuidFormat? force, int? cpuNumber, ToolConsole console)
    {
        bool kvm = KvmSource.IsMeant(source, console.Kernels);
        if (!kvm && source is not ("cpu" or "host"))
        {
            return FileSource.Read(source, force, cpuNumber, console);
        }

        if (force is not null || cpuNumber is not null)
        {
            throw ToolFailure.Unusable($"{(force is null ? "--cpu-index" : "--input-format")} is for files; {source} is none.");
        }

        return kvm ? Ask(KvmSource.Parse(source, console.Kernels)) : source == "cpu" ? CpuSource.Read() : HostSource.Read(console.Kernels);
    }

    private static SourceSet Ask(KvmRequest request)
    {
        KvmReply reply = request.Ask();
        return new SourceSet(reply.Set ?? HvCpuidSet.Empty, request.Description, reply.Notes) { Refused = reply.Refused, Request = request };
    }
}
