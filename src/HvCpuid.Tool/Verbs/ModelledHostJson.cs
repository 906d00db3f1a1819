using System.Text.Json;
using HvCpuid.Kvm;

namespace HvCpuid.Tool.Verbs;

/// <summary>The members that say which modelled host is meant, the same wherever one is.</summary>
internal static class ModelledHostJson
{
    /// <summary>Writes <c>kernel</c>, <c>cpu</c>, <c>nested</c>, <c>smt</c>, <c>hyperv</c> and <c>maxVcpus</c>, which is null for the kernel's own.</summary>
    public static void WriteHost(this Utf8JsonWriter writer, KvmHost host)
    {
        writer.WriteString("kernel", host.Kernel.Text);
        writer.WriteString("cpu", host.Vendor == CpuVendor.Amd ? "amd" : "intel");
        writer.WriteBoolean("nested", host.Nested);
        writer.WriteBoolean("smt", host.SmtPossible);
        writer.WriteBoolean("hyperv", host.HasHyperV);
        if (host.MaximumVcpus is { } most)
        {
            writer.WriteNumber("maxVcpus", most);
        }
        else
        {
            writer.WriteNull("maxVcpus");
        }
    }
}
