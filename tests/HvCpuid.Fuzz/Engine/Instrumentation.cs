using System.Reflection;
using System.Runtime.Loader;
using dnlib.DotNet;
using dnlib.DotNet.Emit;
using SharpFuzz;

namespace HvCpuid.Fuzz.Engine;

/// <summary>
/// The code under test with its edges counted: SharpFuzz rewrites copies of the assemblies, and this assembly is loaded a second time beside them, so that the
/// targets run against the copies. Nothing on disk changes but a temporary folder.
/// </summary>
internal sealed class Instrumentation : AssemblyLoadContext
{
    private static readonly string[] Instrumented = ["HvCpuid", "HvCpuid.Documents", "HvCpuid.Tool"];
    private readonly Dictionary<string, byte[]> _copies;

    private Instrumentation(Dictionary<string, byte[]> copies)
        : base(nameof(Instrumentation)) => _copies = copies;

    /// <summary>Instruments the assemblies, and loads this one beside the copies.</summary>
    /// <returns>This assembly, against the copies.</returns>
    public static Assembly Load()
    {
        string folder = Directory.CreateTempSubdirectory("hvcpuid-fuzz-").FullName;
        try
        {
            Instrumentation context = new(Instrumented.ToDictionary(name => name, name => Instrument(name, folder)));
            return context.LoadFromAssemblyPath(typeof(Instrumentation).Assembly.Location);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name || !_copies.TryGetValue(name, out byte[]? copy))
        {
            return null;
        }

        using MemoryStream stream = new(copy);
        return LoadFromStream(stream);
    }

    private static byte[] Instrument(string name, string folder)
    {
        string copy = Path.Combine(folder, name + ".dll");
        File.Copy(Path.Combine(AppContext.BaseDirectory, name + ".dll"), copy);
        _ = Fuzzer.Instrument(copy, static _ => true, Options.Value).Count();
        return Renumber(File.ReadAllBytes(copy), name);
    }

    // SharpFuzz draws the numbers of places at random: the same places get the same numbers in each run, so that a seed decides a whole campaign.
    private static byte[] Renumber(byte[] assembly, string name)
    {
        using ModuleDefMD module = ModuleDefMD.Load(assembly);
        Randomness numbers = new(FuzzText.Hash(name));
        Dictionary<int, int> places = [];
        foreach (MethodDef method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            IList<Instruction> code = method.Body.Instructions;
            places.Clear();
            for (int i = 1; i + 1 < code.Count; i++)
            {
                // ldsfld PrevLocation, ldc place, xor … and ldc place / 2, stsfld PrevLocation.
                bool isPlace = code[i].IsLdcI4() && IsPrevious(code[i - 1], OpCodes.Ldsfld) && code[i + 1].OpCode == OpCodes.Xor;
                bool isHalf = code[i].IsLdcI4() && IsPrevious(code[i + 1], OpCodes.Stsfld);
                if (isPlace)
                {
                    int place = numbers.Below(1 << 16);
                    places[code[i].GetLdcI4Value() >> 1] = place >> 1;
                    Put(code[i], place);
                }
                else if (isHalf && places.TryGetValue(code[i].GetLdcI4Value(), out int half))
                {
                    Put(code[i], half);
                }
            }
        }

        using MemoryStream stream = new();
        module.Write(stream);
        return stream.ToArray();
    }

    private static bool IsPrevious(Instruction instruction, OpCode code) => instruction.OpCode == code && instruction.Operand is IField { Name.String: "PrevLocation" };

    private static void Put(Instruction instruction, int value) => (instruction.OpCode, instruction.Operand) = (OpCodes.Ldc_I4, value);
}
