using System.CommandLine;
using System.Text;

namespace HvCpuid.Tool.Verbs;

/// <summary>The manual page, hvcpuid(1), made of what <c>--help</c> is made of: verbs, arguments, options, examples, exit codes and topics, in man(7).</summary>
internal static class ManualPage
{
    /// <summary>The page.</summary>
    /// <param name="root">The whole command line.</param>
    public static string Of(RootCommand root)
    {
        StringBuilder page = new();
        _ = page.Append(".TH HVCPUID 1 \"\" HvCpuid \"User Commands\"\n.SH NAME\nhvcpuid \\- the Hyper\\-V CPUID leaves that KVM offers a virtual machine\n")
            .Append(".SH SYNOPSIS\n.B hvcpuid\n.I VERB\n[\\fIARGUMENT\\fR ...] [\\fIOPTION\\fR ...]\n.SH DESCRIPTION\n").Append(Escape(root.Description)).Append("\n.SH VERBS\n");
        foreach (Command verb in root.Subcommands)
        {
            Verb(page, verb);
        }

        _ = page.Append(".SH EXIT STATUS\n.TP\n.B 0\nDone.\n.TP\n.B 1\nDone, and what was asked about is wrong, refused or different.\n.TP\n.B 2\nThe call or an input could not be used.\n");
        foreach (string topic in HelpTopics.Names)
        {
            _ = page.Append(".SH ").Append(topic.ToUpperInvariant()).Append("\n.nf\n").Append(Escape(HelpTopics.Find(topic))).Append(".fi\n");
        }

        return page.ToString();
    }

    private static void Verb(StringBuilder page, Command verb)
    {
        string arguments = string.Concat(verb.Arguments.Select(argument => $" \\fI{Escape(Name(argument))}\\fR"));
        _ = page.Append(".SS hvcpuid ").Append(Escape(verb.Name)).Append(arguments).Append('\n').Append(Escape(verb.Description)).Append('\n');
        foreach (Argument argument in verb.Arguments)
        {
            Item(page, $".I {Escape(Name(argument))}", argument.Description);
        }

        foreach (Option option in verb.Options)
        {
            string value = option.HelpName is { } name ? $" \\fI{Escape(name)}\\fR" : "";
            Item(page, $"\\fB{Escape(option.Name)}\\fR{value}", option.Description);
        }

        string[] examples = [.. VerbExamples.Of(verb.Name)];
        if (examples.Length > 0)
        {
            _ = page.Append(".PP\n.nf\n").AppendJoin('\n', examples.Select(Escape)).Append("\n.fi\n");
        }
    }

    private static string Name(Argument argument) => argument.HelpName ?? argument.Name;

    private static void Item(StringBuilder page, string head, string? text) => page.Append(".TP\n").Append(head).Append('\n').Append(Escape(text)).Append('\n');

    // A backslash begins an escape, a dot or an apostrophe at a line's start a request, and a bare hyphen may be set as another character.
    private static string Escape(string? text) => string.Join('\n', (text ?? "").Split('\n').Select(line =>
        (line.StartsWith('.') || line.StartsWith('\'') ? "\\&" : "") + line.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal)));
}
