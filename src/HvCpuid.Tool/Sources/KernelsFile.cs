using HvCpuid.Kvm;

namespace HvCpuid.Tool.Sources;

/// <summary>Reads a file of kernels, <c>--kernels FILE</c>.</summary>
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
}
