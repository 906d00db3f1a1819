using System.Text;
using HvCpuid.Kvm;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Sources;

/// <summary>Reads and writes a file of kernels, <c>--kernels FILE</c>.</summary>
internal static class KernelsFile
{
    /// <summary>Reads it.</summary>
    /// <exception cref="ToolFailure">It cannot be read or understood.</exception>
    public static KvmKernels Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return KvmKernels.Load(file);
        }
        catch (FormatException error)
        {
            throw ToolFailure.Unusable($"{path}: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ToolFailure.Unusable($"--kernels: {error.Message}");
        }
    }

    /// <summary>Writes it.</summary>
    public static string Text(KvmKernels kernels)
    {
        using MemoryStream bytes = new();
        kernels.Save(bytes);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
