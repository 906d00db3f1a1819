using System.Text;
using System.Text.Json;
using HvCpuid.Formats;
using HvCpuid.Kvm;
using HvCpuid.Linux;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>What <c>hvcpuid host --format json</c> printed.</summary>
/// <param name="Uname">What <c>uname -r</c> printed there.</param>
/// <param name="Observation">What KVM said.</param>
internal sealed record Capture(string Uname, KvmObservation Observation);

/// <summary>Reads a capture.</summary>
internal static class CaptureReader
{
    private const string Expected = "expected what `hvcpuid host --format json` prints";

    /// <summary>Reads it from a file, or from standard input for <c>-</c>.</summary>
    /// <exception cref="ToolFailure">It cannot be read or understood.</exception>
    public static Capture Read(string path, ToolConsole console)
    {
        try
        {
            using Stream stream = path == "-" ? console.OpenInput() : File.OpenRead(path);
            using JsonDocument document = JsonDocument.Parse(stream);
            return Read(document.RootElement, console.Kernels);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw ToolFailure.Unusable($"--from {path}: {Expected}. {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ToolFailure.Unusable($"--from: {error.Message}");
        }
    }

    private static Capture Read(JsonElement root, KvmKernels kernels)
    {
        string uname = root.GetProperty("kernel").GetString() ?? throw new FormatException("\"kernel\" is null: the kernel's name is not known.");
        string? build = root.TryGetProperty("build", out JsonElement text) ? text.GetString() : null;
        LinuxHost machine = new()
        {
            Nested = root.GetProperty("nested") is { ValueKind: not JsonValueKind.Null } nested ? nested.GetBoolean() : null,
            SmtControl = root.GetProperty("smtControl").GetString(),
        };
        KvmHost host = machine.ToKvmHost() with
        {
            Kernel = kernels.TryRecognise(uname, build, out KvmKernel? kernel) ? kernel : throw new FormatException($"\"kernel\": '{uname}' is no kernel."),
            Vendor = root.GetProperty("cpu").GetString() == "amd" ? CpuVendor.Amd : CpuVendor.Intel,
        };
        return new Capture(uname, new KvmObservation(host)
        {
            Capabilities = root.GetProperty("capabilities").EnumerateArray()
                .ToDictionary(one => (KvmCapability)one.GetProperty("capability").GetInt32(), one => one.GetProperty("value").GetInt32()),
            Answers = [.. root.GetProperty("answers").EnumerateArray().Select(Answer)],
        });
    }

    private static KvmObservedAnswer Answer(JsonElement answer)
    {
        bool system = answer.GetProperty("scope").GetString() == "system";
        bool lapic = answer.TryGetProperty("lapic", out JsonElement there) && there.GetBoolean();
        string? evmcs = answer.TryGetProperty("evmcs", out JsonElement range) ? range.GetString() : null;
        VcpuState state = system ? default : new VcpuState(lapic, evmcs is null ? null : EvmcsVersionRange.Parse(evmcs));
        KvmScope scope = system ? KvmScope.System : KvmScope.Vcpu;
        if (answer.TryGetProperty("error", out JsonElement error))
        {
            KvmErrno errno = Enum.TryParse(error.GetString(), out KvmErrno known) ? known : throw new FormatException($"\"error\": '{error.GetString()}' is no errno that is known here.");
            return new KvmObservedAnswer(scope, state, null, errno);
        }

        byte[] entries = Encoding.UTF8.GetBytes($"{{\"entries\":{answer.GetProperty("entries").GetRawText()}}}");
        return JsonFormat.TryRead(entries, out HvCpuidDump? dump, out HvCpuidFormatError? wrong)
            ? new KvmObservedAnswer(scope, state, dump.Cpus[0].Set)
            : throw new FormatException(wrong.ToString());
    }
}
