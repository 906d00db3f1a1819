using System.Text.Json;
using System.Text.Json.Nodes;
using HvCpuid.Tests.Baselines;
using Json.Schema;

namespace HvCpuid.Tool.Tests.Terminal;

/// <summary>What the tool prints as JSON is what docs/json says, and nothing more.</summary>
public class DocumentSchemaTests
{
    private static readonly string[] Refusals = ["supported 4.20", "decode kvm:4.20", "flags hv-relaxed --on kvm:6.12,amd,evmcs"];

    public static TheoryData<string, string> Printed => new()
    {
        { "supported", "supported 6.12 --evmcs" },
        { "supported", "supported kvm:rhel9.4,amd,system,maxvcpus=77" },
        { "refusal", Refusals[0] },
        { "refusal", Refusals[1] },
        { "refusal", Refusals[2] },
        { "decode", "decode kvm:6.12,intel,evmcs" },
        { "decode", "decode DMESG" },
        { "explain", "explain A" },
        { "explain", "explain A 3 hv-stimer on kvm:5.1,amd,nonested" },
        { "explain", "explain 4.EAX[10]" },
        { "terms", "explain HV_X64_MSR_VP_INDEX" },
        { "terms", "explain HVE001" },
        { "history", "history" },
        { "upgrade", "history rhel8 debian13" },
        { "flags", "flags --preset nested --against proxmox:win11 --on kvm:6.12,intel" },
        { "flags", "flags --passthrough --on kvm:6.12,intel,evmcs" },
        { "flags", "flags hv-relaxed --vmm copy --on kvm:5.4,amd" },
        { "flags-findings", "flags hv-stimer --on kvm:6.12,intel" },
        { "flags-hosts", "flags hv-relaxed,hv-evmcs --on kvm:6.12,intel --on kvm:5.4,amd" },
        { "guest", "guest kvm:6.12,intel" },
        { "guest", "guest kvm:6.12,intel --as freebsd" },
        { "guest", "guest kvm:6.12,intel --as windows" },
        { "lint", "lint kvm:6.12,intel,evmcs --all" },
        { "lint", "lint DMESG --all" },
        { "access", "access kvm:6.12,intel --enforce on" },
        { "msr-access", "access kvm:6.12,intel --msr 0x40000021 --write 1" },
        { "msr-access", "access kvm:6.12,intel --msr 0x400000F0" },
        { "hypercall-access", "access kvm:6.12,intel --hypercall HvCallSendSyntheticClusterIpi" },
        { "hypercall-access", "access rhel9.4 --hypercall 0x10013" },
        { "kernels", "kernels" },
        { "diff", "diff debian12 debian13" },
        { "diff", "diff DMESG 6.12" },
        { "migrate", "migrate rhel9.3 rhel9.2" },
        { "migrate", "migrate DMESG 6.12" },
        { "fit", "fit hv-relaxed,hv-stimer --on 5.4 --on 6.12,amd" },
        { "fit", "fit hv-relaxed" },
        { "labels", "fit --labels --on 6.12" },
        { "baseline", "baseline 5.4 6.12,amd" },
        { "baseline", "baseline --from-lines LINES --keep-going" },
        { "baseline-parts", "baseline 5.4 6.12,amd --partial" },
    };

    [Theory]
    [MemberData(nameof(Printed))]
    public void Json_OfAVerb_IsValidAndHasNoOtherMembers(string schema, string command)
    {
        byte[] dmesg = "Hyper-V: privilege flags low 0x2e7f, high 0x3b8030, hints 0x64e24, misc 0xe0bed7b2"u8.ToArray();

        Check(schema, ToolRun.Of(
            command.Replace("DMESG", "-", StringComparison.Ordinal).Replace("LINES", "-", StringComparison.Ordinal) + " --format json",
            command.Contains("LINES", StringComparison.Ordinal) ? "{\"entries\":[{\"function\":\"0x40000000\",\"eax\":1,\"ebx\":2,\"ecx\":3,\"edx\":4}]}\nbad\n"u8.ToArray() : dmesg).Output);
    }

    [Theory]
    [InlineData("""{"error":"EINVAL"}""")]
    [InlineData("""{"error":"EINVAL","message":null}""")]
    [InlineData("""{"error":"EINVAL","message":"why","more":1}""")]
    public void Check_OfAnotherText_Fails(string text) => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check("refusal", text));

    [Fact]
    public void Printed_Commands_AreOfEverySchema()
    {
        string[] schemas = [.. Directory.EnumerateFiles(Folder, "*.schema.json").Select(path => Path.GetFileName(path).Split('.')[0]).Order(StringComparer.Ordinal)];
        Assert.Equal(schemas.Except(["host"]), Printed.Select(row => row.Data.Item1).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Fails where a text is not valid by a schema, or has members that this does not declare.</summary>
    internal static void Check(string schema, string text)
    {
        JsonNode declared = Closed(JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, schema + ".schema.json"))))!;
        using JsonDocument document = JsonDocument.Parse(text);
        EvaluationResults results = JsonSchema.FromText(declared.ToJsonString()).Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(results.IsValid, string.Join('\n', results.Details.Where(one => one.HasErrors).SelectMany(one => one.Errors!.Select(error => $"{one.InstanceLocation}: {error.Value}"))));
    }

    private static string Folder => Path.Combine(Repository.Root, "docs", "json");

    // Every object that declares members declares all of them.
    private static JsonNode? Closed(JsonNode? schema)
    {
        if (schema is JsonObject found)
        {
            foreach (string name in found.Select(member => member.Key).ToArray())
            {
                Closed(found[name]);
            }

            if (found["properties"] is JsonObject && !found.ContainsKey("additionalProperties") && !found.ContainsKey("anyOf"))
            {
                found["unevaluatedProperties"] = false;
            }
        }
        else if (schema is JsonArray items)
        {
            foreach (JsonNode? item in items)
            {
                Closed(item);
            }
        }

        return schema;
    }
}
