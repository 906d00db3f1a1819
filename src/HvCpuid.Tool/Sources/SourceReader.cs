using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Sources;

/// <summary>Where a set of leaves comes from, by the one word SOURCE.</summary>
internal static class SourceReader
{
    /// <summary>The forms of a SOURCE, for messages and help.</summary>
    public const string Forms = $"a file, - for standard input, {KvmSource.Form} or the release alone, host, or cpu";

    /// <summary>Reads a SOURCE.</summary>
    /// <param name="source">The word.</param>
    /// <param name="choice">What of a file is wanted.</param>
    /// <param name="console">For standard input.</param>
    /// <exception cref="ToolFailure">It could not be used.</exception>
    public static SourceSet Read(string source, FileChoice choice, ToolConsole console)
    {
        bool kvm = KvmSource.IsMeant(source, console.Kernels);
        if (!kvm && source is not ("cpu" or "host"))
        {
            return FileSource.Read(source, choice, console);
        }

        if (choice != new FileChoice())
        {
            string option = choice.Format is not null ? "--input-format" : choice.Cpu is not null ? "--cpu-index" : "--dump";
            throw ToolFailure.Unusable($"{option} is for files; {source} is none.");
        }

        return kvm ? Ask(KvmSource.Parse(source, console.Kernels)) : source == "cpu" ? CpuSource.Read() : HostSource.Read(console.Kernels);
    }

    private static SourceSet Ask(HvHost host)
    {
        KvmQuery query = host.ToQuery();
        KvmReply reply = query.Ask();
        return new SourceSet(reply.Set ?? HvCpuidSet.Empty, query.Describe(), reply.Notes) { Refusal = reply.Refusal, Query = query, Modelled = host };
    }
}
