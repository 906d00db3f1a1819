using System.Diagnostics;

namespace HvCpuid.Linux.Tests;

/// <summary>gcc, asked whether a text compiles; tests are skipped with a reason where there is none.</summary>
internal static class CCompiler
{
    private static readonly Lazy<string?> Missing = new(WhatIsMissing);

    /// <summary>Skips the calling test where the header cannot be compared with.</summary>
    public static void Require() => Assert.SkipWhen(Missing.Value is not null, Missing.Value ?? "");

    /// <summary>What gcc says against a text; empty when it compiles.</summary>
    public static string Complaints(string text)
    {
        ProcessStartInfo start = new("gcc", "-std=c11 -fsyntax-only -x c -") { RedirectStandardInput = true, RedirectStandardError = true };
        using Process gcc = Process.Start(start) ?? throw new InvalidOperationException("gcc did not start.");
        gcc.StandardInput.Write(text);
        gcc.StandardInput.Close();
        string complaints = gcc.StandardError.ReadToEnd();
        gcc.WaitForExit();
        return gcc.ExitCode == 0 ? "" : complaints;
    }

    private static string? WhatIsMissing()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "<linux/kvm.h> is a header of Linux";
        }

        try
        {
            string text = "#include <linux/kvm.h>\n#if !defined(__x86_64__) || !defined(KVM_CAP_HYPERV_ENFORCE_CPUID)\n#error\n#endif\n";
            return Complaints(text).Length == 0 ? null : "gcc finds no <linux/kvm.h> of x86-64 and of Linux 5.14 or later";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "there is no gcc";
        }
    }
}
