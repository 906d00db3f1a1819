using System.Globalization;
using System.Text.Json;
using HvCpuid.Access;
using HvCpuid.Tool.Terminal;
using HvCpuid.Tool.Verbs;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints what a single access meets.</summary>
internal static class AccessAnswerText
{
    /// <summary>Prints it as text or JSON; what else KVM has against an allowed hypercall also on standard error.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="output">For the situation in which it is given.</param>
    /// <param name="json">True for JSON.</param>
    /// <param name="console">Where to.</param>
    public static void Print(AccessAnswer answer, AccessText output, bool json, ToolConsole console)
    {
        string result = answer.Word;
        if (answer is HypercallAnswer hypercall && !answer.IsUnknown && hypercall.Meets.EndWord() != result)
        {
            result = $"{result} by CPUID, {hypercall.Meets.EndWord()} by KVM";
            console.Note([$"CPUID allows it, but KVM answers this input value with {hypercall.Meets.EndWord()}: {hypercall.Meets.Reason}"]);
        }

        if (json)
        {
            JsonPage.Write(console, writer => Members(writer, answer));
            return;
        }

        Page page = new(console);
        page.Heading($"{Asked(answer)}: {result}");
        page.Line((answer.IsUnknown ? $"As far as is known: {answer.Result.EndWord()}. " : "") + Reason(answer));
        page.Line(output.Situation);
        page.Print();
    }

    private static string Asked(AccessAnswer answer) => answer switch
    {
        MsrAnswer { Question: { Value: { } value } question } => string.Create(CultureInfo.InvariantCulture, $"Writing {value:X}H to MSR {question.Msr:X8}H"),
        MsrAnswer { Question: var question } => string.Create(CultureInfo.InvariantCulture, $"Reading MSR {question.Msr:X8}H"),
        HypercallAnswer { Question: var question } => string.Create(CultureInfo.InvariantCulture, $"Hypercall {question.Input:X16}H"),
        _ => "",
    };

    private static void Members(Utf8JsonWriter writer, AccessAnswer answer)
    {
        if (answer is MsrAnswer msr)
        {
            AccessJson.Msr(writer, msr.Question.Msr, HvMsrTable.Find(msr.Question.Msr), msr.Read, msr.Write);
            if (msr.Question.Value is { } value)
            {
                writer.WriteString("value", string.Create(CultureInfo.InvariantCulture, $"0x{value:x16}"));
            }
        }
        else if (answer is HypercallAnswer { Question: var question } hypercall)
        {
            ushort code = new HvHypercallInput(question.Input).Code;
            AccessJson.Hypercall(writer, code, HvHypercallTable.Find(code), hypercall.Result, hypercall.Word);
            writer.WriteString("input", string.Create(CultureInfo.InvariantCulture, $"0x{question.Input:x16}"));
            writer.WriteString("meets", hypercall.Meets.EndWord());
        }

        writer.WriteString("reason", Reason(answer));
    }

    // Of a hypercall that CPUID allows: what comes after.
    private static string Reason(AccessAnswer answer) => answer is HypercallAnswer { Result.IsAllowed: true, Meets: var meets } ? meets.Reason : answer.Result.Reason;
}
