using HvCpuid.Documents;
using HvCpuid.Kvm;
using HvCpuid.Linux;
using HvCpuid.Tool.Sources;

namespace HvCpuid.Tool.Verbs;

/// <summary>What the live KVM says as a document: what an operator sends in when the model is wrong.</summary>
internal static class HostReportDocument
{
    /// <summary>Makes the document of a report.</summary>
    public static HostDocument ToDocument(this HostReport report)
    {
        LinuxHost machine = report.Machine;
        return new HostDocument
        {
            Entries = report.Refusal is null ? EntryDocument.From(report.Main!.Set!) : null,
            Error = report.Refusal?.Name,
            Message = report.Refusal?.Message,
            Kernel = machine.Kernel,
            Build = machine.Build,
            Release = machine.Uname?.Release.ToString(),
            Module = machine.Module,
            Cpu = machine.Vendor,
            Processor = machine.Processor,
            Nested = machine.Nested,
            SmtControl = machine.SmtControl,
            Assumed = Assumed(machine),
            ApiVersion = report.ApiVersion,
            Capabilities = CapabilityDocument.From(report.Observation),
            Answers = [.. report.Observation.Answers.Select(answer => HostAnswerDocument.From(answer, answer.Set is null ? report.RefusalOf(answer) : null))],
            Predicted = PredictedDocument.From(report.Predicted),
            Nearest = NearestDocument.From(report.Nearest),
            Notes = report.Notes,
        };
    }

    private static AssumedDocument Assumed(LinuxHost machine)
    {
        KvmHost assumed = machine.ToKvmHost();
        return new AssumedDocument
        {
            Release = machine.Uname is null ? assumed.Kernel.ToString() : null,
            Cpu = machine.IsModuleModelled ? null : assumed.Vendor,
            Nested = machine.Nested is null ? assumed.Nested : null,
            Smt = machine.SmtControl is null ? assumed.SmtPossible : null,
        };
    }
}
